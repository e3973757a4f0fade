import { resetInText } from '../../../core/limits/limitReset.ts';
import { modelInText } from '../../../core/limits/limitText.ts';
import type { FinishedTurn, TurnFailure, TurnOutcome } from '../../../core/agent/agent.ts';
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

/** What Codex tells of an error: its kind, and a text for people. */
export interface ErrorReport {
  readonly info: WireErrorInfo | null;
  readonly message: string;
  readonly atMs: number;
}

/**
 * Why a turn failed, from Codex' own kind of error. Of the text only what it says of a limit is taken: when that ends,
 * in the local time of this machine, and for which model.
 */
export function turnFailure(
  { info, message, atMs }: ErrorReport,
  offsetMinutes: number = new Date(atMs).getTimezoneOffset(),
): TurnFailure {
  const kinds = kindOf(info);
  if (kinds.kind !== 'usage_limit') return { ...kinds, untilMs: null, model: null };
  return { ...kinds, untilMs: resetInText(message, atMs, offsetMinutes), model: modelInText(message) };
}

function kindOf(info: WireErrorInfo | null): Pick<TurnFailure, 'kind' | 'codexKind'> {
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
export function rememberedTurn(turn: WireTurn, nowMs: number): RememberedTurn {
  const outcome = turn.status in OUTCOMES ? OUTCOMES[turn.status as TurnStatus] : 'failed';
  const endedAtMs = turn.completedAt === null ? null : turn.completedAt * 1000;
  const { message = '', codexErrorInfo: info = null } = turn.error ?? {};
  const failure = outcome === 'failed' ? turnFailure({ info, message, atMs: endedAtMs ?? nowMs }) : null;
  return { turnId: turn.id, outcome, failure, endedAtMs };
}

/** A turn that is over for certain, at `endedAtMs`: one that Codex still calls running was cut off. */
export function finishedTurn(turn: WireTurn, endedAtMs: number): FinishedTurn {
  const { turnId, outcome, failure } = rememberedTurn(turn, endedAtMs);
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
