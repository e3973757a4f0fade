import { env, l10n, Uri } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { agentsBelow } from '../../core/worktrees/worktreeUsers.ts';
import { isForceable } from '../../core/worktrees/worktreeWork.ts';
import type { Obstacle, RemovalResult } from '../../core/worktrees/worktreeWork.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { waitPatiently } from '../messages/progress.ts';
import { choose, offer, showInfo, showWarning, wayTo } from '../messages/say.ts';
import type { Way } from '../messages/say.ts';
import type { WorktreePicture } from './pictures.ts';
import { lookAgain, waysOut } from './removalWays.ts';
import { changedText, consequences, keptSentences, obstacleText } from './removalWords.ts';

const MOST_LOOKS = 10;
const LOOK_MS = 300;

/** What removing says when everything is over, and who changes what is shown then. */
export interface RemovalDeps extends CommandDeps {
  /** A worktree came; it is to be looked at. */
  readonly seen: () => void;
}

/** Asks, removes, and says what was kept. Resolves with whether it is gone. */
export async function removeWorktree(deps: RemovalDeps, picture: WorktreePicture): Promise<boolean> {
  const { service } = deps;
  const { repositories } = await service.ready();
  const remove = async (force: boolean, dryRun: boolean): Promise<RemovalResult> => {
    const fleet = await service.ready();
    return repositories.remove(picture.repository, picture.worktree.path, {
      force,
      dryRun,
      deleteMergedBranch: true,
      agentsBelow: (tree) => agentsBelow(fleet, service.holder, tree),
    });
  };
  const looking = l10n.t('Looking for what would be lost…');
  const found = await waitPatiently(looking, remove(false, true), deps.log);
  const hard = found.obstacles.filter((one) => !isForceable(one));
  if (hard.length > 0) return sayWhyNot(deps, picture, hard);
  if (!(await confirm(picture, found))) return false;
  const removing = orNothing(remove(found.obstacles.length > 0, false));
  const done = await waitPatiently(l10n.t('Removing the worktree…'), removing, deps.log);
  if (done?.state !== 'removed') return sayWhyNot(deps, picture, done?.obstacles ?? []);
  const ways = waysAfterwards(deps, picture, done);
  offer(deps.errors, showInfo, keptSentences(picture, done), ways);
  return true;
}

/** Null when something changed at the very moment of removal, and everything is as it was. */
async function orNothing(removing: Promise<RemovalResult>): Promise<RemovalResult | null> {
  try {
    return await removing;
  } catch (error) {
    if (FleetError.is(error, 'worktree_changed')) return null;
    throw error;
  }
}

/**
 * Says why it is not removed, with what can be done about it; resolves with whether it is gone after all. Without an obstacle
 * that nobody can force it is not what the person was asked about any more.
 */
async function sayWhyNot(
  deps: RemovalDeps,
  picture: WorktreePicture,
  obstacles: readonly Obstacle[],
): Promise<boolean> {
  const hard = obstacles.filter((one) => !isForceable(one));
  const agents = agentsThere(deps, hard);
  const reasons =
    hard.length === 0 ? changedText() : hard.map((one) => obstacleText(one, agents, picture)).join(' ');
  const ways = hard.length === 0 ? [lookAgain()] : await waysOut(deps, picture, hard, agents);
  const text = l10n.t('The worktree {0} is not removed. {1}', picture.title, reasons);
  if ((await choose(showWarning, text, ways)) !== true) return false;
  await programsEnd(deps, picture);
  return removeWorktree(deps, picture);
}

/** What an Agentin had started ends a moment after her. */
async function programsEnd(
  { service }: CommandDeps,
  { repository, worktree }: WorktreePicture,
): Promise<void> {
  const { repositories } = await service.ready();
  const wish = { force: false, dryRun: true, deleteMergedBranch: false, agentsBelow: () => [] };
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { obstacles } = await repositories.remove(repository, worktree.path, wish);
    if (!obstacles.some(({ kind }) => kind === 'in_use')) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** The Agentinnen among those who work there. */
function agentsThere({ service }: CommandDeps, obstacles: readonly Obstacle[]): readonly AgentSnapshot[] {
  const inUse = obstacles.filter(({ kind }) => kind === 'in_use');
  const names = new Set(inUse.flatMap(({ examples }) => examples));
  return service.snapshots().filter(({ spec }) => names.has(spec.id));
}

async function confirm(picture: WorktreePicture, found: RemovalResult): Promise<boolean> {
  const isForced = found.obstacles.length > 0;
  const button = isForced ? l10n.t('Keep All That and Remove') : l10n.t('Remove');
  const question = l10n.t('Remove the worktree {0}?', picture.title);
  const detail = consequences(picture, found);
  return (await showWarning(question, { modal: true, detail }, button)) === button;
}

/** How a person gets at what was kept. */
function waysAfterwards(
  deps: RemovalDeps,
  picture: WorktreePicture,
  { keptFolder, keptBranch, branch }: RemovalResult,
): readonly Way[] {
  const back = backWays(deps, picture, keptBranch ?? branch);
  if (keptFolder === null) return back;
  return [...back, wayTo(l10n.t('Show the Folder'), 'revealFileInOS', Uri.file(keptFolder))];
}

/** How a person gets at what is on the branch that stays; it holds what was in no commit, too. */
function backWays(
  deps: RemovalDeps,
  { repository, agentId }: WorktreePicture,
  branch: string | null,
): readonly Way[] {
  if (branch === null) return [];
  const copy = {
    label: l10n.t('Copy Branch Name'),
    go: async () => env.clipboard.writeText(branch),
  };
  if (agentId === null) return [copy];
  const bringBack = async (): Promise<void> => {
    const { repositories } = await deps.service.ready();
    const wish = { agentId, path: null, baseRef: branch, branch: null };
    const made = repositories.createWorktree({ ...repository, here: repository.root }, wish);
    await waitPatiently(l10n.t('Bringing the worktree back…'), made, deps.log);
    deps.seen();
  };
  return [{ label: l10n.t('Bring It Back'), go: bringBack }, copy];
}
