import { realpath } from 'node:fs/promises';
import { FleetError } from '../../../core/errors.ts';
import { timestamp, type Random } from '../../../core/ids.ts';
import { isDirty, type ListedWorktree, type Repository } from '../../../core/worktrees/repositories.ts';
import {
  isForceable,
  type Obstacle,
  type RemovalResult,
  type RemovalWish,
} from '../../../core/worktrees/worktreeWork.ts';
import { gitFailed, type GitIn } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { changingEnds } from '../recovery/orphans.ts';
import { NO_MORE, noteDown, settleUnfinished } from '../recovery/unfinished.ts';
import { gitDirOf } from '../state/find.ts';
import { listedWorktrees, parsedStatus } from '../state/look.ts';
import { worktreeAt } from '../state/place.ts';
import { populated } from '../state/submodules.ts';
import { forgetGone, lastCommit } from './gone.ts';
import { keepFiles } from './keep.ts';
import { keepOnBranch } from './keptBranch.ts';
import { findObstacles, type Findings, type LookWorld } from './obstacles.ts';

const REMOVE_TIMEOUT_MS = 300_000;

export interface RemoveWorld extends LookWorld {
  readonly stateRoot: string;
  readonly random: Random;
}

/** See `WorktreeWork.remove`. Whoever calls keeps other processes of ours out. */
export async function removeWorktree(
  world: RemoveWorld,
  repository: Repository,
  tree: string,
  wish: RemovalWish,
): Promise<RemovalResult> {
  const stamp = timestamp(world.clock.nowMs(), world.random);
  if (await isEndedByOrphan(world, repository, tree)) return { ...NOTHING_LEFT, state: 'removed' };
  const gone = await goneAt(world, repository, tree);
  if (gone !== null) return forgetGone(world, repository, gone, { ...wish, stamp });
  await settleUnfinished(world, tree);
  const { entry, commit } = await standing(world, repository, tree);
  const findings = await findObstacles(world, repository, entry, tree, wish.agentsBelow);
  const { obstacles, ignored } = findings;
  const answer = {
    obstacles,
    discardedFolders: ignored.folders,
    branch: branchOf(entry),
    keptBranch: null,
    keptFiles: 0,
    keptFolder: null,
  };
  const stands = obstacles.filter((one) => !(wish.force && isForceable(one)));
  if (stands.length > 0) return { ...answer, state: 'refused' };
  if (wish.dryRun) return { ...answer, state: 'would_remove' };
  return remove(world, repository, entry, { tree, commit, stamp, wish, findings });
}

/** What is known of a removal that another process had begun. */
const NOTHING_LEFT = {
  obstacles: [],
  discardedFolders: [],
  branch: null,
  keptBranch: null,
  keptFiles: 0,
  keptFolder: null,
} as const;

/** Git goes on when whoever started it is killed, and may bring the removal to its end. */
async function isEndedByOrphan(world: RemoveWorld, repository: Repository, tree: string): Promise<boolean> {
  if (!(await isListed(world, repository, tree))) return false;
  await changingEnds(world, tree);
  return !(await isListed(world, repository, tree));
}

async function isListed(world: RemoveWorld, repository: Repository, tree: string): Promise<boolean> {
  return (await listedWorktrees(world.git.plain(repository.root))).some(({ path }) => path === tree);
}

/** The worktree when git remembers it and its folder is none any more: gone, or without its link to the repository. */
async function goneAt(
  world: RemoveWorld,
  repository: Repository,
  tree: string,
): Promise<ListedWorktree | null> {
  for (const one of await listedWorktrees(world.git.plain(repository.root))) {
    const real = await realpath(one.path).catch(() => one.path);
    if (real === tree && tree !== repository.root && one.head.kind !== 'bare')
      return (await gitDirOf(tree)) === null ? one : null;
  }
  return null;
}

/** Where a worktree stands. One whose branch was deleted stands, on no branch, where it stood at last. */
async function standing(
  world: RemoveWorld,
  repository: Repository,
  tree: string,
): Promise<{ readonly entry: ListedWorktree; readonly commit: string | null }> {
  const entry = await worktreeAt(world.git, repository, tree);
  const commit = entry.head.kind === 'bare' ? null : entry.head.commit;
  const folder = commit === null ? await gitDirOf(tree) : null;
  const last = folder === null ? null : await lastCommit(world.git, repository.root, folder);
  if (last === null) return { entry, commit };
  return { entry: { ...entry, head: { kind: 'detached', commit: last } }, commit: last };
}

function branchOf({ head }: ListedWorktree): string | null {
  return head.kind === 'branch' ? head.branch : null;
}

interface Removal {
  readonly tree: string;
  /** What it stands on. */
  readonly commit: string | null;
  readonly stamp: string;
  readonly wish: RemovalWish;
  readonly findings: Findings;
}

