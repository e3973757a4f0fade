import path from 'node:path';
import { l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Obstacle } from '../../core/worktrees/worktreeWork.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { attempt } from '../commands/lifecycle.ts';
import { startAt } from '../commands/startAt.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { argumentOf } from './pictures.ts';
import { runningIn } from './ownPrograms.ts';
import type { WorktreePicture } from './pictures.ts';
import { runCommand } from '../runCommand.ts';
import type { Way } from '../messages/say.ts';

/** What a person can do about a worktree that is not removed; resolves with whether it is worth trying again. */
type WayOut = Way<boolean>;

/** It is not what the person was asked about any more: they are asked again. */
export function lookAgain(): WayOut {
  return { label: l10n.t('Look Again…'), go: async () => Promise.resolve(true) };
}

/** `agents`: those of the Agentinnen who are in the way. */
export async function waysOut(
  deps: CommandDeps,
  picture: WorktreePicture,
  obstacles: readonly Obstacle[],
  agents: readonly AgentSnapshot[],
): Promise<readonly WayOut[]> {
  const [obstacle, ...others] = obstacles;
  if (obstacle === undefined || others.length > 0) return [openThere(picture), lookAgain()];
  switch (obstacle.kind) {
    case 'main':
      return [];
    case 'in_use':
      if (agents.length === 1) return agentWays(deps, picture, agents[0]);
      return agents.length === 0 ? [...stopOwn(picture), lookAgain()] : [lookAgain()];
    case 'locked':
      return [unlock(deps, picture)];
    case 'nested':
      return (await innerWays(deps, picture, obstacle)) ?? [openThere(picture)];
    case 'operation_in_progress':
    case 'submodule':
      return [openThere(picture), lookAgain()];
    default:
      return [lookAgain()];
  }
}

/** What this window started there, and nothing else. */
function stopOwn({ worktree }: WorktreePicture): readonly WayOut[] {
  const own = runningIn(worktree.path);
  if (own.length === 0) return [];
  const isScript = own.every(({ kind }) => kind === 'setup');
  const go = async (): Promise<boolean> => {
    await Promise.all(own.map(async (program) => program.stop()));
    return true;
  };
  const label = isScript ? l10n.t('Stop the Script and Remove…') : l10n.t('Stop the Checks and Remove…');
  return [{ label, go }];
}

function openThere(picture: WorktreePicture): WayOut {
  const go = async (): Promise<boolean> => {
    await runCommand(COMMANDS.openWorktreeWindow, argumentOf(picture));
    return false;
  };
  return { label: l10n.t('Open in New Window'), go };
}

function unlock(deps: CommandDeps, { repository, worktree }: WorktreePicture): WayOut {
  const go = async (): Promise<boolean> => {
    const { repositories } = await deps.service.ready();
    await repositories.unlock(repository, worktree.path);
    return true;
  };
  return { label: l10n.t('Unlock and Remove…'), go };
}

/** The first worktree that lies in it goes first; null when it is only other repositories. */
async function innerWays(
  { service }: CommandDeps,
  { repository, worktree }: WorktreePicture,
  { examples }: Obstacle,
): Promise<readonly WayOut[] | null> {
  const { repositories } = await service.ready();
  const isThere = async (tree: string): Promise<boolean> =>
    (await repositories.listed(repository)).worktrees.some((one) => one.path === tree);
  const [inner = ''] = examples;
  const tree = path.join(worktree.path, inner);
  if (!(await isThere(tree))) return null;
  const go = async (): Promise<boolean> => {
    const target = { agentId: null, itemKey: null, path: null, worktree: tree };
    await runCommand(COMMANDS.removeWorktree, { target });
    return !(await isThere(tree));
  };
  return [{ label: l10n.t('Remove the Inner One First…'), go }];
}

function agentWays(
  deps: CommandDeps,
  { repository }: WorktreePicture,
  agent: AgentSnapshot | undefined,
): readonly WayOut[] {
  if (agent === undefined) return [];
  const stop: WayOut = {
    label: l10n.t('Stop Her and Remove…'),
    go: async () => {
      await runCommand(COMMANDS.stop, agent.spec.id);
      return !isRunning(deps.service.snapshot(agent.spec.id) ?? agent);
    },
  };
  // Work is not cut off for that.
  if (agent.model.turn !== null) return [stop];
  const move = { label: l10n.t('Move Her to the Main Folder and Remove…') };
  return [{ ...move, go: async () => moveTo(deps, agent, repository.root) }, stop];
}

/** Starts her anew in another folder, on the conversation that she had: a running Codex cannot leave its folder. */
async function moveTo(deps: CommandDeps, agent: AgentSnapshot, folder: string): Promise<boolean> {
  const { service } = deps;
  const { id, name } = agent.spec;
  return attempt(deps, agent, l10n.t('{0} moves to the main folder…', name), async (fleet) => {
    await fleet.stop(id, { force: false }, service.holder);
    return startAt(fleet, agent, folder, service.holder);
  });
}
