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
  const facts = await launchFacts(session, launcher, agent.meta?.cwd ?? null);
  if (window === 'server') await deps.codexHost.awaitServerEnd(agent.spec);
  const command = window === 'server' ? serverCommand(facts) : viewCommand(facts);
  await deps.multiplexer.runInWindow(agent.spec.session, window, command);
  if (window === 'agent') await pipeToLog(session);
  deps.logger.info(`Agentin ${session.id}: her ${window} window was brought back.`);
  await session.look();
}

/** Lets her raw log go on. */
export async function pipeToLog({ deps, agent }: AgentSession): Promise<void> {
  const path = agent.meta?.rawLogPath ?? null;
  if (path !== null) await deps.multiplexer.pipeToLog(agent.spec.session, 'agent', path);
}
