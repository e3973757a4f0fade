import { copyFile, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedWorktree } from '../../../core/worktrees/repositories.ts';
import { gitFailed, type Git, type GitIn } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { NO_MORE, noteDown } from '../recovery/unfinished.ts';
import { gitDirOf } from '../state/find.ts';
import { takeSnapshot } from '../state/snapshot.ts';

export interface KeepWorld {
  readonly git: Git;
  readonly trusted: boolean;
  readonly stateRoot: string;
  readonly nowMs: number;
}

/** The name of the branch for what is kept of a worktree. */
export function keptBranchName({ head }: ListedWorktree, stamp: string): string {
  return `kept/${(head.kind === 'branch' ? head.branch : 'detached').replaceAll('/', '-')}-${stamp}`;
}

/**
 * Puts what is in no commit on a branch of its own and the worktree on that branch, without touching its files: so git
 * itself sees, at the moment it removes them, whether anything came after. `commit` is what the worktree stands on. Resolves
 * with the branch, which stays in any case: it may be all that is left. `settleUnfinished` takes the rest back.
 */
export async function keepOnBranch(
  world: KeepWorld,
  entry: ListedWorktree,
  { tree, commit, stamp }: { readonly tree: string; readonly commit: string; readonly stamp: string },
): Promise<string> {
  const git = await world.git.writing(tree, world.trusted);
  const folder = await gitDirOf(tree);
  if (folder === null) throw gitFailed('The worktree has lost its link to the repository.');
  const snapshot = await takeSnapshot(git, { stateRoot: world.stateRoot, tree, head: commit });
  // Commits of no branch with nothing beside them need no commit more.
  const isClean = (await must(git, ['rev-parse', '--verify', `${commit}^{tree}`])) === snapshot.treeId;
  const kept = isClean ? commit : snapshot.commit;
  const branch = keptBranchName(entry, stamp);
  const hasIndex = (await lstat(join(folder, 'index')).catch(() => null))?.isFile() === true;
  const index = hasIndex ? `index.before-${stamp}` : null;
  const before = entry.head.kind === 'branch' ? entry.head.branch : null;
  await noteDown(tree, {
    ...{ ...NO_MORE, kind: 'removal', branch: before, commit, kept: branch, index },
    noted_at_ms: world.nowMs,
  });
  await must(git, ['update-ref', `refs/heads/${branch}`, kept, '']);
  if (index !== null) await copyIndex(folder, index);
  await must(git, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  await must(git, ['read-tree', '--reset', kept]);
  return branch;
}

async function copyIndex(folder: string, name: string): Promise<void> {
  await copyFile(join(folder, 'index'), join(folder, name)).catch((error: unknown) => {
    throw gitFailed('Nothing was removed: the disk refused.', error);
  });
}

export async function must(git: GitIn, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await git.run(args);
  if (code !== 0) throw gitFailed(`Nothing was removed. ${excerpt(stderr, '/', 300)}`);
  return stdout.trim();
}
