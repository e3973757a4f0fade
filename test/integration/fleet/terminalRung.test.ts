import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { launcherWithoutServer } from './launchers.ts';
import { explorer, message, worker } from './requests.ts';
import { complaints, is, isAlive, LEAD, openFleet, START, until, useRig } from './rig.ts';
import type { ActivityState } from '../../../src/core/agent/agent.ts';
import type { AgentSnapshot, Fleet } from '../../../src/core/fleetApi.ts';
import type { StepInput } from '../../model/index.ts';

const rig = useRig('terminal', { runner: launcherWithoutServer() });
const DIALOG = 'Press enter to confirm';
const PANE = '=codex_agent_a_mcp:agent';
const OK: StepInput = { do: 'say', text: 'Guten Tag aus dem Terminal.' };
const inside = (file: string): string => path.join(rig.world.workspace, file);
const press = async (...keys: readonly string[]): Promise<string> =>
  rig.world.tmux('send-keys', '-t', PANE, ...keys);
const screen = async (): Promise<string> =>
  (await rig.fleet.tail('a', { source: 'pane', lines: 50, chars: 8000 }, LEAD)).output;
/** A fleet of another process, which counts how often it starts tmux. */
async function countingFleet(): Promise<{ fleet: Fleet; calls: () => number }> {
  const bin = path.join(rig.world.root, 'counting');
  const log = path.join(bin, 'log');
  mkdirSync(bin);
  writeFileSync(log, '');
  const real = execFileSync('/bin/sh', ['-c', 'command -v tmux'], { encoding: 'utf8' }).trim();
  writeFileSync(path.join(bin, 'tmux'), `#!/bin/sh\necho x >> '${log}'\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
  const env = { ...rig.world.env, PATH: `${bin}${path.delimiter}${rig.world.env['PATH'] ?? ''}` };
  const fleet = await openFleet({ ...rig.world, env });
  const calls = (): number => readFileSync(log, 'utf8').split('\n').length - 1;
  expect((await fleet.status('a', LEAD)).model.control).toBe('terminal');
  expect(calls()).toBeGreaterThan(0);
  return { fleet, calls };
}

const pid = (): number => {
  const { session } = rig.fleet.peek('a', LEAD).model;
  return (session.kind === 'present' && session.agent?.pid) || 0;
};
const sees = async (...states: readonly ActivityState[]): Promise<AgentSnapshot> =>
  until(rig.fleet, 'a', is(...states));

describe('an Agentin whose Codex has no app-server', () => {
  it('starts in her terminal alone, and says how she is led and why', async () => {
    expect((await rig.fleet.start('a', START, LEAD)).status).toBe('started');
    const snapshot = await sees('idle');
    expect(snapshot.model.control).toBe('terminal');
    expect(snapshot.meta?.controlWhy).toBe('this Codex has no app-server that listens');
    expect(snapshot.activity.source).toBe('terminal-title');
    expect(snapshot.model.session).toMatchObject({ kind: 'present', server: null });
    await expect(rig.fleet.answer('a', 'x/y', { kind: 'accept' })).rejects.toMatchObject({
      code: 'control_not_available',
    });
  });

  it('takes a message, and tells its course by her session file', async () => {
    const { delivery, pasted } = await rig.fleet.send('a', message({ do: 'delay', ms: 500 }, OK), LEAD);
    expect({ delivery, pasted }).toEqual({ delivery: { state: 'submitted' }, pasted: true });
    expect((await sees('working', 'done')).activity.source).not.toBe('app-server');
    // Her session file says what became of it, the title that she rests: either may come first.
    const snapshot = await until(
      rig.fleet,
      'a',
      ({ activity, model }) => activity.state === 'done' && model.lastTurn !== null,
    );
    expect(snapshot.model.lastTurn?.outcome).toBe('completed');
    expect(snapshot.model.tokens?.totalTokens).toBeGreaterThan(0);
    expect(await screen()).toContain('Guten Tag aus dem Terminal.');
    expect(rig.fleet.peek('a', LEAD).activity.state).toBe('idle');
  });

  it('says again what became of a message with the same key', async () => {
    const keyed = { ...message(OK), idempotencyKey: 'once' };
    await rig.fleet.send('a', keyed, LEAD);
    await sees('done');
    const again = await rig.fleet.send('a', keyed, LEAD);
    expect(again.delivery).toEqual({ state: 'submitted' });
  });

  it('leaves a message in the composer where she is to wait for a person', async () => {
    const { delivery } = await rig.fleet.send('a', { ...message(OK), enter: false }, LEAD);
    expect(delivery).toEqual({ state: 'typed' });
    expect(rig.fleet.peek('a', LEAD).activity.state).not.toBe('working');
    await press('Enter');
    await sees('working');
    await sees('done');
  });

  it('is told the scope of an assignment, which nothing enforces', async () => {
    const request = worker(['docs'], { do: 'runCommand', cmd: 'touch src/told.js' }, OK);
    const { assignment, enforcement } = await rig.fleet.assign('a', request, null, LEAD);
    expect(enforcement).toBe('told_only');
    expect(assignment).toMatchObject({
      delivery: { state: 'submitted' },
      profileName: null,
      acceptance: null,
      preparedPaths: [],
    });
    await sees('done');
    expect(existsSync(inside('src/told.js'))).toBe(true);
    const { assignmentId } = assignment;
    const isOver = ({ model }: AgentSnapshot): boolean => model.assignment?.delivery.state === 'completed';
    await until(rig.fleet, 'a', isOver);
    // Who comes later, and did not watch, hears the same of it from the session file and the ledger.
    const other = await rig.another();
    const over = { assignmentId, enforcement: 'told_only', delivery: { state: 'completed' } };
    expect((await other.assignments('a', 1)).entries).toMatchObject([over]);
    expect((await other.status('a', LEAD)).model.assignment).toMatchObject(over);
  });

  it('needs an approval that a person gives in the terminal', async () => {
    const asked = path.join(rig.world.root, 'asked.txt');
    const steps: StepInput[] = [{ do: 'escalate', cmd: `touch ${asked}`, justification: 'May I?' }, OK];
    await rig.fleet.send('a', message(...steps), LEAD);
    const snapshot = await sees('needs_approval');
    expect(snapshot.model.pending).toEqual([]);
    await expect(rig.fleet.send('a', message(OK), LEAD)).rejects.toMatchObject({ code: 'agent_busy' });
    await expect(rig.fleet.assign('a', explorer(OK), null, LEAD)).rejects.toMatchObject({
      code: 'agent_busy',
    });
    // Codex says that it asks a moment before it shows the dialog; keys before that go into the composer.
    // Seen past the fleet: who looks at her screen through it has seen that she is done.
    const pane = async (): Promise<string> => rig.world.tmux('capture-pane', '-p', '-t', PANE);
    await expect.poll(pane).toContain(DIALOG);
    // For a moment a dialog ignores keys, so that nothing that is being typed answers it.
    const isAnswered = async (): Promise<boolean> => {
      if (!(await pane()).includes(DIALOG)) return true;
      await press('y');
      return false;
    };
    await expect.poll(isAnswered, { interval: 400 }).toBe(true);
    await sees('done');
    expect(existsSync(asked)).toBe(true);
  });

  it('is interrupted', async () => {
    await rig.fleet.send('a', message({ do: 'stall' }), LEAD);
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    await rig.fleet.interrupt('a', { force: false }, LEAD);
    // The title and the session file tell of the turn's end one after the other.
    await until(rig.fleet, 'a', ({ model }) => model.lastTurn?.outcome === 'interrupted');
    await sees('idle');
  });

  it('comes back on the same conversation when her terminal ends', async () => {
    const { threadId } = rig.fleet.peek('a', LEAD).model;
    const before = pid();
    process.kill(before, 'SIGKILL');
    await until(rig.fleet, 'a', () => pid() !== before && isAlive(pid()));
    await expect.poll(screen).toContain('Guten Tag aus dem Terminal.');
    await rig.fleet.send('a', message({ do: 'say', text: 'Wieder da.' }), LEAD);
    await sees('done');
    expect(rig.fleet.peek('a', LEAD).model.threadId).toBe(threadId);
  });

  it('is seen by another process as she is', async () => {
    await rig.fleet.send('a', message({ do: 'stall' }), LEAD);
    await sees('working');
    const other = await rig.another();
    expect((await other.status('a', LEAD)).activity.state).toBe('working');
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    rig.world.model.release();
    await sees('done');
  });

  it('is watched at rest without a process being started for it', async () => {
    const { fleet, calls } = await countingFleet();
    fleet.supervise();
    await until(fleet, 'a', is('idle', 'done'));
    // Watching begins with a few calls, however late; if more came in time there would never be an end of them.
    await expect
      .poll(async () => {
        const before = calls();
        await sleep(2000);
        return calls() - before;
      })
      .toBe(0);
    fleet.dispose();
  });

  it('says that a limit is reached, and until when', async () => {
    await rig.fleet.send('a', message({ do: 'usageLimit', resetsInSeconds: 3600 }), LEAD);
    const snapshot = await sees('limited');
    expect(snapshot.activity.untilMs).toBeGreaterThan(Date.now() + 3_000_000);
    expect(snapshot.activity.source).toBe('rollout');
    expect(snapshot.model.lastTurn?.failure?.untilMs).toBe(snapshot.activity.untilMs);
  });

  it('stops and leaves nothing that runs', async () => {
    const agent = pid();
    expect((await rig.fleet.stop('a', { force: false }, LEAD)).status).toBe('stopped');
    await expect.poll(() => isAlive(agent)).toBe(false);
    expect(complaints.filter((complaint) => complaint.includes('failed'))).toEqual([]);
  });
});

describe('an Agentin whose Codex asks something before it begins', () => {
  it('needs her person at the terminal', async () => {
    const cwd = rig.world.root;
    await rig.fleet.start('b', { cwd, prompt: null }, LEAD);
    const snapshot = await until(rig.fleet, 'b', is('needs_input'));
    expect(snapshot.activity.evidence).not.toBe('');
    await rig.fleet.stop('b', { force: false }, LEAD);
  });
});
