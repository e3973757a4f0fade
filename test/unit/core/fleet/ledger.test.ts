import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { settle } from '../../fakes/ports/fakeClock.ts';
import { LEAD, PERSON } from '../../fakes/ports/world.ts';
import { anotherProcess, codeOf, fleet, LOOK, SEND, START, useWorld, WORK, world } from './setup.ts';

useWorld();

beforeEach(async () => void (await fleet.start('a', START, PERSON)));

const full = new FleetError('state_unwritable', 'The disk is full.', { retryable: true });
const unreadable = new FleetError('state_unreadable', 'The ledger is a link.');

/** The assignments of the fleet: how each went, and what the ledger says of it. */
async function course(): Promise<readonly string[]> {
  const { entries } = await fleet.assignments(null, 20);
  return entries.map(({ delivery }) => delivery?.state ?? 'unknown');
}
const inLedger = (): readonly string[] =>
  [...world.store.assignments.values()].map(({ delivery }) => delivery?.state ?? 'unknown');

describe('the ledger', () => {
  it('tells counts and kinds of an assignment, and never what it said', async () => {
    await fleet.assign(
      'a',
      { ...WORK, task: 'TASK', context: ['CONTEXT'], forbidden: ['F1', 'F2'] },
      null,
      LEAD,
    );
    const [entry] = world.store.assignments.values();
    expect(entry).toMatchObject({
      agentId: 'a',
      role: 'worker',
      writePaths: ['docs'],
      delivery: { state: 'accepted' },
      facts: { contextCount: 1, forbiddenCount: 2, submitted: true, allowSubagents: false },
    });
    expect(JSON.stringify([entry, ...world.store.metas.values()])).not.toMatch(/TASK|CONTEXT|F1/);
  });

  it('tells how an assignment ended, once somebody is there to hear it', async () => {
    const supervised = fleet.supervise();
    await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn('failed');
    await settle();
    expect(inLedger()).toEqual(['failed']);
    supervised.dispose();
  });

  it('is asked together with what is known now: an end that nobody has noted yet is told', async () => {
    await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn();
    anotherProcess();
    expect(inLedger()).toEqual(['accepted']);
    expect(await course()).toEqual(['completed']);
    expect(inLedger()).toEqual(['accepted']);
  });

  it('learns how the assignment before ended before the next is given', async () => {
    await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn();
    anotherProcess();
    await fleet.assign('a', LOOK, null, LEAD);
    expect(inLedger()).toEqual(['completed', 'accepted']);
  });

  it('gets a record that a process did not live to write, with the next operation and once', async () => {
    await fleet.assign('a', { ...WORK, context: ['one'] }, null, LEAD);
    const { assignment } = world.store.metas.get('a')!;
    const meta = world.store.metas.get('a')!;
    world.store.metas.set('a', { ...meta, assignment: { ...assignment!, ledgerState: null } });
    world.store.assignments.clear();
    anotherProcess();
    expect(await course()).toHaveLength(1);
    expect(world.store.assignments.size).toBe(0);
    await fleet.send('a', SEND, LEAD);
    await fleet.send('a', SEND, LEAD);
    expect([...world.store.assignments.values()]).toMatchObject([{ facts: { contextCount: 1 } }]);
  });

  it('gets a record of a delivery whose process was killed before it knew that it was accepted', async () => {
    await fleet.assign('a', WORK, null, LEAD);
    const meta = world.store.metas.get('a')!;
    const assignment = {
      ...meta.assignment!,
      delivery: { state: 'unconfirmed' },
      ledgerState: null,
    } as const;
    world.store.metas.set('a', { ...meta, assignment });
    world.store.assignments.clear();
    anotherProcess();
    expect(await course()).toEqual([]);
    await fleet.send('a', SEND, LEAD);
    expect(inLedger()).toEqual(['started']);
  });

  it('that cannot be written does not make an assignment look undelivered, and is caught up with', async () => {
    world.store.ledgerProblem = unreadable;
    const { assignment, ledgerProblem } = await fleet.assign('a', WORK, null, LEAD);
    expect(assignment.delivery.state).toBe('accepted');
    expect(ledgerProblem).toMatchObject({ code: 'state_unreadable' });
    expect((await fleet.status('a', LEAD)).model.assignment?.assignmentId).toBe(assignment.assignmentId);
    expect(await fleet.assignments('a', 20)).toMatchObject({
      isReadable: false,
      entries: [{ assignmentId: assignment.assignmentId }],
    });
    world.store.ledgerProblem = null;
    await fleet.send('a', SEND, LEAD);
    expect([...world.store.assignments.keys()]).toEqual([assignment.assignmentId]);
  });

  it('may find the disk full: the assignment is given all the same', async () => {
    const server = world.codex.server('a');
    server.beforeTurn = () => (world.store.writeProblem = full);
    const { assignment, ledgerProblem } = await fleet.assign('a', WORK, 'key', LEAD);
    expect([assignment.delivery.state, ledgerProblem?.code]).toEqual(['accepted', 'state_unwritable']);
    expect(server.turns).toHaveLength(1);
    world.store.writeProblem = null;
    server.beforeTurn = null;
    anotherProcess();
    expect((await fleet.assign('a', WORK, 'key', LEAD)).assignment.assignmentId).toBe(
      assignment.assignmentId,
    );
    expect(server.turns).toHaveLength(1);
    expect(inLedger()).toEqual(['started']);
  });

  it('is no part of a refusal: the assignment before stays the last', async () => {
    const supervised = fleet.supervise();
    const { assignment } = await fleet.assign('a', WORK, null, LEAD);
    world.codex.server('a').endTurn();
    await settle();
    world.codex.server('a').failNextTurn = new FleetError('codex_failed', 'refused');
    expect(await codeOf(fleet.assign('a', LOOK, null, LEAD))).toBe('codex_failed');
    expect(world.store.metas.get('a')?.assignment?.assignmentId).toBe(assignment.assignmentId);
    expect(inLedger()).toEqual(['completed']);
    supervised.dispose();
  });

  it('tells the last assignment of one whose metadata knows none', async () => {
    const { assignment } = await fleet.assign('a', WORK, null, LEAD);
    world.store.metas.set('a', { ...world.store.metas.get('a')!, assignment: null });
    anotherProcess();
    expect((await fleet.status('a', LEAD)).ledgerEntry?.assignmentId).toBe(assignment.assignmentId);
  });
});
