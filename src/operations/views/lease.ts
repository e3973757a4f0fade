import * as z from 'zod';
import {
  DEFAULT_LEASE_SECONDS,
  viewLease,
  type Claim,
  type Holder,
  type LeaseView,
} from '../../core/lease.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { utc } from '../time.ts';

/** The lease object of the reference contract §1.1: whether it is held and by us, never by whom. */
export const leaseSchema = z.object({
  agent: z.string(),
  state: z.enum(['unclaimed', 'held', 'expired', 'unreadable']),
  holder: z.enum(['none', 'this_server', 'other_server', 'unknown']),
  held_by_this_server: z.boolean(),
  expires_at_utc: z.string().nullable(),
  seconds_remaining: z.number().int().min(0),
  ttl_seconds: z.number().int().nullable(),
  /** Only there when time is left, but the holder is over: the Agentin is free. */
  holder_ended: z.literal(true).optional(),
  raw_output: z.literal(NOT_RETURNED),
});

type Lease = z.infer<typeof leaseSchema>;

export function viewOfLease(agentId: string, lease: LeaseView): Lease {
  return { agent: agentId, ...fieldsOf(lease), raw_output: NOT_RETURNED };
}

function fieldsOf(lease: LeaseView): Omit<Lease, 'agent' | 'raw_output'> {
  switch (lease.state) {
    case 'unclaimed':
      return { ...nobodys('unclaimed', 'none'), ttl_seconds: DEFAULT_LEASE_SECONDS };
    case 'unreadable':
      return { ...nobodys('unreadable', 'unknown'), ttl_seconds: null };
    case 'held':
    case 'expired':
      return {
        state: lease.state,
        holder: lease.mine ? 'this_server' : 'other_server',
        // An expired lease still says whose it was, but holds nothing.
        held_by_this_server: lease.mine && lease.state === 'held',
        expires_at_utc: utc(lease.expiresAtMs),
        seconds_remaining: lease.secondsRemaining,
        ttl_seconds: lease.ttlSeconds,
        ...(lease.holderEnded && { holder_ended: true as const }),
      };
  }
}

function nobodys<State extends string, By extends string>(state: State, holder: By) {
  return { state, holder, held_by_this_server: false, expires_at_utc: null, seconds_remaining: 0 };
}

/** The lease that a call just took or renewed, as of that moment. */
export function viewOfClaim(agentId: string, claim: Claim, holder: Holder): Lease {
  return viewOfLease(
    agentId,
    viewLease(claim.lease, holder, { nowMs: claim.lease.updatedAtMs, isGone: () => false }),
  );
}
