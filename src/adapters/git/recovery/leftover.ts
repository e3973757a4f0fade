import {
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rmdir,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WORKTREE_FOLDER } from '../../../core/worktrees/repositories.ts';
import { adminFolder } from '../state/find.ts';
import type { GitIn } from '../process/git.ts';
import { listedWorktrees } from '../state/look.ts';
import type { Intent } from './journal.ts';

/** What a process left that was killed, or that git failed, while it made a worktree. */

/**
 * Git reads what it keeps of every worktree before it does anything in the repository, and refuses everything while one is
 * half written. Mends the one that was being made at `target`.
 */
export async function mendEntry(commonDir: string, { target }: Intent): Promise<void> {
  const folder = await adminFolder(commonDir, target);
  if (folder === null) return;
  const file = join(folder, 'commondir');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.trim() === '') await writeFile(file, '../..\n');
}

/** Had git finished this worktree? It keeps one locked while it makes it. */
export async function isFinished(git: GitIn, { target }: Intent): Promise<boolean> {
  const real = await realpath(target).catch(() => null);
  if (real !== target) return false;
  const entry = (await listedWorktrees(git)).find(({ path }) => path === target);
  return entry !== undefined && entry.locked !== 'initializing' && entry.prunable === null;
}

/**
 * Takes a half-made worktree back, and nothing but it: what git knows of it, its branch if that still stands where it began,
 * folders that are empty. Files that stand in it go to `aside` and are deleted by nobody.
 */
export async function takeBack(git: GitIn, intent: Intent, aside: string): Promise<void> {
  const { target, branch, commit, parents } = intent;
  await moveAside(target, aside);
  // Without its folder only git's own entry goes; forced twice because an unfinished one is locked.
  if (!(await isThere(target))) await git.run(['worktree', 'remove', '--force', '--force', '--', target]);
  // Refused by git when the branch moved on meanwhile.
  if (!(await isCheckedOut(git, branch)))
    await git.run(['update-ref', '--no-deref', '-d', `refs/heads/${branch}`, commit]);
  for (const parent of parents.toReversed()) await rmdir(parent).catch(() => {});
}

async function isCheckedOut(git: GitIn, branch: string): Promise<boolean> {
  const listed = await listedWorktrees(git);
  return listed.some(({ head }) => head.kind === 'branch' && head.branch === branch);
}

async function moveAside(target: string, aside: string): Promise<void> {
  const names = await readdir(target).catch(() => null);
  // Nothing there, or no folder: then it is not what we made.
  if (names === null || !(await lstat(target)).isDirectory()) return;
  // Git's pointer to its own entry; of no use without it.
  if (names.includes('.git') && (await lstat(join(target, '.git'))).isFile())
    await unlink(join(target, '.git'));
  if (names.some((name) => name !== '.git')) {
    await mkdir(dirname(aside), { recursive: true });
    await rename(target, aside);
  } else await rmdir(target);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Where files of an unfinished worktree go. */
export function asideFolder(root: string, stamp: string): string {
  return join(root, WORKTREE_FOLDER, `interrupted-${stamp}`);
}
