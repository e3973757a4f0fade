import { FleetError } from '../../errors.ts';
import type { AgentModel } from '../../agent/agent.ts';
import type { WindowName } from '../../ports.ts';
import type { AgentSession } from '../session.ts';
import { launchFacts } from './launchFacts.ts';
import { serverCommand, viewCommand } from './launchPlan.ts';

/**
 * The windows that an Agentin should have and whose program does not run: it ended, somebody closed the window, or her
 * start was cut off before it. The server comes first, for the view is its client.
 */
export function goneWindows({ session, control }: AgentModel): readonly WindowName[] {
  if (session.kind !== 'present') return [];
  const wanted: readonly WindowName[] = control === 'app-server' ? ['server', 'agent'] : ['agent'];
  return wanted.filter((window) => session[window]?.dead !== null);
}

/** Runs a window's program again, as her start did. Runs under her lock. */
export async function runAgain(session: AgentSession, window: WindowName): Promise<void> {
  const { deps, agent } = session;
  const launcher = await deps.codexHost.checkLauncher(agent.spec);
  // Somebody installed an older one meanwhile: it would be waited for in vain.
  if (agent.model.control === 'app-server' && !launcher.appServer)
    throw new FleetError(
      'control_not_available',
      `Agentin ${session.id} was started with a Codex that has an app-server, and the one that is there now has none: ${launcher.why ?? 'it does not say why'}. Stop and start her.`,
    );
  const facts = await launchFacts(session, launcher, agent.meta?.cwd ?? null);
  if (window === 'server') await deps.codexHost.awaitServerEnd(agent.spec);
  const command = window === 'server' ? serverCommand(facts) : viewCommand(facts);
  await deps.multiplexer.runInWindow(agent.spec.session, window, command);
  if (window === 'agent') await pipeToLog(session);
  deps.logger.info(`Agentin ${session.id}: her ${window} window was brought back.`);
  await session.look();
}

/** Lets her raw log go on. A program that has ended already writes nothing: what becomes of her is for others to say. */
export async function pipeToLog({ deps, agent, id }: AgentSession): Promise<void> {
  const path = agent.meta?.rawLogPath ?? null;
  if (path === null) return;
  try {
    await deps.multiplexer.pipeToLog(agent.spec.session, 'agent', path);
  } catch (error) {
    if (!FleetError.is(error, 'tmux_failed')) throw error;
    deps.logger.warn(`Agentin ${id}: her terminal cannot be logged: ${String(error.cause)}`);
  }
}
