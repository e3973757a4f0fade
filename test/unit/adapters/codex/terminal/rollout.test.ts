import { expect, test } from 'vitest';
import { readRolloutLine, type RolloutFact } from '../../../../../src/adapters/codex/terminal/rollout.ts';
import { fixture } from '../fixtures.ts';

function factsOf(name: string): RolloutFact[] {
  const lines = fixture(name).split('\n');
  return lines.map((line) => readRolloutLine(line, 0)).filter((fact) => fact !== null);
}

function told(fact: RolloutFact): string {
  switch (fact.kind) {
    case 'session':
      return `session ${fact.threadId}${fact.isMain ? '' : ' of a helper'}`;
    case 'turnStarted':
      return `started ${fact.turnId}`;
    case 'turnEnded':
      return `ended ${fact.turnId} ${fact.outcome} ${fact.failure?.codexKind ?? ''}`.trim();
    case 'figures':
      return 'figures';
  }
}

test.each(['paginated', 'legacy'])('a recorded session file in the form "%s"', (form) => {
  const story = factsOf(`rollout-${form}.jsonl`)
    .map(told)
    .filter((line) => line !== 'figures');
  const turns = Array.from({ length: 10 }, (_, index) => `turn-${index + 1}`);
  const ends = [
    '',
    '',
    '',
    '',
    '',
    '',
    'interrupted',
    '',
    'failed usageLimitExceeded',
    'failed contextWindowExceeded',
  ];
  expect(story).toEqual([
    'session thread-1',
    ...turns.flatMap((id, index) => [`started ${id}`, `ended ${id} ${ends[index] || 'completed'}`]),
  ]);
});

test('figures: what the last request took, the sums, and the limits where there are some', () => {
  const figures = factsOf('rollout-paginated.jsonl').filter((fact) => fact.kind === 'figures');
  expect(figures[0]?.tokens?.contextUsedTokens).toBe(figures[0]?.tokens?.totalTokens);
  const limits = figures.flatMap((fact) => fact.rateLimits ?? []);
  expect(limits[0]?.primary).toMatchObject({ usedPercent: 12, windowMinutes: 300 });
  expect(limits[0]?.secondary).toMatchObject({ usedPercent: 34, windowMinutes: 10_080 });
});

test('a reached limit is read with the time when it ends, in local time', () => {
  const limited = factsOf('rollout-legacy.jsonl').find(
    (fact) => fact.kind === 'turnEnded' && fact.failure?.kind === 'usage_limit',
  );
  const untilMs = limited?.kind === 'turnEnded' ? limited.untilMs : null;
  expect(untilMs).toBeGreaterThan(limited?.atMs ?? Infinity);
  expect(untilMs).toBeLessThanOrEqual((limited?.atMs ?? 0) + 3_600_000);
});

const line = (payload: object, type = 'event_msg') =>
  JSON.stringify({ timestamp: '2026-11-20T12:00:00.000Z', type, payload });

test('a helper’s file is told apart from a person’s', () => {
  const source = { subagent: { thread_spawn: { parent_thread_id: 'x' } } };
  expect(readRolloutLine(line({ id: 't', source }, 'session_meta'), 0)).toMatchObject({ isMain: false });
  expect(readRolloutLine(line({ id: 't', source: 'cli' }, 'session_meta'), 0)).toMatchObject({
    isMain: true,
  });
});

test('a Codex that writes no turn ids is read all the same', () => {
  expect(readRolloutLine(line({ type: 'task_started' }), 0)).toMatchObject({
    kind: 'turnStarted',
    turnId: null,
  });
  expect(readRolloutLine(line({ type: 'turn_aborted', reason: 'interrupted' }), 0)).toMatchObject({
    turnId: null,
    outcome: 'interrupted',
  });
});

test.each([
  ['nothing', ''],
  ['half a line', '{"timestamp":"2026-11-20T12:00:00.000Z","type":"event_msg","payload":{"type":"task_st'],
  ['a message that quotes one', line({ type: 'agent_message', message: '"task_complete"' })],
  ['a time that is none', line({ type: 'task_started' }).replace('2026-11-20T12', 'soon')],
  ['another kind', line({ type: 'task_started' }, 'response_item')],
])('%s tells nothing', (_name, text) => {
  expect(readRolloutLine(text, 0)).toBeNull();
});
