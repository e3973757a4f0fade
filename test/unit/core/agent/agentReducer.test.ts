import { describe, expect, it } from 'vitest';
import { PLAIN_FACTS } from '../../fakes/requests.ts';
import { unknownAgent } from '../../../../src/core/agent/agent.ts';
import type { AgentEvent, AgentModel } from '../../../../src/core/agent/agent.ts';
import { reduceAgent } from '../../../../src/core/agent/agentReducer.ts';
import type { AssignmentRecord } from '../../../../src/core/assignment/assignment.ts';

const T0 = 1_000_000;
const PRESENT: AgentEvent = {
  type: 'session',
  session: {
    kind: 'present',
    agent: { pid: 1, dead: null, title: '' },
    server: { pid: 2, dead: null, title: '' },
  },
};
const after = (...events: readonly AgentEvent[]): AgentModel =>
  events.reduce((model, event, index) => reduceAgent(model, event, T0 + index), unknownAgent('a', T0));
const turnStarted = (turnId: string): AgentEvent => ({ type: 'turnStarted', turnId, startedAtMs: T0 });
const turnEnded = (
  turnId: string,
  outcome: 'completed' | 'failed' | 'interrupted' = 'completed',
): AgentEvent => ({
  type: 'turnEnded',
  turn: { turnId, outcome, failure: null, endedAtMs: T0 },
});
const item = (key: string, turnId: string): AgentEvent => ({
  type: 'pendingOpened',
  item: { kind: 'command', key, turnId, openedAtMs: T0, command: 'x', cwd: '/', reason: null },
});
const assignment: AssignmentRecord = {
  assignmentId: 'id',
  createdAtMs: T0,
  role: 'explorer',
  name: null,
  model: null,
  scope: [],
  writePaths: [],
  enforcement: 'os_sandbox',
  delivery: { state: 'accepted', turnId: 't1' },
  profileName: null,
  acceptance: null,
  preparedPaths: [],
  restored: false,
  facts: null,
  ledgerState: null,
};

describe('reduceAgent', () => {
  it('returns the same picture when an event says nothing new', () => {
    const model = after(PRESENT, { type: 'link', link: { kind: 'connected' } });
    expect(reduceAgent(model, PRESENT, T0 + 99)).toBe(model);
    expect(reduceAgent(model, { type: 'link', link: { kind: 'connected' } }, T0 + 99)).toBe(model);
    expect(reduceAgent(model, { type: 'looked' }, T0 + 99)).toBe(model);
  });

  it('keeps since when a value of the same kind changes in its details', () => {
    const model = after(
      { type: 'threadStatus', status: { kind: 'active', waitingOn: null } },
      { type: 'threadStatus', status: { kind: 'active', waitingOn: 'approval' } },
    );
    expect(model.thread).toEqual({ kind: 'active', waitingOn: 'approval', sinceMs: T0 });
  });

  it('ends the open items of a turn with the turn', () => {
    const model = after(turnStarted('t1'), item('k1', 't1'), item('k2', 't2'), turnEnded('t1'));
    expect(model.pending.map((pending) => pending.key)).toEqual(['k2']);
  });

  it('opens an item once, however often it is replayed', () => {
    expect(after(item('k1', 't1'), item('k1', 't1')).pending).toHaveLength(1);
  });

  it('calls a finished turn unseen until somebody looks, but not an interrupted one', () => {
    expect(after(turnStarted('t1'), turnEnded('t1')).looked).toBe(false);
    expect(after(turnStarted('t1'), turnEnded('t1'), { type: 'looked' }).looked).toBe(true);
    expect(after(turnStarted('t1'), turnEnded('t1', 'interrupted')).looked).toBe(true);
  });

  it('does not start a turn again that is over', () => {
    expect(after(turnStarted('t1'), turnEnded('t1'), turnStarted('t1')).turn).toBeNull();
  });

  it('interrupts the running turn when the session is gone, and knows nothing of the thread then', () => {
    const model = after(PRESENT, turnStarted('t1'), item('k', 't1'), {
      type: 'session',
      session: { kind: 'lost' },
    });
    expect(model.lastTurn).toMatchObject({ turnId: 't1', outcome: 'interrupted' });
    expect(model.turn).toBeNull();
    expect(model.pending).toEqual([]);
    expect(model.thread.kind).toBe('unknown');
  });

  it('forgets turns and tokens when the terminal opens another conversation', () => {
    const model = after({ type: 'threadBound', threadId: 'one' }, turnStarted('t1'), turnEnded('t1'), {
      type: 'threadBound',
      threadId: 'two',
    });
    expect(model).toMatchObject({ threadId: 'two', lastTurn: null, tokens: null, looked: true });
  });

  it.each([
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['interrupted', 'interrupted'],
  ] as const)('moves the delivery of the assignment on to %s with its own turn', (outcome, state) => {
    const model = after({ type: 'assignment', assignment }, turnStarted('t1'), turnEnded('t1', outcome));
    expect(model.assignment?.delivery.state).toBe(state);
  });

  it('has started when it is told after its turn began, and keeps when that was', () => {
    const begun = after(turnStarted('t1'), { type: 'assignment', assignment });
    expect(begun.assignment?.delivery).toEqual({ state: 'started', turnId: 't1' });
    const over = after(turnStarted('t1'), turnEnded('t1'), { type: 'assignment', assignment });
    expect(over.assignment?.delivery.state).toBe('completed');
    expect(over.lastTurn).toMatchObject({ turnId: 't1', startedAtMs: T0 });
  });

  it('leaves the delivery alone for the turns of others', () => {
    const model = after({ type: 'assignment', assignment }, turnStarted('t9'), turnEnded('t9'));
    expect(model.assignment?.delivery.state).toBe('accepted');
  });
});

