import { FleetError } from './errors.ts';

/** Seconds a lease holds when a caller names none, and the most it may hold (reference contract §0.2). */
export const DEFAULT_LEASE_SECONDS = 1800;
export const MAX_LEASE_SECONDS = 7200;

/** Who holds an Agentin (`leases/<agent>.json`). `owner` is private: it never leaves the process. */
export interface LeaseRecord {
  readonly agentId: string;
  readonly owner: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly expiresAtMs: number;
  readonly ttlSeconds: number;
}

/** Who asks. One person's windows and command lines share an owner; each lead has its own. */
export interface Holder {
  readonly owner: string;
  readonly kind: 'person' | 'lead';
}

export type LeaseView =
  | { readonly state: 'unclaimed' }
  | { readonly state: 'unreadable' }
  | {
      readonly state: 'held' | 'expired';
      readonly mine: boolean;
      readonly expiresAtMs: number;
      readonly secondsRemaining: number;
      readonly ttlSeconds: number;
    };

/** A lease as `holder` may see it: whether it is theirs, never whose it is. */
export function viewLease(
  lease: LeaseRecord | null | 'unreadable',
  holder: Holder,
  nowMs: number,
): LeaseView {
  if (lease === null) return { state: 'unclaimed' };
  if (lease === 'unreadable') return { state: 'unreadable' };
  const remainingMs = Math.max(0, lease.expiresAtMs - nowMs);
  return {
    state: remainingMs > 0 ? 'held' : 'expired',
    mine: lease.owner === holder.owner,
    expiresAtMs: lease.expiresAtMs,
    secondsRemaining: Math.ceil(remainingMs / 1000),
    ttlSeconds: lease.ttlSeconds,
  };
}

export type ClaimStatus = 'claimed' | 'renewed' | 'forced' | 'claimed_expired';

export interface Claim {
  readonly status: ClaimStatus;
  readonly lease: LeaseRecord;
}

export interface ClaimWish {
  readonly ttlSeconds: number;
  readonly force: boolean;
}

/**
 * The lease that `holder` gets. A renewal never shortens what was claimed before and keeps the first moment.
 * @throws FleetError `agent_lease_held_by_other_client` (retryable) or `could_not_read_agent_lease`, unless forced.
 */
export function claimLease(
  agentId: string,
  current: LeaseRecord | null | 'unreadable',
  holder: Holder,
  wish: ClaimWish,
  nowMs: number,
): Claim {
  const view = viewLease(current, holder, nowMs);
  if (view.state === 'unreadable' && !wish.force) throw unreadableLease();
  const mine = view.state === 'held' && view.mine;
  if (view.state === 'held' && !mine && !wish.force) throw leaseConflict(agentId, view.secondsRemaining);
  const kept = mine && current !== null && current !== 'unreadable' ? current : null;
  return { status: claimStatus(view, mine), lease: nextLease(agentId, kept, holder, wish.ttlSeconds, nowMs) };
}

function claimStatus(view: LeaseView, mine: boolean): ClaimStatus {
  if (mine) return 'renewed';
  if (view.state === 'expired') return 'claimed_expired';
  return view.state === 'unclaimed' ? 'claimed' : 'forced';
}

function nextLease(
  agentId: string,
  kept: LeaseRecord | null,
  holder: Holder,
  ttlSeconds: number,
  nowMs: number,
): LeaseRecord {
  const wanted = nowMs + ttlSeconds * 1000;
  const keepsLonger = kept !== null && kept.expiresAtMs > wanted;
  return {
    agentId,
    owner: holder.owner,
    createdAtMs: kept?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
    expiresAtMs: keepsLonger ? kept.expiresAtMs : wanted,
    ttlSeconds: keepsLonger ? kept.ttlSeconds : ttlSeconds,
  };
}

/**
 * What giving back does: `released` ends a lease in force, `not_held` finds none (one that ran out is cleared away).
 * @throws FleetError as `claimLease`, unless forced
 */
export function releaseStatus(
  agentId: string,
  current: LeaseRecord | null | 'unreadable',
  holder: Holder,
  wish: { readonly force: boolean },
  nowMs: number,
): 'released' | 'not_held' {
  if (!wish.force) assertNotForeign(agentId, current, holder, nowMs);
  const { state } = viewLease(current, holder, nowMs);
  return state === 'held' || state === 'unreadable' ? 'released' : 'not_held';
}

/** Refuses when another holder's lease is in force; used where a lease is checked but not taken. */
export function assertNotForeign(
  agentId: string,
  current: LeaseRecord | null | 'unreadable',
  holder: Holder,
  nowMs: number,
): void {
  const view = viewLease(current, holder, nowMs);
  if (view.state === 'unreadable') throw unreadableLease();
  if (view.state === 'held' && !view.mine) throw leaseConflict(agentId, view.secondsRemaining);
}

function leaseConflict(agentId: string, secondsRemaining: number): FleetError {
  return new FleetError(
    'agent_lease_held_by_other_client',
    `Agentin ${agentId} is held by another Teamleiterin for up to ${secondsRemaining} s. Wait, ask for it to be released, or force.`,
    {
      retryable: true,
      retryAfterSeconds: Math.min(30, Math.max(1, secondsRemaining)),
      details: { agent: agentId, lease_seconds_remaining: secondsRemaining },
    },
  );
}

function unreadableLease(): FleetError {
  return new FleetError(
    'could_not_read_agent_lease',
    'The lease file of this Agentin is damaged. Release it with force to repair it.',
  );
}
