import type { CheckedLauncher } from '../../ports.ts';
import type { AgentSession } from '../session.ts';
import { inheritedTrust } from './inheritedTrust.ts';
import type { LaunchFacts } from './launchPlan.ts';

/** Everything the command lines are made of; also used to bring one of the programs back. */
export async function launchFacts(
  session: AgentSession,
  launcher: CheckedLauncher,
  cwd: string | null,
): Promise<LaunchFacts> {
  const { deps, agent } = session;
  const config = deps.configSource.current();
  const wanted = cwd ?? agent.spec.cwd ?? deps.defaultCwd;
  const folder = await deps.workspace.resolveDirectory(wanted);
  return {
    spec: agent.spec,
    config,
    launcher,
    cwd: folder,
    trustedFolder: await inheritedTrust(session, folder),
    env: deps.codexHost.environment(agent.spec, config.launch.passEnv),
    socketPath: launcher.appServer ? deps.codexHost.socketPath(agent.spec) : null,
    threadId: await resumableThread(session),
  };
}

/** The conversation to go on with: one that had a turn, for only such can be resumed. */
async function resumableThread({ agent, deps }: AgentSession): Promise<string | null> {
  const threadId = agent.meta?.threadId ?? null;
  if (threadId === null) return null;
  return (await deps.codexHost.hasConversation(agent.spec, threadId)) ? threadId : null;
}
