import type { FinishedTurn, TurnFailure, TurnOutcome } from '../../../core/agent.ts';
import type { RememberedTurn } from '../../../core/ports.ts';
import type { TurnStatus } from '../protocol/v2/TurnStatus.ts';
import type { WireErrorInfo, WireTurn } from '../wire/threads.ts';

/** Codex' words for what a person cannot mend but time can. */
const SERVER_KINDS: ReadonlySet<string> = new Set([
  'rateLimitExceeded',
  'flexUnavailable',
  'serverOverloaded',
  'policyCapacityUnavailable',
  'httpConnectionFailed',
  'responseStreamConnectionFailed',
  'responseStreamDisconnected',
  'responseTooManyFailedAttempts',
  'internalServerError',
]);

/** Why a turn failed, from Codex' own kind of error. */
export function turnFailure(info: WireErrorInfo | null): TurnFailure {
  const codexKind = typeof info === 'string' ? info : (Object.keys(info ?? {})[0] ?? null);
  if (codexKind === 'usageLimitExceeded') return { kind: 'usage_limit', codexKind };
  if (codexKind === 'contextWindowExceeded') return { kind: 'context_window', codexKind };
  const isServers = codexKind !== null && SERVER_KINDS.has(codexKind);
  return { kind: isServers ? 'server' : 'other', codexKind };
}

const OUTCOMES: Record<TurnStatus, TurnOutcome | 'running'> = {
  completed: 'completed',
  interrupted: 'interrupted',
  failed: 'failed',
  inProgress: 'running',
};

/** A turn in our words. A status that we do not know is never taken for a success. */
export function rememberedTurn(turn: WireTurn): RememberedTurn {
  const outcome = turn.status in OUTCOMES ? OUTCOMES[turn.status as TurnStatus] : 'failed';
  return {
    turnId: turn.id,
    outcome,
    failure: outcome === 'failed' ? turnFailure(turn.error?.codexErrorInfo ?? null) : null,
    endedAtMs: turn.completedAt === null ? null : turn.completedAt * 1000,
  };
}

/** A turn that is over for certain, at `endedAtMs`: one that Codex still calls running was cut off. */
export function finishedTurn(turn: WireTurn, endedAtMs: number): FinishedTurn {
  const { turnId, outcome, failure } = rememberedTurn(turn);
  return { turnId, outcome: outcome === 'running' ? 'interrupted' : outcome, failure, endedAtMs };
}

/**
 * Is this how the turn ended, for good? Codex calls a turn interrupted as well when it finds no end of it in its
 * records: one that was cut off, but for a moment also one that has just ended. Such an end has no time.
 */
export function isSettledTurn(turn: WireTurn): boolean {
  if (turn.status === 'inProgress') return false;
  return turn.status !== 'interrupted' || turn.completedAt !== null;
}
