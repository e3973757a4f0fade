import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import type { AssignmentRequest } from '../../../src/core/assignment/assignment.ts';
import type { AgentSnapshot } from '../../../src/core/fleetApi.ts';
import type { StepInput } from '../../model/index.ts';
import { explorer, message, worker } from './requests.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';
import type { Rig } from './rig.ts';

const OK: StepInput = { do: 'say', text: 'ok' };
const touch = (...files: readonly string[]): StepInput => ({
  do: 'runCommand',
  cmd: files.map((file) => `touch ${file}`).join('; '),
});
const escalate = (cmd: string): StepInput => ({ do: 'escalate', cmd, justification: 'May I?' });

const inside = (rig: Rig, file: string): string => path.join(rig.world.workspace, file);
const config = (rig: Rig): string => readFileSync(path.join(rig.world.homes.a, 'config.toml'), 'utf8');
const permissions = (snapshot: AgentSnapshot): string | null => snapshot.model.settings?.permissions ?? null;

async function assign(rig: Rig, request: AssignmentRequest): Promise<string> {
  const { assignment } = await rig.fleet.assign('a', request, null, LEAD);
  return assignment.assignmentId;
}

async function restored(rig: Rig, assignmentId: string): Promise<AgentSnapshot> {
  return until(
    rig.fleet,
    'a',
    ({ model }) => model.assignment?.assignmentId === assignmentId && model.assignment.restored,
  );
}

const done = async (rig: Rig, request: AssignmentRequest): Promise<AgentSnapshot> =>
  restored(rig, await assign(rig, request));

async function asked(rig: Rig): Promise<string> {
  const snapshot = await until(rig.fleet, 'a', ({ model }) => model.pending.length > 0);
  return snapshot.model.pending[0]?.key ?? '';
}

async function send(rig: Rig, ...steps: readonly StepInput[]): Promise<AgentSnapshot> {
  await rig.fleet.send('a', message(...steps), LEAD);
  return until(rig.fleet, 'a', is('done', 'error'));
}

describe('under the policy yolo', () => {
  const rig = useRig('yolo', { policy: 'yolo' });
  const outside = (): string => path.join(rig.world.root, 'outside.txt');

  it('an Agentin has no sandbox and asks nobody', async () => {
    await rig.fleet.start('a', START, LEAD);
    await until(rig.fleet, 'a', is('idle'));
    const snapshot = await send(rig, touch(outside()), OK);
    expect(existsSync(outside())).toBe(true);
    expect(snapshot.model.settings).toMatchObject({
      permissions: ':danger-full-access',
      approvalPolicy: 'never',
    });
  });

  it('an Exploriererin still cannot write', async () => {
    const before = config(rig);
    const snapshot = await done(rig, explorer(touch('explored.txt', '/tmp/cm-explored.txt'), OK));
    expect(snapshot.model.assignment?.delivery.state).toBe('completed');
    expect(existsSync(inside(rig, 'explored.txt'))).toBe(false);
    expect(existsSync('/tmp/cm-explored.txt')).toBe(false);
    expect(config(rig)).toBe(before);
  });

  it('an Arbeitsbiene writes her paths alone', async () => {
    await done(rig, worker(['docs'], touch('docs/yolo.md', 'src/yolo.js', outside()), OK));
    expect(existsSync(inside(rig, 'docs/yolo.md'))).toBe(true);
    expect(existsSync(inside(rig, 'src/yolo.js'))).toBe(false);
  });

  it('yolo is back afterwards', async () => {
    rmSync(outside());
    await until(rig.fleet, 'a', (now) => permissions(now) === ':danger-full-access');
    await send(rig, touch(outside()), OK);
    expect(existsSync(outside())).toBe(true);
  });
});

