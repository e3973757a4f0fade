import type { Activity, AgentModel, FinishedTurn, RateLimits, RateLimitWindow } from '../agent/agent.ts';
import type { LimitKind, LimitWindow } from './limitText.ts';

/** A limit that keeps an Agentin from working now. */
export interface ReachedLimit {
  readonly kind: LimitKind;
  readonly window: LimitWindow;
  /** The model whose limit it is, where Codex names one. */
  readonly model: string | null;
  readonly untilMs: number | null;
}

/** A rate limit is one of requests in a minute; Codex tells no end of it. */
const RATE_LIMIT_MS = 60_000;

/**
 * The limit that an Agentin sits at, null when she does not: never one who does not run, none that is over by its time, and
 * none before newer work. From events; from text only where her activity is from text.
 */
export function reachedLimit(model: AgentModel, activity: Activity, nowMs: number): ReachedLimit | null {
  if (model.session.kind !== 'present') return null;
  if (activity.state === 'limited') return usageLimit(model, activity);
  const failed = failedTurn(model);
  const kind = failed === null ? null : otherKind(failed, nowMs);
  return kind === null
    ? null
    : { kind, window: 'unknown', model: null, untilMs: kind === 'rate' ? rateEnd(failed) : null };
}

/**
 * When a usage limit that ended a turn is over: the reset of the windows that are used up, else what the failure itself
 * says, else the earliest reset after it; null when Codex gave none.
 */
export function limitEndMs(
  limits: RateLimits | null,
  turn: Pick<FinishedTurn, 'endedAtMs' | 'failure'>,
): number | null {
  const windows = [limits?.primary, limits?.secondary].filter(
    (window) => window !== null && window !== undefined,
  );
  const resetsOf = (wanted: readonly RateLimitWindow[]): number[] =>
    wanted
      .map((window) => window.resetsAtMs)
      .filter((at): at is number => at !== null && at > turn.endedAtMs);
  const usedUp = resetsOf(windows.filter(isUsedUp));
  // Several used-up windows end together with the last of them.
  if (usedUp.length > 0) return Math.max(...usedUp);
  const told = turn.failure?.untilMs ?? null;
  if (told !== null) return told;
  const any = resetsOf(windows);
  return any.length > 0 ? Math.min(...any) : null;
}

function usageLimit(model: AgentModel, activity: Activity): ReachedLimit {
  const seen = model.control === 'terminal' ? (model.sighting?.limit ?? null) : null;
  const window = windowOf(model.rateLimits);
  return {
    kind: seen?.kind ?? 'usage',
    window: window === 'unknown' ? (seen?.window ?? 'unknown') : window,
    model: failedTurn(model)?.failure?.model ?? seen?.model ?? null,
    untilMs: activity.untilMs,
  };
}

function failedTurn({ turn, lastTurn }: AgentModel): FinishedTurn | null {
  return turn === null && lastTurn?.outcome === 'failed' ? lastTurn : null;
}

function otherKind({ failure, endedAtMs }: FinishedTurn, nowMs: number): LimitKind | null {
  if (failure?.kind === 'context_window' || failure?.codexKind === 'sessionBudgetExceeded') return 'token';
  return failure?.codexKind === 'rateLimitExceeded' && nowMs < endedAtMs + RATE_LIMIT_MS ? 'rate' : null;
}

function rateEnd(failed: FinishedTurn | null): number | null {
  return failed === null ? null : (failed.failure?.untilMs ?? failed.endedAtMs + RATE_LIMIT_MS);
}

const MINUTES: Readonly<Record<number, LimitWindow>> = { 300: '5h', 1440: 'daily', 10_080: 'weekly' };

/** The window that is used up, by its length; the longer one when both are, for it ends last. */
function windowOf(limits: RateLimits | null): LimitWindow {
  const usedUp = [limits?.secondary, limits?.primary].find((window) => window && isUsedUp(window));
  return MINUTES[usedUp?.windowMinutes ?? 0] ?? 'unknown';
}

function isUsedUp(window: RateLimitWindow): boolean {
  return window.usedPercent >= 100;
}
