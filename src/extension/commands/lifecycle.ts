import { l10n, window } from 'vscode';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import type { CommandHandlers } from '../commands.ts';
import { waitPatiently } from '../progress.ts';
import { isRunning } from '../views/agentRows.ts';
import { agentTitle } from '../words.ts';
import type { CommandDeps } from './deps.ts';
import { pickAgent } from './pickAgent.ts';
import { startFolder } from './startFolder.ts';

type LifecycleCommands = Pick<CommandHandlers, 'start' | 'startAll' | 'stop' | 'stopAll' | 'interrupt'>;

/** Starting, stopping and interrupting Agentinnen. */
export function lifecycleCommands(deps: CommandDeps): LifecycleCommands {
  return {
    start: async (argument) => {
      const agent = await pickAgent(deps.service, argument, {
        title: l10n.t('Start which Agentin?'),
        fits: (snapshot) => !isRunning(snapshot),
        none: l10n.t('Every Agentin is running.'),
      });
      if (agent !== undefined) await startAgent(deps, agent);
    },
    startAll: async () => {
      await deps.service.ready();
      const down = deps.service.snapshots().filter((snapshot) => !isRunning(snapshot));
      if (down.length === 0) void window.showInformationMessage(l10n.t('Every Agentin is running.'));
      await Promise.all(down.map(async (agent) => startAgent(deps, agent)));
    },
    stop: async (argument) => {
      const agent = await pickAgent(deps.service, argument, {
        title: l10n.t('Stop which Agentin?'),
        fits: isRunning,
        none: l10n.t('No Agentin is running.'),
      });
      if (agent !== undefined && (await mayStop([agent]))) await stopAgent(deps, agent, false);
    },
    stopAll: async () => {
      await deps.service.ready();
      const up = deps.service.snapshots().filter(isRunning);
      if (up.length === 0) void window.showInformationMessage(l10n.t('No Agentin is running.'));
      else if (await mayStop(up, true)) {
        await Promise.all(up.map(async (agent) => stopAgent(deps, agent, false)));
      }
    },
    interrupt: async (argument) => {
      const agent = await pickAgent(deps.service, argument, {
        title: l10n.t('Interrupt which Agentin?'),
        fits: (snapshot) => snapshot.model.turn !== null || snapshot.activity.state === 'working',
        none: l10n.t('No Agentin is working.'),
      });
      if (agent !== undefined) await interruptAgent(deps, agent, false);
    },
  };
}

/** Starts the Agentin; reports failure itself. Resolves with whether it runs. */
export async function startAgent(deps: CommandDeps, agent: AgentSnapshot): Promise<boolean> {
  const cwd = await startFolder(agent.spec);
  if (cwd === undefined) return false;
  const title = l10n.t('Starting {0}…', agentTitle(agent.spec));
  const wish = { cwd, prompt: null };
  return attempt(deps, agent, title, async (fleet) => fleet.start(agent.spec.id, wish, deps.service.holder));
}

async function stopAgent(deps: CommandDeps, agent: AgentSnapshot, force: boolean): Promise<boolean> {
  const title = l10n.t('Stopping {0}…', agentTitle(agent.spec));
  const again = async (): Promise<void> => {
    if (await mayForce(agent)) await stopAgent(deps, agent, true);
  };
  const stop = async (fleet: Fleet): Promise<unknown> =>
    fleet.stop(agent.spec.id, { force }, deps.service.holder);
  return attempt(deps, agent, title, stop, again);
}

async function interruptAgent(deps: CommandDeps, agent: AgentSnapshot, force: boolean): Promise<boolean> {
  const title = l10n.t('Interrupting {0}…', agentTitle(agent.spec));
  const again = async (): Promise<void> => {
    if (await mayForce(agent)) await interruptAgent(deps, agent, true);
  };
  const interrupt = async (fleet: Fleet): Promise<unknown> =>
    fleet.interrupt(agent.spec.id, { force }, deps.service.holder);
  return attempt(deps, agent, title, interrupt, again);
}

/** Does something with one Agentin and reports a failure; `force` is offered when somebody else holds her. */
export async function attempt(
  deps: CommandDeps,
  agent: AgentSnapshot,
  title: string,
  work: (fleet: Fleet) => Promise<unknown>,
  force?: () => Promise<void>,
): Promise<boolean> {
  const agentId = agent.spec.id;
  try {
    const fleet = await deps.service.ready();
    await waitPatiently(title, work(fleet), deps.log);
    return true;
  } catch (error) {
    await deps.errors.show(error, force === undefined ? { agentId } : { agentId, force });
    return false;
  }
}

/** Asks before work is cut off, and always before all are stopped. */
async function mayStop(agents: readonly AgentSnapshot[], always = false): Promise<boolean> {
  const busy = agents.filter((agent) => agent.model.turn !== null || agent.activity.state === 'working');
  if (busy.length === 0 && !always) return true;
  const names = agents.map((agent) => agentTitle(agent.spec)).join(', ');
  const stop = always ? l10n.t('Stop All') : l10n.t('Stop');
  const detail =
    busy.length === 0
      ? l10n.t('Their conversations are kept; start brings them back.')
      : l10n.t('Work in progress is cut off: {0}', busy.map((agent) => agentTitle(agent.spec)).join(', '));
  const question = l10n.t('Stop {0}?', names);
  return (await window.showWarningMessage(question, { modal: true, detail }, stop)) === stop;
}

async function mayForce(agent: AgentSnapshot): Promise<boolean> {
  const force = l10n.t('Force');
  const question = l10n.t('Take {0} from the client that holds it?', agentTitle(agent.spec));
  const detail = l10n.t(
    'Another Teamleiterin is leading this Agentin. It will lose her without being asked.',
  );
  return (await window.showWarningMessage(question, { modal: true, detail }, force)) === force;
}
