import type { Claim, Holder } from '../lease.ts';
import type { AgentSession } from './session.ts';

const CONNECT_MS = 5000;

/** Interrupts what the Agentin does. `force` takes the lease from whoever holds it. */
export async function interruptAgent(
  session: AgentSession,
  wish: { readonly force: boolean },
  holder: Holder,
): Promise<Claim> {
  return session.locked(async () => {
    session.assertRunning();
    const interrupt = async (claim: Claim): Promise<Claim> => {
      await sendInterrupt(session, holder);
      return claim;
    };
    return session.claimedFor(holder, interrupt, { ...wish, writes: 'other', evenUnnoted: true });
  });
}

/** Runs under the Agentin's lock, the lease claimed. */
export async function sendInterrupt(session: AgentSession, holder: Holder): Promise<void> {
  const { agent, deps } = session;
  await session.assertMayWrite(holder, 'other');
  if (agent.model.control === 'terminal') {
    // Escape interrupts work and is harmless at rest; two times C-c would end the terminal.
    await deps.multiplexer.sendKeys(agent.spec.session, 'agent', ['Escape']);
    return;
  }
  const link = await agent.connected(CONNECT_MS);
  const turnId = agent.model.turn?.turnId;
  if (turnId !== undefined) await link.interruptTurn(turnId);
}
