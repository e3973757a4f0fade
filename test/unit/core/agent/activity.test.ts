import { describe, expect, it } from 'vitest';
import { activityOf, needsPerson } from '../../../../src/core/agent/activity.ts';
import type { AgentModel, FinishedTurn } from '../../../../src/core/agent/agent.ts';
import type { PendingItem } from '../../../../src/core/agent/pending.ts';
import { PANE, T0, UP } from './idleAgent.ts';

const ended = (change: Partial<FinishedTurn>): FinishedTurn => ({
  turnId: 'x',
  outcome: 'completed',
  failure: null,
  endedAtMs: T0 + 5,
  ...change,
});
const pending = (kind: 'command' | 'question'): PendingItem =>
  kind === 'command'
    ? { kind, key: 'k', turnId: 'x', openedAtMs: T0 + 3, command: 'c', cwd: '/', reason: null }
    : { kind, key: 'k', turnId: 'x', openedAtMs: T0 + 3, questions: [] };
const limits = (usedPercent: number, resetsAtMs: number | null): AgentModel['rateLimits'] => ({
  primary: { usedPercent, windowMinutes: 300, resetsAtMs },
  secondary: { usedPercent: 10, windowMinutes: 10_080, resetsAtMs: T0 + 900_000 },
});

const cases: readonly (readonly [string, Partial<AgentModel>, string, string])[] = [
  ['nothing was looked at', { session: { kind: 'unknown', sinceMs: T0 } }, 'stopped', 'not looked at yet'],
  ['there is no session', { session: { kind: 'absent', sinceMs: T0 } }, 'stopped', 'no tmux session'],
  [
    'a start is under way',
    { session: { kind: 'absent', sinceMs: T0 }, startingSinceMs: T0 },
    'starting',
    'start was asked for',
  ],
  ['the session vanished', { session: { kind: 'lost', sinceMs: T0 } }, 'lost', 'the tmux session is gone'],
  [
    'the app-server is dead',
    { session: { kind: 'present', agent: PANE, server: { ...PANE, dead: { exitStatus: 1 } }, sinceMs: T0 } },
    'starting',
    'the app-server ended',
  ],
  [
    'it was restarted too often',
    { trouble: { what: 'server_keeps_ending', sinceMs: T0 } },
    'error',
    'the app-server ended several times',
  ],
  [
    'the connection is down',
    { link: { kind: 'connecting', attempt: 2, sinceMs: T0 } },
    'starting',
    'not connected to the app-server',
  ],
  [
    'the app-server runs and cannot be reached',
    { link: { kind: 'connecting', attempt: 30, sinceMs: T0 - 60_000 } },
    'error',
    'not connected to the app-server',
  ],
  ['an approval is open', { pending: [pending('command')] }, 'needs_approval', 'an approval request is open'],
  ['a question is open', { pending: [pending('question')] }, 'needs_input', 'a question is open'],
  [
    'Codex waits but we saw no item',
    { thread: { kind: 'active', waitingOn: 'approval', sinceMs: T0 } },
    'needs_approval',
    'thread/status says waitingOnApproval',
  ],
  ['a turn runs', { turn: { turnId: 'x', startedAtMs: T0, doing: null } }, 'working', 'a turn is running'],
  [
    'the thread is active without a turn of ours',
    { thread: { kind: 'active', waitingOn: null, sinceMs: T0 } },
    'working',
    'thread/status says active',
  ],
  ['a turn finished unseen', { lastTurn: ended({}), looked: false }, 'done', 'turn/completed'],
  ['a turn finished and was seen', { lastTurn: ended({}) }, 'idle', 'the conversation is idle'],
  [
    'a turn was cut off',
    { lastTurn: ended({ outcome: 'interrupted' }) },
    'idle',
    'the last turn was interrupted',
  ],
  [
    'a turn failed unseen',
    { lastTurn: ended({ outcome: 'failed' }), looked: false },
    'error',
    'the turn failed',
  ],
  [
    'the context is full',
    {
      lastTurn: ended({
        outcome: 'failed',
        failure: { kind: 'context_window', codexKind: null, untilMs: null, model: null },
      }),
      looked: false,
    },
    'error',
    'the turn failed with contextWindowExceeded',
  ],
  ['there is no conversation yet', { threadId: null }, 'starting', 'no conversation yet'],
  [
    'a start dialog is open',
    {
      threadId: null,
      sighting: { state: 'needs_input', source: 'pane', evidence: 'dialog', atMs: T0, untilMs: null },
    },
    'needs_input',
    'a start dialog is open in the terminal',
  ],
];

describe('activityOf', () => {
  it.each(cases)('when %s', (_, change, state, evidence) => {
    expect(activityOf({ ...UP, ...change }, T0 + 10)).toMatchObject({ state, evidence });
  });

  it('is limited until the reset of the used-up window, and idle after it', () => {
    const failure = {
      kind: 'usage_limit',
      codexKind: 'usageLimitExceeded',
      untilMs: null,
      model: null,
    } as const;
    const model = {
      ...UP,
      lastTurn: ended({ outcome: 'failed', failure }),
      rateLimits: limits(100, T0 + 60_000),
    };
    expect(activityOf(model, T0 + 10)).toMatchObject({ state: 'limited', untilMs: T0 + 60_000 });
    const after = activityOf(model, T0 + 60_000);
    // Not done: the turn failed, whether somebody looked or not.
    expect(after).toMatchObject({ state: 'idle', sinceMs: T0 + 60_000, untilMs: null });
    expect(after.why).toBe('Her limit is over. What it cut off is to be sent again.');
    expect(activityOf({ ...model, looked: false }, T0 + 60_000)).toEqual(after);
  });

  it('works on the terminal rung from what was seen, and says from where', () => {
    const sighting = {
      state: 'working',
      source: 'terminal-title',
      evidence: 'spinner',
      atMs: T0,
      untilMs: null,
    } as const;
    const model: AgentModel = { ...UP, control: 'terminal', sighting };
    expect(activityOf(model, T0)).toMatchObject({ state: 'working', source: 'terminal-title' });
    expect(activityOf({ ...model, sighting: null }, T0).evidence).toBe(
      'nothing readable in the terminal yet',
    );
  });
});

describe('needsPerson', () => {
  it('holds for what only a person can end', () => {
    expect(
      ['needs_approval', 'needs_input', 'lost', 'error'].every((state) => needsPerson(state as 'lost')),
    ).toBe(true);
    expect(needsPerson('working')).toBe(false);
    expect(needsPerson('limited')).toBe(false);
  });
});
