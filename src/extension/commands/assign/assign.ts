import { l10n, Uri, window } from 'vscode';
import type { AssignmentRequest } from '../../../core/assignment/assignment.ts';
import type { Argv } from '../../../core/text/commandLine.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { nestedLines, sameLines } from '../../assignForm/overlapWords.ts';
import type { CommandHandler } from '../../commands.ts';
import { panelError } from '../../messages/errorWords.ts';
import { pathForAgent } from '../../text/paths.ts';
import { isFree, isRunning, stateText } from '../../views/agents/agentRows.ts';
import { agentTitle } from '../../text/words.ts';
import { askForAcceptance, askForTask, confirmAssignment, pickRole } from './assignSteps.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt, startAgent } from '../lifecycle.ts';
import { pickAgent } from '../ask/pickAgent.ts';
import { untilFree } from './untilFree.ts';
import { workFolder } from '../ask/startFolder.ts';
import { pickPaths } from './writePaths.ts';

/** What assigning needs beside the fleet: somebody who remembers the task as long as the window is open. */
export interface AssignDeps extends CommandDeps {
  readonly history: { rememberTask(assignmentId: string, task: string): void };
}

/**
 * Who → role → task → paths → what must succeed → "this is what the sandbox will allow" → assigned. Paths chosen in the Explorer are taken
 * over. An Agentin that is not running is started first.
 */
export function assignCommand(deps: AssignDeps): CommandHandler {
  return async (argument, selection) => {
    const uris = selectedUris(argument, selection);
    // A click in the Explorer names files where a row names its Agentin.
    const agent = await pickAgent(deps, argument instanceof Uri ? undefined : argument, {
      title: l10n.t('Assign a task to which Agentin?'),
      fits: (snapshot) => isFree(snapshot) || !isRunning(snapshot),
      none: l10n.t('Every Agentin is busy. Wait for one, or interrupt her.'),
    });
    if (agent === undefined) return;
    refuseBusy(agent, deps.now());
    const request = await compose(deps, agent, uris);
    if (request !== undefined) await assign(deps, agent, request);
  };
}

/** Said before a person has typed the whole task. One who is just starting will be free when it is typed. */
function refuseBusy(agent: AgentSnapshot, nowMs: number): void {
  const willBeFree = isFree(agent) || !isRunning(agent) || agent.activity.state === 'starting';
  if (willBeFree) return;
  const [name, state] = [agentTitle(agent.spec), stateText(agent, nowMs)];
  throw panelError('agent_busy', l10n.t('{0} cannot take a task now: {1}.', name, state));
}

/** The Explorer's menu passes the resource clicked on and all that are selected. */
function selectedUris(argument: unknown, selection: unknown): Uri[] {
  const all: unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [argument];
  return all.filter((entry) => entry instanceof Uri);
}

async function compose(
  deps: CommandDeps,
  agent: AgentSnapshot,
  uris: readonly Uri[],
): Promise<AssignmentRequest | undefined> {
  const role = await pickRole(agent, uris.length > 0 ? 'worker' : 'explorer');
  if (role === undefined) return undefined;
  const task = await askForTask(agent, role);
  if (task === undefined) return undefined;
  const folder = workFolder(agent);
  const chosen = uris.map((uri) => pathForAgent(folder, uri.fsPath));
  const paths = chosen.length > 0 || role === 'explorer' ? chosen : await pickPaths(agent, folder);
  if (paths === undefined) return undefined;
  // One that only reads brings nothing about that a command could test.
  const acceptance = role === 'worker' ? await askForAcceptance(agent) : [];
  if (acceptance === undefined) return undefined;
  const request = requestOf(role, task, paths, acceptance);
  const policy = deps.service.fleet?.config.launch.policy ?? 'guarded';
  const conflicts = await conflictsOf(deps, agent, request, folder);
  return (await confirmAssignment(agent, request, policy, conflicts)) ? request : undefined;
}

/** Who else may write there; what would be refused anyway is told before the person says yes. */
async function conflictsOf(
  { service }: CommandDeps,
  agent: AgentSnapshot,
  { scope, writePaths }: AssignmentRequest,
  folder: string | null,
): Promise<readonly string[]> {
  if (folder === null || writePaths.length === 0) return [];
  const fleet = await service.ready();
  const wish = { agentId: agent.spec.id, scope, writePaths, base: folder, cwd: null };
  const { overlaps } = await fleet.checkScope(wish);
  const all = service.snapshots();
  const nested = nestedLines(overlaps, all);
  if (nested.length > 0) throw panelError('write_paths_nested', nested.join(' '));
  return sameLines(overlaps, all);
}

/** An Arbeitsbiene's scope is what she may write; an Exploriererin's is what she is to look at. */
function requestOf(
  role: AssignmentRequest['role'],
  task: string,
  paths: readonly string[],
  acceptance: readonly Argv[],
): AssignmentRequest {
  return {
    role,
    task,
    scope: paths,
    writePaths: role === 'worker' ? paths : [],
    skill: null,
    context: [],
    forbidden: [],
    acceptance,
    name: null,
    allowSubagents: false,
    allowMissingSkill: false,
    enter: true,
  };
}

async function assign(deps: AssignDeps, agent: AgentSnapshot, request: AssignmentRequest): Promise<void> {
  if (!isRunning(agent) && !(await startAgent(deps, agent))) return;
  const agentId = agent.spec.id;
  const title = l10n.t('Assigning {0}…', agentTitle(agent.spec));
  const isAssigned = await attempt(deps, agent, title, async (fleet) => {
    await untilFree(deps.service, agentId);
    const { assignment } = await fleet.assign(agentId, request, crypto.randomUUID(), deps.service.holder);
    deps.history.rememberTask(assignment.assignmentId, request.task);
  });
  if (isAssigned) window.setStatusBarMessage(l10n.t('{0} has the task.', agentTitle(agent.spec)), 5000);
}
