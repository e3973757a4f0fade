import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentRecord } from '../../../../src/core/assignment/assignment.ts';
import type { KeyedDelivery } from '../../../../src/core/assignment/delivery.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { EMPTY_META } from '../../../../src/core/fleet/session.ts';
import type { AgentMeta, TurnTuple } from '../../../../src/core/ports.ts';
import { settle } from '../../fakes/ports/fakeClock.ts';
import type { FakeCodexServer } from '../../fakes/ports/fakeCodex.ts';
import { LEAD, PERSON } from '../../fakes/ports/world.ts';
import { anotherProcess, codeOf, fleet, LOOK, SEND, START, useWorld, WORK, world } from './setup.ts';

useWorld();

beforeEach(async () => void (await fleet.start('a', START, PERSON)));

const BASE: TurnTuple = {
  permissions: ':workspace',
  approvalPolicy: 'on-request',
  model: null,
  effort: null,
};
const server = (): FakeCodexServer => world.codex.server('a');
const meta = (): AgentMeta => world.store.metas.get('a') ?? EMPTY_META;
const leaveBehind = (change: Partial<AgentMeta>): void => {
  world.store.metas.set('a', { ...meta(), ...change });
  anotherProcess();
};

const draft = (): AssignmentRecord => ({
  assignmentId: 'draft-a',
  createdAtMs: world.clock.nowMs(),
  role: 'worker',
  name: null,
  model: null,
  scope: ['docs'],
  writePaths: ['docs/new.md'],
  enforcement: 'os_sandbox',
  delivery: { state: 'unconfirmed' },
  profileName: 'cm_draft_a',
  acceptance: null,
  preparedPaths: ['/repo/docs/new.md'],
  restored: false,
  facts: null,
  ledgerState: null,
});

/** A process that made ready for an assignment and was killed. */
function crashBeforeSending(): void {
  server().profiles.set('cm_draft_a', {
    name: 'cm_draft_a',
    projectWritePaths: ['docs/new.md'],
    absoluteWritePaths: [],
    fileWritePaths: [],
  });
  world.prepared.push('/repo/docs/new.md');
  leaveBehind({ assignment: draft() });
}

describe('an assignment whose process was killed before it sent anything', () => {
  it('is taken back by the next operation', async () => {
    crashBeforeSending();
    await world.clock.advance(2000);
    await fleet.send('a', SEND, LEAD);
    expect(server().profiles.size).toBe(0);
    expect(world.prepared).toEqual([]);
    expect(meta().assignment).toBeNull();
    expect(server().tuple).toMatchObject(BASE);
  });

  it('is taken back by a window that is open, without anybody doing anything', async () => {
    crashBeforeSending();
    const supervised = fleet.supervise();
    await settle();
    await world.clock.advance(2000);
    await settle();
    expect(server().profiles.size).toBe(0);
    expect(meta().assignment).toBeNull();
    supervised.dispose();
  });

  it('is waited for while its message may still be on its way', async () => {
    crashBeforeSending();
    const sending = fleet.send('a', SEND, LEAD);
    await settle();
    expect(server().profiles.size).toBe(1);
    await world.clock.advance(2100);
    await sending;
    expect(server().profiles.size).toBe(0);
  });

  it('is taken back before another assignment takes its place', async () => {
    crashBeforeSending();
    const assigning = fleet.assign('a', { ...WORK, writePaths: ['docs/new.md'] }, null, LEAD);
    await settle();
    await world.clock.advance(2100);
    const { assignment } = await assigning;
    expect([...server().profiles.keys()]).toEqual([assignment.profileName]);
    expect(world.prepared).toEqual(['/repo/docs/new.md']);
    expect(assignment.preparedPaths).toEqual(['/repo/docs/new.md']);
  });

  it('is taken back when she is stopped', async () => {
    crashBeforeSending();
    await world.clock.advance(2000);
    await fleet.stop('a', { force: false }, LEAD);
    expect(server().profiles.size).toBe(0);
  });
});

describe('an assignment whose process was killed before it knew that it had arrived', () => {
  it('goes on as what it is, in its sandbox', async () => {
    crashBeforeSending();
    server().startTurn('do it', { ...BASE, permissions: 'cm_draft_a' }, 'draft-a');
    await fleet.send('a', SEND, LEAD);
    expect(server().tuple?.permissions).toBe('cm_draft_a');
    expect(meta().assignment?.delivery).toEqual({ state: 'started', turnId: 'turn-1' });
  });

  it('is put back when it is over by then', async () => {
    crashBeforeSending();
    server().startTurn('do it', { ...BASE, permissions: 'cm_draft_a' }, 'draft-a');
    server().endTurn();
    await fleet.send('a', SEND, LEAD);
    expect(server().profiles.size).toBe(0);
    expect(meta().assignment).toMatchObject({ restored: true, delivery: { state: 'completed' } });
  });
});

