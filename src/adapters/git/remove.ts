import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { timestamp, type Random } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import type { ListedWorktree, Repository } from '../../core/repositories.ts';
import { isForceable, type Obstacle, type RemovalResult, type RemovalWish } from '../../core/worktreeWork.ts';
import { gitDirOf } from './find.ts';
import { gitFailed, type GitIn } from './git.ts';
import { keepFiles } from './ignored.ts';
import { findObstacles, type Findings, type LookWorld } from './obstacles.ts';
import { isThere, worktreeAt } from './place.ts';
import { takeSnapshot } from './snapshot.ts';
import { populated } from './submodules.ts';
import { excerpt } from './text.ts';

const REMOVE_TIMEOUT_MS = 300_000;

export interface RemoveWorld extends LookWorld {
  readonly stateRoot: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** See `WorktreeWork.remove`. Whoever calls keeps other processes of ours out. */
export async function removeWorktree(
  world: RemoveWorld,
  repository: Repository,
  tree: string,
  wish: RemovalWish,
): Promise<RemovalResult> {
  const entry = await worktreeAt(world.git, repository, tree);
  const findings = await findObstacles(world, repository, entry, tree, wish.agentsBelow);
  const { obstacles, ignored } = findings;
  const answer = {
    obstacles,
    discardedFolders: ignored.folders,
    branch: branchOf(entry),
    keptBranch: null,
    keptFiles: 0,
  };
  const stands = obstacles.filter((one) => !(wish.force && isForceable(one)));
  if (stands.length > 0) return { ...answer, state: 'refused' };
  if (wish.dryRun) return { ...answer, state: 'would_remove' };
  return remove(world, repository, entry, { tree, wish, findings });
}

function branchOf({ head }: ListedWorktree): string | null {
  return head.kind === 'branch' ? head.branch : null;
}

interface Removal {
  readonly tree: string;
  readonly wish: RemovalWish;
  readonly findings: Findings;
}

async function remove(
  world: RemoveWorld,
  repository: Repository,
  entry: ListedWorktree,
  { tree, wish, findings }: Removal,
): Promise<RemovalResult> {
  const stamp = timestamp(world.clock.nowMs(), world.random);
  const { obstacles, ignored, isMerged } = findings;
  await keepFiles(world.stateRoot, stamp, tree, ignored.files);
  const writing = await world.git.writing(repository.root, world.trusted);
  const kept = needsBranch(obstacles) ? await keepOnBranch(world, entry, tree, stamp) : null;
  try {
    await againAtLast(world, repository, { tree, wish, findings }, kept !== null);
    await removeByGit(writing, tree, await isByForce(world, tree));
  } catch (error) {
    await kept?.undo();
    throw error;
  }
  const branch = branchOf(entry);
  const isDeleted = branch !== null && wish.deleteMergedBranch && isMerged && kept === null;
  const gone = isDeleted && (await deleteBranch(writing, branch, entry));
  return {
    state: 'removed',
    obstacles,
    discardedFolders: ignored.folders,
    branch: gone ? null : branch,
    keptBranch: kept?.branch ?? null,
    keptFiles: ignored.files.length,
  };
}

function needsBranch(obstacles: readonly Obstacle[]): boolean {
  return obstacles.some(({ kind }) => kind === 'uncommitted' || kind === 'detached');
}

interface Kept {
  readonly branch: string;
  /** The worktree as it was; the branch stays, as it may be all that is left. */
  readonly undo: () => Promise<void>;
}

/**
 * Puts what is in no commit on a branch of its own and the worktree on that branch, without touching its files: so git
 * itself sees, at the moment it removes them, whether anything came after.
 */
async function keepOnBranch(
  world: RemoveWorld,
  { head }: ListedWorktree,
  tree: string,
  stamp: string,
): Promise<Kept> {
  const git = await world.git.writing(tree, world.trusted);
  const commit = head.kind === 'bare' ? null : head.commit;
  if (commit === null)
    throw gitFailed('The worktree has no commit yet. Make one there, then remove it again.');
  const snapshot = await takeSnapshot(git, { stateRoot: world.stateRoot, tree, head: commit });
  const branch = `kept/${(head.kind === 'branch' ? head.branch : 'detached').replaceAll('/', '-')}-${stamp}`;
  const ref = `refs/heads/${branch}`;
  await must(git, ['update-ref', ref, snapshot.commit, '']);
  const index = join((await gitDirOf(tree)) ?? tree, 'index');
  const before = `${index}.before-${stamp}`;
  if (await isThere(index)) await copyFile(index, before);
  const undo = async (): Promise<void> => {
    const back = head.kind === 'branch' ? ['symbolic-ref', 'HEAD', `refs/heads/${head.branch}`] : null;
    await git.run(back ?? ['update-ref', '--no-deref', 'HEAD', commit]);
    if (await isThere(before)) await copyFile(before, index);
    await rm(before, { force: true });
  };
  try {
    await must(git, ['symbolic-ref', 'HEAD', ref]);
    await must(git, ['read-tree', '--reset', snapshot.commit]);
    return { branch, undo };
  } catch (error) {
    await undo();
    throw error;
  }
}

async function must(git: GitIn, args: readonly string[]): Promise<void> {
  const { code, stderr } = await git.run(args);
  if (code !== 0) throw gitFailed(`Nothing was removed. ${excerpt(stderr, '/', 300)}`);
}

/** Looks once more for what git itself would not see. */
async function againAtLast(
  world: RemoveWorld,
  repository: Repository,
  { tree, wish, findings }: Removal,
  isKept: boolean,
): Promise<void> {
  const entry = await worktreeAt(world.git, repository, tree);
  const now = await findObstacles(world, repository, entry, tree, wish.agentsBelow);
  const before = new Set(findings.ignored.files);
  const fresh = now.obstacles.filter(({ kind }) => {
    if (kind === 'ignored') return now.ignored.files.some((file) => !before.has(file));
    // What was kept is on its branch now, and ahead of the main one.
    return (kind !== 'unmerged' && kind !== 'detached') || (!isKept && !wish.force);
  });
  if (fresh.length > 0)
    throw gitFailed('Something changed in the worktree just now. Look at it, then remove it again.');
}

/** Git never removes a worktree with submodules unless forced; they were looked at just now. */
async function isByForce(world: RemoveWorld, tree: string): Promise<boolean> {
  return (await populated(world.git.plain(tree), tree)).length > 0;
}

async function removeByGit(git: GitIn, tree: string, force: boolean): Promise<void> {
  const args = ['worktree', 'remove', ...(force ? ['--force'] : []), '--', tree];
  const { code, stderr } = await git.run(args, { timeoutMs: REMOVE_TIMEOUT_MS });
  if (code !== 0) throw gitFailed(`The worktree was not removed. ${excerpt(stderr, tree, 600)}`);
}

/** Refused by git when the branch moved on meanwhile. */
async function deleteBranch(git: GitIn, branch: string, { head }: ListedWorktree): Promise<boolean> {
  if (head.kind !== 'branch' || head.commit === null) return false;
  return (await git.run(['update-ref', '--no-deref', '-d', `refs/heads/${branch}`, head.commit])).code === 0;
}
