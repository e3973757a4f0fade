import { l10n } from 'vscode';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import type { Holder } from '../../core/lease.ts';
import type { CommandHandlers } from '../commands.ts';
import { waitPatiently } from '../messages/progress.ts';
import { isRunning, stateText } from '../views/agents/agentRows.ts';
import { agentTitle } from '../text/words.ts';
import type { CommandDeps } from './deps.ts';
import { forEachAgent, selectedAgents } from './batchAgents.ts';
import { hasAgents, wayToStart } from './ask/nobody.ts';
import { pickAgent } from './ask/pickAgent.ts';
import { startFolder } from './ask/startFolder.ts';
import { offer, showInfo, showWarning } from '../messages/say.ts';

type LifecycleCommands = Pick<CommandHandlers, 'start' | 'startAll' | 'stop' | 'stopAll' | 'interrupt'>;

/** Starting, stopping and interrupting Agentinnen, one or several. */
export function lifecycleCommands(deps: CommandDeps): LifecycleCommands {
  return {
    start: async (argument, selection) => {
      const several = await selectedAgents(deps, argument, selection);
      if (several === null) await startOne(deps, argument);
      else if (several.some(isDown)) await startMany(deps, several.filter(isDown));
      else void showInfo(l10n.t('All of the selected Agentinnen are running.'));
    },
    startAll: async () => {
      await deps.service.ready();
      if (!hasAgents(deps)) return;
      const down = deps.service.snapshots().filter(isDown);
      if (down.length === 0) void showInfo(l10n.t('Every Agentin is running.'));
      else await startMany(deps, down);
    },
    stop: async (argument, selection) => {
      const several = await selectedAgents(deps, argument, selection);
      if (several === null) await stopOne(deps, argument);
      else if (several.some(isRunning)) await stopSelected(deps, several.filter(isRunning));
      else void showInfo(l10n.t('None of the selected Agentinnen is running.'));
    },
    stopAll: async () => {
      await deps.service.ready();
      if (!hasAgents(deps)) return;
      const up = deps.service.snapshots().filter(isRunning);
      if (up.length === 0) offer(deps.errors, showInfo, l10n.t('No Agentin is running.'), [wayToStart()]);
      else if (await mayStop(up, l10n.t('Stop All'))) await stopMany(deps, up);
    },
    interrupt: async (argument, selection) => {
      const several = await selectedAgents(deps, argument, selection);
      if (several === null) await interruptOne(deps, argument);
      else if (several.some(isBusy)) await interruptMany(deps, several.filter(isBusy));
      else void showInfo(l10n.t('None of the selected Agentinnen is working.'));
    },
  };
}

const isDown = (agent: AgentSnapshot): boolean => !isRunning(agent);

/** There is something to interrupt: a turn, or what the terminal alone shows of one. */
const isBusy = ({ model, activity: { state } }: AgentSnapshot): boolean =>
  model.turn !== null || state === 'working' || state === 'needs_approval' || state === 'needs_input';

async function startOne(deps: CommandDeps, argument: unknown): Promise<void> {
  const agent = await pickAgent(deps, argument, {
    title: l10n.t('Start which Agentin?'),
    fits: isDown,
    none: l10n.t('Every Agentin is running.'),
  });
  if (agent !== undefined) await startAgent(deps, agent);
}

async function stopOne(deps: CommandDeps, argument: unknown): Promise<void> {
  const agent = await pickAgent(deps, argument, {
    title: l10n.t('Stop which Agentin?'),
    fits: isRunning,
    none: l10n.t('No Agentin is running.'),
    way: wayToStart(),
  });
  if (agent !== undefined && (await mayStop([agent]))) await stopAgent(deps, agent);
}

async function interruptOne(deps: CommandDeps, argument: unknown): Promise<void> {
  const agent = await pickAgent(deps, argument, {
    title: l10n.t('Interrupt which Agentin?'),
    fits: isBusy,
    none: l10n.t('No Agentin is working.'),
  });
  if (agent === undefined) return;
  if (isBusy(agent)) await interruptAgent(deps, agent);
  else void showInfo(l10n.t('{0} is not working: there is nothing to interrupt.', agentTitle(agent.spec)));
}

/** Asks for the folder once, for all whom fleet.json gives none. */
async function startMany(deps: CommandDeps, agents: readonly AgentSnapshot[]): Promise<void> {
  const [only] = agents;
  if (only === undefined) return;
  if (agents.length === 1) return void (await startAgent(deps, only));
  const homeless = agents.find((agent) => agent.spec.cwd === null);
  const folder = homeless === undefined ? null : await startFolder(homeless.spec);
  if (folder === undefined) return;
  const title = l10n.t('Starting {0} Agentinnen…', agents.length);
  await forEachAgent(deps, agents, title, async (fleet, agent) => {
    const cwd = agent.spec.cwd === null ? folder : null;
    return fleet.start(agent.spec.id, { cwd, prompt: null }, deps.service.holder);
  });
}

async function stopSelected(deps: CommandDeps, agents: readonly AgentSnapshot[]): Promise<void> {
  const button = agents.length === 1 ? l10n.t('Stop') : l10n.t('Stop {0}', agents.length);
  if (await mayStop(agents, button)) await stopMany(deps, agents);
}

async function stopMany(deps: CommandDeps, agents: readonly AgentSnapshot[]): Promise<void> {
  const [only] = agents;
  if (only === undefined) return;
  if (agents.length === 1) return void (await stopAgent(deps, only));
  const title = l10n.t('Stopping {0} Agentinnen…', agents.length);
  await forEachAgent(deps, agents, title, async (fleet, agent) =>
    fleet.stop(agent.spec.id, { force: false }, deps.service.holder),
  );
}

