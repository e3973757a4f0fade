import { expect, test } from 'vitest';
import {
  NO_EVIDENCE,
  weighFact,
  weighPast,
  weighReport,
  weighSwitch,
  type Evidence,
  type Weighed,
} from '../../../../../src/adapters/codex/terminal/evidence.ts';
import type { RolloutFact } from '../../../../../src/adapters/codex/terminal/rollout.ts';
import type { SightingName } from '../../../../../src/adapters/codex/terminal/phrases.ts';

const start = (atMs: number, turnId: string | null = 'turn-1'): RolloutFact => ({
  kind: 'turnStarted',
  turnId,
  atMs,
});
const end = (atMs: number, more: Partial<Extract<RolloutFact, { kind: 'turnEnded' }>> = {}): RolloutFact => ({
  kind: 'turnEnded',
  turnId: 'turn-1',
  atMs,
  outcome: 'completed',
  failure: null,
  untilMs: null,
  ...more,
});
const limit = {
  outcome: 'failed',
  failure: { kind: 'usage_limit', codexKind: 'x', untilMs: null, model: null },
  untilMs: 1000,
} as const;

/** What is told when all this is weighed in turn; a number beside a report is its time. */
function weigh(...steps: (RolloutFact | readonly [SightingName, number])[]): string[] {
  return run(NO_EVIDENCE, steps).told;
}

function run(evidence: Evidence, steps: readonly (RolloutFact | readonly [SightingName, number])[]) {
  const told: string[] = [];
  let now = evidence;
  for (const step of steps) {
    const weighed: Weighed = 'kind' in step ? weighFact(now, step) : weighReport(now, ...step);
    now = weighed.evidence;
    told.push(...tell(weighed));
  }
  return { told, evidence: now };
}

function tell({ events }: Weighed): string[] {
  return events.flatMap((event) => {
    if (event.type === 'pastTurn') return [];
    if (event.type === 'sighting') return `${event.sighting.state} (${event.sighting.source})`;
    if (event.type === 'turnEnded') return `ended ${event.turn.turnId} ${event.turn.outcome}`;
    return event.type === 'turnStarted' ? `started ${event.turnId}` : event.type;
  });
}

test('a turn, seen by the session file and the terminal, is told once', () => {
  expect(
    weigh(['titleWorking', 1], start(2), ['titleApproval', 3], ['titleWorking', 4], end(5), ['titleIdle', 6]),
  ).toEqual([
    'working (terminal-title)',
    'started turn-1',
    'needs_approval (terminal-title)',
    'working (terminal-title)',
    'ended turn-1 completed',
    'idle (rollout)',
  ]);
});

test('rest does not undo a limit; its end and new work do', () => {
  expect(weigh(start(2), end(5, limit), ['titleIdle', 6])).toEqual([
    'started turn-1',
    'working (rollout)',
    'ended turn-1 failed',
    'limited (rollout)',
  ]);
  expect(weigh(end(5, limit), ['titleIdle', 1000])).toContain('idle (terminal-title)');
  expect(weigh(end(5, limit), ['titleWorking', 6])).toContain('working (terminal-title)');
});

test('of the past only the state it left behind is told', () => {
  const figures = {
    kind: 'figures',
    atMs: 4,
    tokens: null,
    rateLimits: { primary: null, secondary: null },
  } as const;
  const facts = [start(1), end(2), start(3, 'turn-2'), figures];
  expect(tell(weighPast(NO_EVIDENCE, facts, 10))).toEqual([
    'rateLimits',
    'started turn-2',
    'working (rollout)',
  ]);
  expect(tell(weighPast(NO_EVIDENCE, [start(1), end(2)], 10))).toEqual(['idle (rollout)']);
  expect(tell(weighPast(NO_EVIDENCE, [end(2, limit)], 10))).toEqual(['limited (rollout)']);
  expect(tell(weighPast(NO_EVIDENCE, [end(2, limit)], 1000))).toEqual(['idle (rollout)']);
});

test('which turns there were is told for the assignments that they were of', () => {
  const past = (facts: readonly RolloutFact[], evidence = NO_EVIDENCE): unknown[] =>
    weighPast(evidence, facts, 10).events.flatMap((event) =>
      event.type === 'pastTurn' ? [[event.turn.turnId, event.turn.startedAtMs, event.turn.end.outcome]] : [],
    );
  const facts = [
    end(1, { turnId: 'turn-0' }),
    start(2),
    start(3, 'turn-2'),
    end(4, { turnId: 'turn-2', ...limit }),
  ];
  expect(past(facts)).toEqual([
    ['turn-0', null, 'completed'],
    ['turn-1', 2, 'interrupted'],
    ['turn-2', 3, 'failed'],
  ]);
  expect(past([start(5, null), end(6, { turnId: null })])).toEqual([['terminal-5', 5, 'completed']]);
  expect(past([start(5)])).toEqual([]);
  expect(past([start(5)], weighReport(NO_EVIDENCE, 'titleIdle', 6).evidence)).toEqual([
    ['turn-1', 5, 'interrupted'],
  ]);
});

test('a turn that a dead program left open is not taken for work', () => {
  const resting = weighReport(NO_EVIDENCE, 'titleIdle', 5).evidence;
  expect(tell(weighPast(resting, [start(1)], 10))).toEqual([]);
  const found = weighPast(NO_EVIDENCE, [start(1)], 10).evidence;
  expect(tell(weighReport(found, 'titleIdle', 11))).toEqual([
    'ended turn-1 interrupted',
    'idle (terminal-title)',
  ]);
});

test.each(['titleWorking', 'titleApproval'] as const)(
  'a turn of the past does not make a terminal rest that reports %s',
  (name) => {
    const busy = weighReport(NO_EVIDENCE, name, 5).evidence;
    expect(tell(weighPast(busy, [start(1), end(2)], 10))).toEqual([]);
    expect(tell(weighFact(busy, start(11, 'turn-2')))).toContain('started turn-2');
  },
);

test('a report of rest comes before the end of a turn of today and does not end it', () => {
  expect(weigh(start(2), ['titleIdle', 3], end(4))).toEqual([
    'started turn-1',
    'working (rollout)',
    'idle (terminal-title)',
    'ended turn-1 completed',
  ]);
});

test('turns without ids get one of their own, by their start', () => {
  expect(weigh(start(2, null), end(5, { turnId: null }))).toEqual([
    'started terminal-2',
    'working (rollout)',
    'ended terminal-2 completed',
    'idle (rollout)',
  ]);
});

test('a turn that begins while another is open cuts that off', () => {
  expect(weigh(start(1), start(2, 'turn-2'))).toEqual([
    'started turn-1',
    'working (rollout)',
    'ended turn-1 interrupted',
    'started turn-2',
  ]);
});

test('another session file: its thread is bound when work begins there', () => {
  const first = weighSwitch(NO_EVIDENCE, 'thread-1', 0);
  const work = run(first.evidence, [start(1), end(2), start(3, 'turn-2')]);
  expect(work.told.filter((line) => line === 'threadBound')).toHaveLength(1);
  const second = weighSwitch(work.evidence, 'thread-2', 4);
  expect(tell(second)).toEqual(['ended turn-2 interrupted']);
  expect(run(second.evidence, [start(5, 'turn-3')]).told).toContain('threadBound');
});
