import { describe, expect, it } from 'vitest';
import { activityOf } from '../../../../src/core/agent/activity.ts';
import type {
  AgentModel,
  RateLimits,
  TerminalSighting,
  TurnFailure,
} from '../../../../src/core/agent/agent.ts';
import { limitEndMs, reachedLimit, type ReachedLimit } from '../../../../src/core/limits/limits.ts';
import { T0, UP } from '../agent/idleAgent.ts';

const window = (usedPercent: number, windowMinutes: number, resetsAtMs: number | null) => ({
  usedPercent,
  windowMinutes,
  resetsAtMs,
});
const limits = (primary: number, secondary: number): RateLimits => ({
  primary: window(primary, 300, T0 + 60_000),
  secondary: window(secondary, 10_080, T0 + 900_000),
});
const failed = (failure: Partial<TurnFailure>): Pick<AgentModel, 'lastTurn'> => ({
  lastTurn: {
    turnId: 'x',
    outcome: 'failed',
    failure: { kind: 'usage_limit', codexKind: 'usageLimitExceeded', untilMs: null, model: null, ...failure },
    endedAtMs: T0,
  },
});

function reached(change: Partial<AgentModel>, nowMs = T0 + 10): ReachedLimit | null {
  const model = { ...UP, ...change };
  return reachedLimit(model, activityOf(model, nowMs), nowMs);
}

describe('a limit by events', () => {
  it('is of the window that is used up, until its reset', () => {
    expect(reached({ ...failed({}), rateLimits: limits(100, 20) })).toEqual({
      kind: 'usage',
      window: '5h',
      model: null,
      untilMs: T0 + 60_000,
    });
    expect(reached({ ...failed({}), rateLimits: limits(100, 100) })).toMatchObject({
      window: 'weekly',
      untilMs: T0 + 900_000,
    });
  });

  it('ends when Codex says, where no window tells it, and tells whose it is', () => {
    const failure = failed({ untilMs: T0 + 5000, model: 'GPT-5.3-Codex-Spark' });
    expect(reached({ ...failure, rateLimits: limits(40, 20) })).toEqual({
      kind: 'usage',
      window: 'unknown',
      model: 'GPT-5.3-Codex-Spark',
      untilMs: T0 + 5000,
    });
  });

  it('is forgotten when its time is past, when newer work goes on, and when she does not run', () => {
    const limited = { ...failed({}), rateLimits: limits(100, 20) };
    expect(reached(limited, T0 + 60_000)).toBeNull();
    expect(reached({ ...limited, turn: { turnId: 'y', startedAtMs: T0 + 5, doing: null } })).toBeNull();
    expect(
      reached({ ...limited, lastTurn: { ...limited.lastTurn!, turnId: 'y', outcome: 'completed' } }),
    ).toBeNull();
    for (const kind of ['absent', 'lost'] as const)
      expect(reached({ ...limited, session: { kind, sinceMs: T0 } })).toBeNull();
  });

  it('is no limit while windows fill', () => {
    expect(reached({ rateLimits: limits(99, 99) })).toBeNull();
    expect(reached({ rateLimits: limits(100, 20) })).toBeNull();
  });

  it('can be the size of the conversation, which no time and no look mends', () => {
    const full = failed({ kind: 'context_window', codexKind: 'contextWindowExceeded' });
    expect(reached(full, T0 + 86_400_000)).toMatchObject({ kind: 'token', untilMs: null });
    const model = { ...UP, ...full, looked: true };
    expect(activityOf(model, T0 + 10).state).toBe('error');
    expect(reached({ ...full, turn: { turnId: 'y', startedAtMs: T0 + 5, doing: null } })).toBeNull();
    expect(reached(failed({ kind: 'other', codexKind: 'sessionBudgetExceeded' }))).toMatchObject({
      kind: 'token',
    });
  });

  it('can be one of requests in a minute, which is soon over', () => {
    const rate = failed({ kind: 'server', codexKind: 'rateLimitExceeded' });
    expect(reached(rate)).toMatchObject({ kind: 'rate', untilMs: T0 + 60_000 });
    expect(reached(rate, T0 + 60_000)).toBeNull();
  });

  it('is none when a turn failed for another reason', () => {
    expect(reached(failed({ kind: 'server', codexKind: 'serverOverloaded' }))).toBeNull();
  });
});

describe('a limit by text, on the terminal rung', () => {
  const sighting: TerminalSighting = {
    state: 'limited',
    source: 'pane',
    evidence: 'the screen shows a usage limit',
    atMs: T0,
    untilMs: T0 + 60_000,
    limit: { kind: 'quota', window: 'daily', model: 'm', untilMs: T0 + 60_000 },
  };
  const seen = { control: 'terminal', sighting } as const;

  it('tells what the text tells', () => {
    expect(reached(seen)).toEqual({ kind: 'quota', window: 'daily', model: 'm', untilMs: T0 + 60_000 });
  });

  it('is forgotten when its time is past, when she works again, and when she stopped', () => {
    expect(reached(seen, T0 + 60_000)).toBeNull();
    expect(reached({ ...seen, sighting: { ...sighting, state: 'working' } })).toBeNull();
    expect(reached({ ...seen, session: { kind: 'absent', sinceMs: T0 } })).toBeNull();
  });
});

describe('limitEndMs', () => {
  it('takes the used-up window, then what the failure says, then the earliest reset', () => {
    const turn = (untilMs: number | null) => failed({ untilMs }).lastTurn!;
    expect(limitEndMs(limits(100, 20), turn(T0 + 5))).toBe(T0 + 60_000);
    expect(limitEndMs(limits(50, 20), turn(T0 + 5))).toBe(T0 + 5);
    expect(limitEndMs(limits(50, 20), turn(null))).toBe(T0 + 60_000);
    expect(limitEndMs(null, turn(null))).toBeNull();
  });
});