describe('an Arbeitsbiene', () => {
  const rig = useRig('scopes');
  const elsewhere = (): string => path.join(rig.world.root, 'elsewhere');
  afterAll(() => rmSync('/tmp/cm-worker.txt', { force: true }));

  it('leaves her scope for the one command that a person approves', async () => {
    await rig.fleet.start('a', START, LEAD);
    await until(rig.fleet, 'a', is('idle'));
    const id = await assign(
      rig,
      worker(['docs'], escalate('touch src/approved.js'), touch('src/not-approved.js'), OK),
    );
    await rig.fleet.answer('a', await asked(rig), { kind: 'accept' });
    await restored(rig, id);
    expect(existsSync(inside(rig, 'src/approved.js'))).toBe(true);
    expect(existsSync(inside(rig, 'src/not-approved.js'))).toBe(false);
  });

  it('does not leave her scope when the person declines', async () => {
    const id = await assign(rig, worker(['docs'], escalate('touch src/declined.js'), OK));
    await rig.fleet.answer('a', await asked(rig), { kind: 'decline' });
    const snapshot = await restored(rig, id);
    expect(snapshot.model.assignment?.delivery.state).toBe('completed');
    expect(existsSync(inside(rig, 'src/declined.js'))).toBe(false);
  });

  it('writes a file, a folder, and what does not exist yet, and nothing of the rest is left', async () => {
    const files = ['docs/notes.md', 'src', 'fresh/one/page.md', 'made/', 'unused/two.txt'];
    await done(
      rig,
      worker(
        files,
        {
          do: 'runCommand',
          cmd: 'echo x >> docs/notes.md; echo x > src/new.js; echo x > fresh/one/page.md; echo x > made/a; touch docs/other.md fresh/other.md root.txt',
        },
        OK,
      ),
    );
    expect(readFileSync(inside(rig, 'docs/notes.md'), 'utf8')).toContain('x\n');
    for (const file of ['src/new.js', 'fresh/one/page.md', 'made/a'])
      expect(readFileSync(inside(rig, file), 'utf8')).toBe('x\n');
    for (const file of ['docs/other.md', 'fresh/other.md', 'root.txt', 'unused'])
      expect([file, existsSync(inside(rig, file))]).toEqual([file, false]);
  });

  it('writes outside of the project where the scope is there', async () => {
    mkdirSync(elsewhere());
    const target = path.join(elsewhere(), 'new.txt');
    await done(
      rig,
      worker(
        [target],
        { do: 'runCommand', cmd: `echo x > ${target}; touch ${elsewhere()}/no.txt no.txt` },
        OK,
      ),
    );
    expect(readFileSync(target, 'utf8')).toBe('x\n');
    expect(existsSync(path.join(elsewhere(), 'no.txt'))).toBe(false);
    expect(existsSync(inside(rig, 'no.txt'))).toBe(false);
  });

  it('is refused a link that leads out of the scope', async () => {
    symlinkSync(elsewhere(), inside(rig, 'docs/link'));
    const before = config(rig);
    const request = { ...worker(['docs/link/x.txt'], OK), scope: ['docs'] };
    const refused = await assign(rig, request).catch((error: unknown) => error);
    expect(FleetError.is(refused, 'scope_violation') && refused.message).not.toContain(rig.world.root);
    expect(config(rig)).toBe(before);
    expect(existsSync(path.join(elsewhere(), 'x.txt'))).toBe(false);
  });

  it('does not get out through a link inside of her scope either', async () => {
    await done(rig, worker(['docs'], touch('docs/link/escaped.txt', 'docs/stayed.txt'), OK));
    expect(existsSync(path.join(elsewhere(), 'escaped.txt'))).toBe(false);
    expect(existsSync(inside(rig, 'docs/stayed.txt'))).toBe(true);
  });

  it('does not get out by a link that one command puts where another write path of hers was', async () => {
    const swap = `mv docs/c docs/d && mkdir docs/c && ln -s ${elsewhere()} docs/c/b`;
    const steps = [{ do: 'runCommand', cmd: swap }, touch('docs/c/b/swapped.txt'), OK] as const;
    await done(rig, worker(['docs', 'docs/c/b/'], ...steps));
    expect(readlinkSync(inside(rig, 'docs/c/b'))).toBe(elsewhere());
    expect(existsSync(path.join(elsewhere(), 'swapped.txt'))).toBe(false);
  });

  it('keeps her sandbox when a word comes into her turn', async () => {
    const id = await assign(rig, worker(['docs'], { do: 'stall' }));
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    await rig.fleet.send('a', message(touch('docs/word.md', 'src/word.js'), OK), LEAD);
    const running = rig.fleet.peek('a', LEAD).model.assignment;
    rig.world.model.release();
    await restored(rig, id);
    expect(running?.delivery.state).toBe('started');
    expect(existsSync(inside(rig, 'docs/word.md'))).toBe(true);
    expect(existsSync(inside(rig, 'src/word.js'))).toBe(false);
  });

  it('never runs inside of a turn that a person begins at the same moment', async () => {
    const outcomes = new Set<string>();
    await rig.fleet.start('a', START, LEAD);
    for (let round = 0; round < 12; round += 1) {
      await until(rig.fleet, 'a', is('idle', 'done'));
      await rig.fleet.send('a', { ...message({ do: 'delay', ms: 300 }, OK), enter: false }, LEAD);
      const file = inside(rig, `raced-${round}.txt`);
      const typing = sleep(round * 3).then(() =>
        rig.world.tmux('send-keys', '-t', '=codex_agent_a_mcp:agent', 'Enter'),
      );
      const outcome = await assign(rig, explorer(touch(file), OK)).then(
        () => 'assigned',
        (error: unknown) => (FleetError.is(error) ? error.code : String(error)),
      );
      outcomes.add(outcome);
      await typing;
      // What was typed is a turn as well, before or after.
      await until(rig.fleet, 'a', ({ model }) => model.turn === null && model.thread.kind === 'idle');
      rig.fleet.markLooked('a');
      expect(existsSync(file)).toBe(false);
    }
    expect(['assigned', 'agent_busy']).toEqual(expect.arrayContaining([...outcomes]));
  });

  it('keeps her sandbox over the end of her app-server, and has her usual one after it', async () => {
    const before = config(rig);
    const id = await assign(rig, worker(['docs'], { do: 'stall' }));
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    const profile = rig.fleet.peek('a', LEAD).model.assignment?.profileName ?? '';
    const seen = new Set<string | null>();
    const listening = rig.fleet.onDidChangeAgent(() => seen.add(permissions(rig.fleet.peek('a', LEAD))));
    const { session } = rig.fleet.peek('a', LEAD).model;
    process.kill((session.kind === 'present' && session.server?.pid) || 0, 'SIGKILL');
    const snapshot = await restored(rig, id);
    await until(rig.fleet, 'a', (now) => permissions(now) === ':workspace');
    listening.dispose();
    expect(snapshot.model.assignment?.delivery.state).toBe('interrupted');
    expect([profile, ':workspace']).toEqual(expect.arrayContaining([...seen]));
    expect(config(rig)).toBe(before);
    await send(rig, touch('src/usual.js', path.join(elsewhere(), 'unusual.txt')), OK);
    expect(existsSync(inside(rig, 'src/usual.js'))).toBe(true);
    expect(existsSync(path.join(elsewhere(), 'unusual.txt'))).toBe(false);
  });
});