async function remove(
  world: RemoveWorld,
  repository: Repository,
  entry: ListedWorktree,
  removal: Removal,
): Promise<RemovalResult> {
  const { tree, stamp, wish, findings } = removal;
  const { obstacles, ignored, isMerged } = findings;
  const keptFolder = await keepFiles(world.stateRoot, stamp, tree, ignored.files);
  const writing = await world.git.writing(repository.root, world.trusted);
  const kept = await keptOrBack(world, repository, entry, removal);
  const branch = branchOf(entry);
  const isDeleted = branch !== null && wish.deleteMergedBranch && isMerged && kept === null;
  const gone = isDeleted && (await deleteBranch(writing, branch, entry));
  return {
    state: 'removed',
    obstacles,
    discardedFolders: ignored.folders,
    branch: gone ? null : branch,
    keptBranch: kept,
    keptFiles: ignored.files.length,
    keptFolder,
  };
}

function needsBranch(obstacles: readonly Obstacle[]): boolean {
  return obstacles.some(({ kind }) => kind === 'uncommitted' || kind === 'detached');
}

/** Removes it, with what is in no commit on the branch that this resolves with; or the worktree is as it was, and it rejects. */
async function keptOrBack(
  world: RemoveWorld,
  repository: Repository,
  entry: ListedWorktree,
  removal: Removal,
): Promise<string | null> {
  try {
    const kept = await keepWork(world, entry, removal);
    await againAtLast(world, repository, removal, kept !== null);
    const writing = await world.git.writing(repository.root, world.trusted);
    await removeByGit(world, writing, removal.tree);
    return kept;
  } catch (error) {
    await settleUnfinished(world, removal.tree);
    throw error;
  }
}

/** What is in no commit gets a branch; in any case it is noted that the worktree is being removed. */
async function keepWork(
  world: RemoveWorld,
  entry: ListedWorktree,
  { tree, commit, stamp, findings }: Removal,
): Promise<string | null> {
  const nowMs = world.clock.nowMs();
  if (needsBranch(findings.obstacles)) {
    if (commit === null)
      throw gitFailed('The worktree has no commit yet. Make one there, then remove it again.');
    return keepOnBranch({ ...world, nowMs }, entry, { tree, commit, stamp });
  }
  if (commit !== null)
    await noteDown(tree, {
      ...{ ...NO_MORE, kind: 'removal', branch: branchOf(entry), commit },
      noted_at_ms: nowMs,
    });
  return null;
}

/** Looks once more for what git itself would not see. */
async function againAtLast(
  world: RemoveWorld,
  repository: Repository,
  { tree, wish, findings }: Removal,
  isKept: boolean,
): Promise<void> {
  const { entry } = await standing(world, repository, tree);
  const now = await findObstacles(world, repository, entry, tree, wish.agentsBelow);
  const before = new Set(findings.ignored.files);
  const fresh = now.obstacles.filter(({ kind }) => {
    if (kind === 'ignored') return now.ignored.files.some((file) => !before.has(file));
    // What was kept is on its branch now, and ahead of the main one.
    return (kind !== 'unmerged' && kind !== 'detached') || (!isKept && !wish.force);
  });
  if (fresh.length > 0) throw changed();
}

/** Git never removes a worktree with submodules unless forced; they were looked at just now. */
async function isByForce(world: RemoveWorld, tree: string): Promise<boolean> {
  return (await populated(world.git.plain(tree), tree)).length > 0;
}

async function removeByGit(world: RemoveWorld, git: GitIn, tree: string): Promise<void> {
  const force = await isByForce(world, tree);
  const args = ['worktree', 'remove', ...(force ? ['--force'] : []), '--', tree];
  const { code, stderr } = await git.run(args, { timeoutMs: REMOVE_TIMEOUT_MS });
  if (code === 0) return;
  // By now everything was in a commit: what git stumbled over came after our last look.
  const status = await parsedStatus(await world.git.reading(tree, world.trusted)).catch(() => null);
  if (status !== null && isDirty(status.changes)) throw changed();
  throw gitFailed(`The worktree was not removed. ${excerpt(stderr, tree, 600)}`);
}

function changed(): FleetError {
  return new FleetError(
    'worktree_changed',
    'Something changed in the worktree just now. Look at it, then remove it again.',
    { retryable: true },
  );
}

/** Refused by git when the branch moved on meanwhile. */
async function deleteBranch(git: GitIn, branch: string, { head }: ListedWorktree): Promise<boolean> {
  if (head.kind !== 'branch' || head.commit === null) return false;
  return (await git.run(['update-ref', '--no-deref', '-d', `refs/heads/${branch}`, head.commit])).code === 0;
}
