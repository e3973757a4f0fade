import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import type { AssignmentRequest } from '../../../src/core/assignment/assignment.ts';
import { scriptLine } from '../../model/index.ts';
import type { StepInput } from '../../model/index.ts';
import { is, LEAD, openFleet, START, until, useRig } from './rig.ts';
import { assignmentRequest } from '../../unit/fakes/requests.ts';

const rig = useRig('fleet');

const request = (
  role: 'explorer' | 'worker',
  steps: readonly StepInput[],
  writePaths: readonly string[] = [],
): AssignmentRequest =>
  assignmentRequest({ role, task: scriptLine([...steps]), scope: writePaths, writePaths });
const file = (name: string): string => path.join(rig.world.workspace, name);
const config = (): string => readFileSync(path.join(rig.world.homes.a, 'config.toml'), 'utf8');
const text = (steps: readonly StepInput[]) => ({
  text: scriptLine([...steps]),
  enter: true,
  idempotencyKey: null,
});

describe('an Agentin with real Codex in real tmux', () => {
  it('starts with her app-server and her terminal on one conversation', async () => {
    const { status } = await rig.fleet.start('a', START, LEAD);
    expect(status).toBe('started');
    const snapshot = await until(rig.fleet, 'a', is('idle'));
    expect(snapshot.model.control).toBe('app-server');
    expect(snapshot.model.threadId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await rig.fleet.start('a', START, LEAD)).status).toBe('already_running');
  });

  it('takes a message as a turn that shows in her terminal too', async () => {
    const { delivery } = await rig.fleet.send(
      'a',
      text([{ do: 'say', text: 'Guten Tag aus dem Modell.' }]),
      LEAD,
    );
    expect(delivery.state).toBe('accepted');
    const snapshot = await until(rig.fleet, 'a', is('done'));
    expect(snapshot.model.tokens?.totalTokens).toBeGreaterThan(0);
    // The terminal draws a moment after the event.
    await expect
      .poll(async () => (await rig.fleet.tail('a', { source: 'pane', lines: 40, chars: 4000 }, LEAD)).output)
      .toContain('Guten Tag aus dem Modell.');
    expect(rig.fleet.peek('a', LEAD).activity.state).toBe('idle');
  });

  it('waits for an approval, and goes on when it is given', async () => {
    await rig.fleet.send(
      'a',
      text([
        { do: 'escalate', cmd: 'echo approved > approved.txt', justification: 'May I?' },
        { do: 'say', text: 'ok' },
      ]),
      LEAD,
    );
    const waiting = await until(rig.fleet, 'a', (snapshot) => snapshot.model.pending.length > 0);
    expect(waiting.activity).toMatchObject({ state: 'needs_approval', source: 'app-server' });
    const [item] = waiting.model.pending;
    expect(item).toMatchObject({ kind: 'command', reason: 'May I?' });
    await rig.fleet.answer('a', item?.key ?? '', { kind: 'accept' });
    await until(rig.fleet, 'a', is('done'));
    expect(readFileSync(file('approved.txt'), 'utf8')).toBe('approved\n');
  });

  it('sees an approval that was answered in the terminal', async () => {
    await rig.fleet.send(
      'a',
      text([
        { do: 'escalate', cmd: 'echo typed > typed.txt', justification: 'May I?' },
        { do: 'say', text: 'ok' },
      ]),
      LEAD,
    );
    await until(rig.fleet, 'a', (snapshot) => snapshot.model.pending.length > 0);
    // Codex ignores keys for a moment after a dialog opened, lest a person's typing answers it.
    await expect
      .poll(
        async () => {
          await rig.world.tmux('send-keys', '-t', '=codex_agent_a_mcp:agent', 'y');
          return rig.fleet.peek('a', LEAD).model.pending;
        },
        { interval: 300 },
      )
      .toEqual([]);
    await until(rig.fleet, 'a', is('done'));
    expect(existsSync(file('typed.txt'))).toBe(true);
  });

  it('cannot write at all as an Exploriererin', async () => {
    const before = config();
    await rig.fleet.assign(
      'a',
      request('explorer', [
        { do: 'runCommand', cmd: 'touch explorer.txt; ls' },
        { do: 'escalate', cmd: 'touch explorer.txt', justification: 'please' },
        { do: 'say', text: '{{output}}' },
      ]),
      null,
      LEAD,
    );
    const snapshot = await until(rig.fleet, 'a', (now) => now.model.assignment?.restored === true);
    expect(snapshot.model.assignment?.delivery.state).toBe('completed');
    expect(existsSync(file('explorer.txt'))).toBe(false);
    expect(config()).toBe(before);
  });

  it('can write her write paths and nothing else as an Arbeitsbiene', async () => {
    const before = config();
    const steps: StepInput[] = [
      {
        do: 'runCommand',
        cmd: 'echo new > docs/new.md; echo x >> docs/notes.md; touch src/no.js; touch no.txt; touch /tmp/cm-no.txt',
      },
      { do: 'say', text: 'written' },
    ];
    const { enforcement } = await rig.fleet.assign(
      'a',
      request('worker', steps, ['docs/new.md', 'docs/notes.md']),
      null,
      LEAD,
    );
    expect(enforcement).toBe('os_sandbox');
    const snapshot = await until(rig.fleet, 'a', (now) => now.model.assignment?.restored === true);
    expect(snapshot.model.assignment?.delivery.state).toBe('completed');
    expect(readFileSync(file('docs/new.md'), 'utf8')).toBe('new\n');
    expect(readFileSync(file('docs/notes.md'), 'utf8')).toContain('x\n');
    expect([file('src/no.js'), file('no.txt'), '/tmp/cm-no.txt'].map(existsSync)).toEqual([
      false,
      false,
      false,
    ]);
    expect(config()).toBe(before);
  });

  it('has her usual sandbox again after an assignment', async () => {
    await rig.fleet.send(
      'a',
      text([
        { do: 'runCommand', cmd: 'touch src/again.js' },
        { do: 'say', text: 'ok' },
      ]),
      LEAD,
    );
    await until(rig.fleet, 'a', is('done'));
    expect(existsSync(file('src/again.js'))).toBe(true);
  });

  it('is interrupted', async () => {
    const { delivery } = await rig.fleet.send('a', text([{ do: 'stall' }]), LEAD);
    await expect.poll(() => rig.world.model.stalled).toBeGreaterThan(0);
    await rig.fleet.interrupt('a', { force: false }, LEAD);
    const snapshot = await until(rig.fleet, 'a', is('idle'));
    expect(snapshot.model.lastTurn).toMatchObject({
      turnId: 'turnId' in delivery ? delivery.turnId : '',
      outcome: 'interrupted',
    });
  });

  it('says that a limit is reached, and until when', async () => {
    await rig.fleet.send('a', text([{ do: 'usageLimit', resetsInSeconds: 3600 }]), LEAD);
    const snapshot = await until(rig.fleet, 'a', is('limited'));
    expect(snapshot.activity.source).toBe('app-server');
    const refused = await rig.fleet
      .assign('a', request('explorer', [{ do: 'say', text: 'x' }]), null, LEAD)
      .catch((error: unknown) => error);
    expect(FleetError.is(refused, 'agent_busy')).toBe(true);
  });

  it('is the same Agentin for another process', async () => {
    const other = await openFleet(rig.world);
    const snapshot = await other.status('a', { owner: 'somebody else', kind: 'lead' });
    expect(snapshot.model.threadId).toBe(rig.fleet.peek('a', LEAD).model.threadId);
    expect(snapshot.lease).toMatchObject({ state: 'held', mine: false });
    other.dispose();
  });

  it('stops without a trace but her conversation', async () => {
    expect((await rig.fleet.stop('a', { force: false }, LEAD)).status).toBe('stopped');
    expect(rig.fleet.peek('a', LEAD).activity.state).toBe('stopped');
    expect((await rig.fleet.stop('a', { force: false }, LEAD)).status).toBe('not_running');
  });
});