describe('a home that allows everything by itself', () => {
  const rig = useRig('widehome', { supervised: false });
  const outside = (): string => path.join(rig.world.root, 'outside.txt');

  /** Types into the terminal as a person does, so that no tuple of ours comes with it. */
  async function type(...steps: readonly StepInput[]): Promise<void> {
    await rig.fleet.send('a', { ...message(...steps), enter: false }, LEAD);
    await rig.world.tmux('send-keys', '-t', '=codex_agent_a_mcp:agent', 'Enter');
    await until(rig.fleet, 'a', is('done', 'error'));
  }

  it('is kept to the policy of the fleet', async () => {
    const file = path.join(rig.world.homes.a, 'config.toml');
    writeFileSync(file, `sandbox_mode = "danger-full-access"\napproval_policy = "never"\n${config(rig)}`);
    rig.fleet.supervise();
    await rig.fleet.start('a', START, LEAD);
    await until(rig.fleet, 'a', is('idle'));
    await type(touch(outside()), OK);
    expect(existsSync(outside())).toBe(false);
  });

  it('is kept to it after the end of the app-server as well', async () => {
    const { session } = rig.fleet.peek('a', LEAD).model;
    process.kill((session.kind === 'present' && session.server?.pid) || 0, 'SIGKILL');
    // While it reconnects, the terminal takes no Enter.
    const screen = async (): Promise<string> =>
      (await rig.fleet.tail('a', { source: 'pane', lines: 40, chars: 8000 }, LEAD)).output;
    await expect.poll(screen).toContain('Reconnecting');
    await expect.poll(screen).not.toContain('Reconnecting');
    await type(touch(outside()), OK);
    expect(existsSync(outside())).toBe(false);
  });
});
