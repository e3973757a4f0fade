import { FleetError } from '../core/errors.ts';
import type { LeaseView } from '../core/lease.ts';
import type { OperationContext } from './context.ts';
import type { JsonObject } from './json.ts';
import { NOT_RETURNED } from './sentinels.ts';
import { viewOfLease } from './views/lease.ts';

/** Longest error text that leaves the product (reference contract §0.2). */
const MAX_ERROR_CHARS = 1200;

/** A refusal as every front end shows it. */
export interface Refusal extends JsonObject {
  readonly error: string;
  readonly error_code: string;
  readonly retryable: boolean;
  readonly retry_after_seconds?: number;
}

type Asker = Pick<OperationContext, 'fleet' | 'holder' | 'nowMs'>;

/** Any thrown value as a refusal; what is not a FleetError shows nothing of itself. */
export function refusalOf(ctx: Asker, thrown: unknown): Refusal {
  const error = FleetError.from(thrown, 'Something unexpected went wrong. See the log of Codex Master.');
  const base = plainRefusal(error);
  return error.code === 'agent_lease_held_by_other_client' ? { ...base, ...leaseFields(ctx, error) } : base;
}

/** A refusal that needs no fleet to explain itself. */
export function plainRefusal(error: FleetError): Refusal {
  return {
    ...error.details,
    error: error.message.slice(0, MAX_ERROR_CHARS),
    error_code: error.code,
    retryable: error.retryable,
    ...(error.retryAfterSeconds !== undefined && { retry_after_seconds: error.retryAfterSeconds }),
  };
}

/** The structured part of a lease conflict (reference contract §1.1), kept in results of many Agentinnen too. */
function leaseFields(ctx: Asker, error: FleetError): JsonObject {
  const agent = error.details['agent'];
  const seconds = error.details['lease_seconds_remaining'];
  if (typeof agent !== 'string' || typeof seconds !== 'number') return { raw_output: NOT_RETURNED };
  const known = knownLease(ctx, agent);
  const lease: LeaseView =
    known?.state === 'held'
      ? known
      : {
          state: 'held',
          mine: false,
          expiresAtMs: ctx.nowMs() + seconds * 1000,
          secondsRemaining: seconds,
          ttlSeconds: seconds,
          holderEnded: false,
        };
  return { lease: viewOfLease(agent, lease), raw_output: NOT_RETURNED };
}

function knownLease({ fleet, holder }: Asker, agent: string): LeaseView | null {
  try {
    return fleet.peek(agent, holder).lease;
  } catch {
    return null;
  }
}
