import { FleetError } from '../errors.ts';
import type { HoldWish } from '../hold.ts';
import type { Holder } from '../lease.ts';
import type { AgentSession } from './session.ts';

/** Notes that a person types in her terminal. Whoever typed last holds it; needs no lock, so that no key waits for one. */
export async function holdTerminal(session: AgentSession, wish: HoldWish, holder: Holder): Promise<void> {
  const { agent, deps, id: agentId } = session;
  const { seat } = holder;
  if (seat === undefined)
    throw new FleetError('internal', 'Only a window can hold the terminal of an Agentin.');
  const before = agent.disk.hold.value;
  const hold = {
    ...wish,
    agentId,
    seat,
    sinceMs: before?.seat === seat ? before.sinceMs : wish.lastKeyMs,
    witness: deps.ownProcess(),
  };
  await deps.store.writeHold(agentId, hold);
  agent.disk.hold.set(hold);
}

/** Lets go of her terminal. A hold that another window took meanwhile is left to it, unless `everybody` is to let go. */
export async function releaseTerminal(
  session: AgentSession,
  { everybody }: { readonly everybody: boolean },
  { seat }: Holder,
): Promise<{ readonly status: 'released' | 'not_held' }> {
  await session.agent.disk.hold.read();
  const { value: hold } = session.agent.disk.hold;
  if (hold === null || (!everybody && hold.seat !== seat)) return { status: 'not_held' };
  await session.removeHold();
  return { status: 'released' };
}
