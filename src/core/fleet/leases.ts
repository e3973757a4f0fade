import { FleetError } from '../errors.ts';
import type { AgentClaim, AgentClaimWish, ReleaseResult } from '../fleetApi.ts';
import { DEFAULT_LEASE_SECONDS, releaseStatus } from '../lease.ts';
import type { Holder, LeaseView } from '../lease.ts';
import { DisposableStore } from '../lifecycle.ts';
import { LeaseSignal } from './leaseSignal.ts';
import type { AgentSession } from './session.ts';

/** The longest time between two looks at a foreign lease for what makes no event. */
const LONGEST_LOOK_MS = 5000;

/**
 * Takes or renews an Agentin's lease, of one that runs or not (reference contract §1.3). Waiting goes by event, by
 * the known moment at which the lease runs out, and by a look every few seconds for a holder who crashed; the lock is
 * held for each try alone. Those who wait in one process come in the order of their calls.
 */
export async function claimAgent(
  session: AgentSession,
  wish: AgentClaimWish,
  holder: Holder,
): Promise<AgentClaim> {
  const startedAtMs = session.deps.clock.nowMs();
  if (wish.waitSeconds > 0) return claimInTurn(session, wish, holder, startedAtMs);
  const taken = await tryClaim(session, wish, holder);
  if (FleetError.is(taken)) throw taken;
  return { ...taken, waitedMs: 0, looks: 0 };
}

async function claimInTurn(
  session: AgentSession,
  wish: AgentClaimWish,
  holder: Holder,
  startedAtMs: number,
): Promise<AgentClaim> {
  const { agent, deps } = session;
  const deadlineMs = startedAtMs + wish.waitSeconds * 1000;
  const store = new DisposableStore();
  // Listening before the first try: what happens between try and wait is not missed.
  const signal = store.add(LeaseSignal.listen(deps, session.id));
  try {
    await agent.disk.lease.read();
    // Whoever holds her, or takes her by force, waits for nobody.
    if (!wish.force && !isMine(agent.leaseFor(holder))) {
      store.add(await agent.claimLine.enter(deps.clock, deadlineMs - deps.clock.nowMs(), wish.signal));
    }
    for (let looks = 0; ; looks += 1) {
      const taken = await tryClaim(session, wish, holder);
      const nowMs = deps.clock.nowMs();
      if (!FleetError.is(taken)) return { ...taken, waitedMs: Math.max(0, nowMs - startedAtMs), looks };
      if (nowMs >= deadlineMs) throw taken;
      await untilFree(session, wish, holder, { signal, deadlineMs });
    }
  } finally {
    store.dispose();
  }
}

function isMine(lease: LeaseView): boolean {
  return lease.state === 'held' && lease.mine;
}

/** One try under the lock. A lease or lock in other hands is a result: one may wait for it to end. */
async function tryClaim(
  session: AgentSession,
  wish: AgentClaimWish,
  holder: Holder,
): Promise<Pick<AgentClaim, 'claim' | 'previous'> | FleetError> {
  const { ttlSeconds, force } = wish;
  try {
    return await session.lockedForLease(async () => {
      refuseCancelled(wish);
      const before = session.agent.disk.lease.value;
      const previous = session.agent.leaseFor(holder);
      const exact = ttlSeconds !== null;
      const claim = await session.claim(holder, {
        ttlSeconds: ttlSeconds ?? DEFAULT_LEASE_SECONDS,
        force,
        exact,
      });
      if (wish.signal?.aborted === true) await session.giveBack(claim, before);
      refuseCancelled(wish);
      return { claim, previous };
    });
  } catch (error) {
    const mayEnd =
      FleetError.is(error, 'agent_lease_held_by_other_client') || FleetError.is(error, 'agent_lock_timeout');
    if (mayEnd) return error;
    throw error;
  }
}

interface Waiting {
  readonly signal: LeaseSignal;
  readonly deadlineMs: number;
}

/** Waits until a try may succeed, or the time is over. */
async function untilFree(
  session: AgentSession,
  wish: AgentClaimWish,
  holder: Holder,
  { signal, deadlineMs }: Waiting,
): Promise<void> {
  const { agent, deps } = session;
  const lookMs = Math.min(wish.lookSeconds * 1000, LONGEST_LOOK_MS);
  let told: LeaseView | null = null;
  for (;;) {
    const lease = agent.leaseFor(holder);
    const nowMs = deps.clock.nowMs();
    if (nowMs >= deadlineMs || lease.state !== 'held' || lease.mine) return;
    if (told?.state !== 'held' || told.expiresAtMs !== lease.expiresAtMs) wish.onProgress?.(lease);
    told = lease;
    const sleepMs = Math.min(lookMs, deadlineMs - nowMs, lease.expiresAtMs - nowMs);
    await signal.next(Math.max(1, sleepMs), wish.signal);
    refuseCancelled(wish);
    await agent.disk.lease.read();
  }
}

function refuseCancelled({ signal }: AgentClaimWish): void {
  if (signal?.aborted === true) throw new FleetError('cancelled', 'The wait was cancelled.');
}

/**
 * Gives an Agentin's lease back (reference contract §1.3). A foreign one is respected unless forced; force also
 * clears away a lease file that cannot be read, never what a link in its place points to.
 */
export async function releaseAgent(
  session: AgentSession,
  wish: { readonly force: boolean },
  holder: Holder,
): Promise<ReleaseResult> {
  return session.lockedForLease(async () => releaseUnderLock(session, wish, holder));
}

/** As `releaseAgent`, for whoever holds the Agentin's lock and has read her lease under it. */
export async function releaseUnderLock(
  session: AgentSession,
  wish: { readonly force: boolean },
  holder: Holder,
): Promise<ReleaseResult> {
  const { agent } = session;
  const previous = agent.leaseFor(holder);
  const status = releaseStatus(session.id, agent.disk.lease.value, holder, wish, agent.leaseMoment);
  if (agent.disk.lease.value !== null) await session.removeLease();
  return { status, previous, lease: agent.leaseFor(holder) };
}
