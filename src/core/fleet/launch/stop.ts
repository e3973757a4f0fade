import { FleetError } from '../../errors.ts';
import type { Holder } from '../../lease.ts';
import { restoreBase } from '../assignments/restore.ts';
import type { AgentSession } from '../session.ts';

/**
 * Ends an Agentin's programs. Her conversation, files and logs stay. A foreign lease is respected unless forced;
 * the lease file is removed with her.
 */
export async function stopAgent(
  session: AgentSession,
  wish: { readonly force: boolean },
  holder: Holder,
): Promise<{ readonly status: 'stopped' | 'not_running' }> {
  return session.locked(() => stopNow(session, wish, holder));
}

/** Runs under the Agentin's lock. */
export async function stopNow(
  session: AgentSession,
  wish: { readonly force: boolean },
  holder: Holder,
): Promise<{ readonly status: 'stopped' | 'not_running' }> {
  const { agent, deps } = session;
  if (!agent.isRunning) {
    const mayChange = wish.force || session.mayChange(holder);
    if (mayChange && agent.meta?.expectedUp === true) await session.updateMeta({ expectedUp: false });
    return { status: 'not_running' };
  }
  if (!wish.force) {
    session.assertNotForeign(holder);
    await session.assertMayWrite(holder, 'other');
  }
  await noteStop(session);
  await takeBackSandbox(session);
  agent.disconnect();
  await deps.multiplexer.killSession(agent.spec.session);
  agent.observe(undefined);
  await session.removeLease();
  await session.removeHold();
  if (agent.model.control === 'app-server') await deps.codexHost.awaitServerEnd(agent.spec);
  return { status: 'stopped' };
}

/**
 * Written before the kill: a crash in between must not look like a loss. Where nothing can be written (she may be the one
 * who fills the disk), she is stopped all the same, and the file as it stands says so; where that fails as well she looks
 * lost to other processes.
 */
async function noteStop(session: AgentSession): Promise<void> {
  try {
    await session.updateMeta({ expectedUp: false });
  } catch (error) {
    const { meta, disk } = session.agent;
    if (!FleetError.is(error, 'state_unwritable') || meta === null) throw error;
    if (!(await session.deps.store.noteStopped(session.id)))
      session.deps.logger.warn(
        `Agentin ${session.id}: that she is stopped cannot be noted: ${error.message}`,
      );
    disk.setMeta({ ...meta, expectedUp: false });
  }
}

async function takeBackSandbox(session: AgentSession): Promise<void> {
  try {
    await restoreBase(session, 'stopping');
  } catch (error) {
    // Stopping goes on: what could not be taken back now is taken back after the next start.
    session.deps.logger.warn(
      `Agentin ${session.id}: the sandbox of her assignment could not be taken back: ${String(error)}`,
    );
  }
}