async function interruptMany(deps: CommandDeps, agents: readonly AgentSnapshot[]): Promise<void> {
  if (agents.length > 1 && !(await mayInterrupt(agents, deps.now()))) return;
  const title = l10n.t('Interrupting {0} Agentinnen…', agents.length);
  await forEachAgent(deps, agents, title, async (fleet, agent) =>
    fleet.interrupt(agent.spec.id, { force: false }, deps.service.holder),
  );
}

/** Starts the Agentin; reports failure itself. Resolves with whether it runs. */
export async function startAgent(deps: CommandDeps, agent: AgentSnapshot): Promise<boolean> {
  const cwd = await startFolder(agent.spec);
  if (cwd === undefined) return false;
  const title = l10n.t('Starting {0}…', agentTitle(agent.spec));
  const wish = { cwd, prompt: null };
  return attempt(deps, agent, title, async (fleet) => fleet.start(agent.spec.id, wish, deps.service.holder));
}

async function stopAgent(
  deps: CommandDeps,
  agent: AgentSnapshot,
  { force } = { force: false },
): Promise<boolean> {
  const title = l10n.t('Stopping {0}…', agentTitle(agent.spec));
  const again = async (): Promise<void> => {
    if (await mayForce(agent)) await stopAgent(deps, agent, { force: true });
  };
  const stop = async (fleet: Fleet): Promise<unknown> =>
    fleet.stop(agent.spec.id, { force }, deps.service.holder);
  return attempt(deps, agent, title, stop, again);
}

async function interruptAgent(
  deps: CommandDeps,
  agent: AgentSnapshot,
  { force } = { force: false },
): Promise<boolean> {
  const title = l10n.t('Interrupting {0}…', agentTitle(agent.spec));
  const again = async (): Promise<void> => {
    if (await mayForce(agent)) await interruptAgent(deps, agent, { force: true });
  };
  const interrupt = async (fleet: Fleet): Promise<unknown> =>
    fleet.interrupt(agent.spec.id, { force }, deps.service.holder);
  return attempt(deps, agent, title, interrupt, again);
}

/**
 * Does something with one Agentin and reports a failure. Where somebody else holds her, `force` is offered; without one, to
 * take her over and do it again.
 */
export async function attempt(
  deps: CommandDeps,
  agent: AgentSnapshot,
  title: string,
  work: (fleet: Fleet) => Promise<unknown>,
  force?: () => Promise<void>,
): Promise<boolean> {
  const agentId = agent.spec.id;
  let isDone = false;
  const takeOver = async (): Promise<void> => {
    if (!(await mayForce(agent))) return;
    isDone = await attempt(deps, agent, title, async (fleet) => {
      await takeByForce(fleet, agentId, deps.service.holder);
      return work(fleet);
    });
  };
  try {
    const fleet = await deps.service.ready();
    await waitPatiently(title, work(fleet), deps.log);
    return true;
  } catch (error) {
    await deps.errors.show(error, { agentId, force: force ?? takeOver });
    return isDone;
  }
}

/** One is interrupted at once, as by Escape in her terminal; of several some may be selected for another reason. */
async function mayInterrupt(agents: readonly AgentSnapshot[], nowMs: number): Promise<boolean> {
  const button = l10n.t('Interrupt {0}', agents.length);
  const lines = agents.map((agent) => `• ${agentTitle(agent.spec)}: ${stateText(agent, nowMs)}`);
  const detail = [...lines, '', l10n.t('What they wait for is withdrawn; their conversations go on.')];
  const question = l10n.t('Interrupt these {0} Agentinnen?', agents.length);
  const how = { modal: true, detail: detail.join('\n') };
  return (await showWarning(question, how, button)) === button;
}

/** Asks before work is cut off, and always before several are stopped, by a button of its own. */
async function mayStop(agents: readonly AgentSnapshot[], several?: string): Promise<boolean> {
  const busy = agents.filter((agent) => agent.model.turn !== null || agent.activity.state === 'working');
  if (busy.length === 0 && several === undefined) return true;
  const names = agents.map((agent) => agentTitle(agent.spec)).join(', ');
  const stop = several ?? l10n.t('Stop');
  const detail =
    busy.length === 0
      ? l10n.t('Their conversations are kept; start brings them back.')
      : l10n.t('Work in progress is cut off: {0}', busy.map((agent) => agentTitle(agent.spec)).join(', '));
  const question = l10n.t('Stop {0}?', names);
  return (await showWarning(question, { modal: true, detail }, stop)) === stop;
}

/** Takes her from whoever leads her. A person was asked before, see `mayForce`. */
export async function takeByForce(fleet: Fleet, agentId: string, holder: Holder): Promise<void> {
  await fleet.claim(agentId, { ttlSeconds: null, force: true, waitSeconds: 0, lookSeconds: 1 }, holder);
}

/** Asks the person whether she may be taken from whoever leads her. */
export async function mayForce(agent: AgentSnapshot): Promise<boolean> {
  const force = l10n.t('Force');
  const question = l10n.t('Take {0} from the client that holds it?', agentTitle(agent.spec));
  const detail = l10n.t(
    'Another Teamleiterin is leading this Agentin. It will lose her without being asked.',
  );
  return (await showWarning(question, { modal: true, detail }, force)) === force;
}
