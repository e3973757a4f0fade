import { FleetError } from './errors.ts';
import { joinWitnesses } from './witness.ts';
import type { IsGone, ProcessWitness } from './witness.ts';

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
  /** The processes without which the holder is over; absent when that cannot be known. Private like `owner`. */
  readonly witnesses?: readonly ProcessWitness[];
}

/** Who asks. One person's windows and command lines share an owner; each lead has its own. */
export interface Holder {
  readonly owner: string;
  readonly kind: 'person' | 'lead';
  /** The process without which the holder is over; null or absent for one who outlives processes, as a person does. */
  readonly witness?: ProcessWitness | null;
  /** The window that a person sits at, for whose terminals it holds; absent elsewhere. Private like the owner. */
  readonly seat?: string;
}

/** A lease as it was read; null: there is none. */
export type LeaseOnDisk = LeaseRecord | null | 'unreadable';

/** The moment at which a lease is judged. */
export interface LeaseMoment {
  readonly nowMs: number;
  readonly isGone: IsGone;
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
      /** Her holder is over (crashed, or the machine was started anew): she is free although time is left. */
      readonly holderEnded: boolean;
    };

/** A lease as `holder` may see it: whether it is theirs, never whose it is. */
export function viewLease(lease: LeaseOnDisk, holder: Holder, { nowMs, isGone }: LeaseMoment): LeaseView {
  if (lease === null) return { state: 'unclaimed' };
  if (lease === 'unreadable') return { state: 'unreadable' };
  const mine = lease.owner === holder.owner;
  const hasTime = lease.expiresAtMs > nowMs && !isOfFuture(lease, nowMs);
  // Whoever asks is not over, even if the process that claimed is.
  const holderEnded = hasTime && !mine && lease.witnesses !== undefined && lease.witnesses.every(isGone);
  const isHeld = hasTime && !holderEnded;
  return {
    state: isHeld ? 'held' : 'expired',
    mine,
    expiresAtMs: lease.expiresAtMs,
    secondsRemaining: isHeld ? Math.ceil((lease.expiresAtMs - nowMs) / 1000) : 0,
    ttlSeconds: lease.ttlSeconds,
    holderEnded,
  };
}

/**
 * Written further in the future than its whole time: the clock was set back since. Where no process witnesses the lease,
 * it would keep everybody out for as long as the clock was wrong.
 */
function isOfFuture({ updatedAtMs, ttlSeconds, witnesses }: LeaseRecord, nowMs: number): boolean {
  return witnesses === undefined && updatedAtMs - nowMs > ttlSeconds * 1000;
}

export type ClaimStatus = 'claimed' | 'renewed' | 'forced' | 'claimed_expired';

export interface Claim {
  readonly status: ClaimStatus;
  readonly lease: LeaseRecord;
}

export interface ClaimWish {
  readonly ttlSeconds: number;
  readonly force: boolean;
  /** Set the time exactly, although the holder had more left. Else a renewal never shortens. */
  readonly exact?: boolean;
}

/**
 * The lease that `holder` gets. A renewal keeps the first moment, and never shortens unless it names the exact time.
 * @throws FleetError `agent_lease_held_by_other_client` (retryable) or `could_not_read_agent_lease`, unless forced.
 */
export function claimLease(
  agentId: string,
  current: LeaseOnDisk,
  holder: Holder,
  wish: ClaimWish,
  moment: LeaseMoment,
): Claim {
  const view = viewLease(current, holder, moment);
  if (view.state === 'unreadable' && !wish.force) throw unreadableLease();
  const mine = view.state === 'held' && view.mine;
  if (view.state === 'held' && !mine && !wish.force) throw leaseConflict(agentId, view.secondsRemaining);
  const kept = mine && current !== null && current !== 'unreadable' ? current : null;
  return { status: claimStatus(view, mine), lease: nextLease(agentId, kept, holder, wish, moment) };
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
  { ttlSeconds, exact = false }: ClaimWish,
  { nowMs, isGone }: LeaseMoment,
): LeaseRecord {
  const wanted = nowMs + ttlSeconds * 1000;
  const keepsLonger = !exact && kept !== null && kept.expiresAtMs > wanted;
  const witnesses = joinWitnesses(kept === null ? [] : kept.witnesses, holder.witness ?? null, isGone);
  return {
    agentId,
    owner: holder.owner,
    createdAtMs: kept?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
    expiresAtMs: keepsLonger ? kept.expiresAtMs : wanted,
    ttlSeconds: keepsLonger ? kept.ttlSeconds : ttlSeconds,
    ...(witnesses && { witnesses }),
  };
}

/**
 * What giving back does: `released` ends a lease in force, `not_held` finds none (one that ran out is cleared away).
 * @throws FleetError as `claimLease`, unless forced
 */
export function releaseStatus(
  agentId: string,
  current: LeaseOnDisk,
  holder: Holder,
  wish: { readonly force: boolean },
  moment: LeaseMoment,
): 'released' | 'not_held' {
  if (!wish.force) assertNotForeign(agentId, current, holder, moment);
  const { state } = viewLease(current, holder, moment);
  return state === 'held' || state === 'unreadable' ? 'released' : 'not_held';
}

/** Refuses when another holder's lease is in force; used where a lease is checked but not taken. */
export function assertNotForeign(
  agentId: string,
  current: LeaseOnDisk,
  holder: Holder,
  moment: LeaseMoment,
): void {
  const view = viewLease(current, holder, moment);
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
    'The lease file of this Agentin is damaged. Repair it by agent_release with force, when nobody works with her.',
  );
}