describe('an assignment that was typed into a terminal', () => {
  const typed: AssignmentRecord = {
    ...assignment,
    enforcement: 'told_only',
    delivery: { state: 'submitted' },
    facts: PLAIN_FACTS,
  };
  const given = (change: Partial<AssignmentRecord> = {}): AgentEvent => ({
    type: 'assignment',
    assignment: { ...typed, ...change },
  });
  const startedAt = (turnId: string, startedAtMs: number): AgentEvent => ({
    type: 'turnStarted',
    turnId,
    startedAtMs,
  });
  const past = (turnId: string, startedAtMs: number | null): AgentEvent => ({
    type: 'pastTurn',
    turn: { turnId, startedAtMs, end: { turnId, outcome: 'completed', failure: null, endedAtMs: T0 + 9 } },
  });
  const course = (...events: readonly AgentEvent[]) => after(PRESENT, ...events).assignment?.delivery;

  it('goes the way of the turn that begins right after it', () => {
    expect(course(given(), startedAt('t1', T0 + 5))).toEqual({ state: 'started', turnId: 't1' });
    expect(course(startedAt('t1', T0 + 5), given())).toEqual({ state: 'started', turnId: 't1' });
    expect(
      course(given({ delivery: { state: 'unconfirmed' } }), startedAt('t1', T0 + 5), turnEnded('t1')),
    ).toEqual({
      state: 'completed',
      turnId: 't1',
    });
    expect(
      course(given(), startedAt('t1', T0 + 5), startedAt('t2', T0 + 6), turnEnded('t2', 'failed')),
    ).toEqual({
      state: 'started',
      turnId: 't1',
    });
  });

  it('goes the way of a turn that nobody watched', () => {
    expect(course(given(), past('t0', T0 - 1), past('t1', T0 + 5), past('t2', T0 + 6))).toEqual({
      state: 'completed',
      turnId: 't1',
    });
    expect(course(given({ delivery: { state: 'started', turnId: 't1' } }), past('t1', null))).toEqual({
      state: 'completed',
      turnId: 't1',
    });
    expect(after(PRESENT, given(), past('t1', T0 + 5))).toMatchObject({ turn: null, lastTurn: null });
  });

  it('has nothing to do with an earlier or a much later turn, nor with any while it waits in the composer', () => {
    expect(course(given(), startedAt('t0', T0 - 1))).toEqual({ state: 'submitted' });
    expect(course(given(), startedAt('t9', T0 + 60_000))).toEqual({ state: 'submitted' });
    expect(course(given({ delivery: { state: 'typed' } }), startedAt('t1', T0 + 5))).toEqual({
      state: 'typed',
    });
    const left = { ...PLAIN_FACTS, submitted: false };
    expect(
      course(given({ facts: left, delivery: { state: 'unconfirmed' } }), startedAt('t1', T0 + 5)),
    ).toEqual({
      state: 'unconfirmed',
    });
  });
});
