import type { ReleaseResult } from '../fleetApi.ts';
import { releaseStatus } from '../lease.ts';
import type { Holder } from '../lease.ts';
import type { AgentSession } from './session.ts';

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
  const { agent, deps } = session;
  const previous = agent.leaseFor(holder);
  const status = releaseStatus(session.id, agent.lease, holder, wish, deps.clock.nowMs());
  if (agent.lease !== null) await session.removeLease();
  return { status, previous, lease: agent.leaseFor(holder) };
}