describe('a retry with the same idempotency key', () => {
  const noted = (): KeyedDelivery => ({
    key: 'k',
    clientKey: 'mark',
    viaServer: true,
    fingerprint: null,
    notedAtMs: world.clock.nowMs(),
    delivery: { state: 'unconfirmed' },
  });
  const again = { ...SEND, idempotencyKey: 'k' };

  it('finds the message that a killed process sent', async () => {
    leaveBehind({ deliveries: [noted()] });
    server().startTurn('hello', BASE, 'mark');
    const { delivery } = await fleet.send('a', again, LEAD);
    expect(delivery).toEqual({ state: 'started', turnId: 'turn-1' });
    expect(server().turns).toHaveLength(1);
  });

  it('sends what a killed process did not, once that is certain', async () => {
    leaveBehind({ deliveries: [noted()] });
    const sending = fleet.send('a', again, LEAD);
    await settle();
    expect(server().turns).toEqual([]);
    await world.clock.advance(2100);
    expect((await sending).delivery.state).toBe('accepted');
    expect(server().turns).toHaveLength(1);
  });

  it('does not guess while a turn runs that may still take the message', async () => {
    leaveBehind({ deliveries: [noted()] });
    server().startTurn('typed by a person', BASE, 'other');
    const sending = fleet.send('a', again, LEAD);
    await settle();
    await world.clock.advance(2100);
    expect((await sending).delivery).toEqual({ state: 'unconfirmed' });
    expect(server().turns[0]?.clientKeys).toEqual(['other']);
  });

  it('finds the message whose answer was lost with the connection', async () => {
    server().failNextTurn = new FleetError('codex_disconnected', 'gone', { retryable: true });
    expect(await codeOf(fleet.send('a', again, LEAD))).toBe('delivery_unknown');
    server().startTurn('hello', BASE, meta().deliveries[0]?.clientKey ?? '');
    expect((await fleet.send('a', again, LEAD)).delivery).toEqual({ state: 'started', turnId: 'turn-1' });
  });

  it('sends again what was refused for certain', async () => {
    server().failNextTurn = new FleetError('codex_failed', 'no');
    expect(await codeOf(fleet.send('a', again, LEAD))).toBe('codex_failed');
    expect((await fleet.send('a', again, LEAD)).delivery.state).toBe('accepted');
  });

  it('does not give out another assignment for the one it was used for', async () => {
    await fleet.assign('a', LOOK, 'first', LEAD);
    server().endTurn();
    await fleet.assign('a', LOOK, 'second', LEAD);
    expect(await codeOf(fleet.assign('a', LOOK, 'first', LEAD))).toBe('idempotency_key_reused');
    expect(server().turns).toHaveLength(2);
  });
});

describe('an assignment that runs', () => {
  it('keeps its sandbox when it cannot be noted', async () => {
    const write = world.store.writeMeta.bind(world.store);
    world.store.writeMeta = async (id, next) => {
      if (next.assignment?.delivery.state === 'accepted') throw new FleetError('state_unwritable', 'full');
      await write(id, next);
    };
    const { ledgerProblem } = await fleet.assign('a', WORK, null, LEAD);
    expect(ledgerProblem).toMatchObject({ code: 'state_unwritable' });
    expect(server().profiles.size).toBe(1);
    expect(meta().assignment?.delivery.state).toBe('unconfirmed');
  });

  it('completed where that was heard, although Codex lists no end of it yet', async () => {
    crashBeforeSending();
    await fleet.status('a', PERSON);
    server().startTurn('work', BASE, 'draft-a');
    server().endTurn('completed', world.clock.nowMs());
    // For a moment Codex finds no end of what has just ended.
    server().turns[0]!.outcome = 'interrupted';
    await fleet.send('a', SEND, LEAD);
    expect(meta().assignment).toMatchObject({ restored: true, delivery: { state: 'completed' } });
  });

  it('is over when a person went on in another conversation', async () => {
    await fleet.assign('a', WORK, null, LEAD);
    server().turns.length = 0;
    server().emit({ type: 'threadBound', threadId: 'thread-2' });
    server().emit({ type: 'threadStatus', status: { kind: 'idle' } });
    await fleet.send('a', SEND, LEAD);
    expect(server().profiles.size).toBe(0);
    expect(meta().assignment).toMatchObject({ restored: true, delivery: { state: 'interrupted' } });
  });
});

describe('what a failed operation leaves', () => {
  it('is the lease of who held it before it was taken by force', async () => {
    await fleet.send('a', SEND, LEAD);
    server().up = false;
    anotherProcess();
    expect(await codeOf(fleet.interrupt('a', { force: true }, PERSON))).toBe('codex_disconnected');
    expect(world.store.leases.get('a')).toMatchObject({ owner: LEAD.owner });
  });

  it('is what was known before a start that failed', async () => {
    await fleet.stop('a', { force: false }, PERSON);
    const before = meta();
    world.tmux.runInWindow = async () => Promise.reject(new FleetError('tmux_failed', 'no'));
    expect(await codeOf(fleet.start('a', START, PERSON))).toBe('tmux_failed');
    expect(meta()).toEqual(before);
  });
});
