import { lstat, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import type { ListedWorktree, Repository } from '../../../core/worktrees/repositories.ts';
import type { HalfDone } from '../../../core/worktrees/worktreeWork.ts';
import { errnoOf } from '../../store/failures.ts';
import type { Git, GitIn } from '../process/git.ts';
import { gitDirOf, isThere } from './find.ts';
import { listedWorktrees } from './look.ts';

const MAX_NAME_BYTES = 4096;

/** Where a worktree and the main working tree stand, and whether something is half done there. */

/** A working tree on a branch with commits. */
export interface OnBranch {
  readonly branch: string;
  readonly commit: string;
}

/** The worktree whose top is `tree`. @throws FleetError `worktree_not_found` */
export async function worktreeAt(git: Git, repository: Repository, tree: string): Promise<ListedWorktree> {
  for (const one of await listedWorktrees(git.plain(repository.root)))
    if ((await realpath(one.path).catch(() => null)) === tree) return one;
  throw new FleetError(
    'worktree_not_found',
    'This is not the top folder of a worktree of the repository. worktree_status lists them.',
  );
}

/** @throws FleetError `worktree_detached` */
export function onBranch({ head }: ListedWorktree, whose: 'worktree' | 'main'): OnBranch {
  if (head.kind === 'branch' && head.commit !== null) return { branch: head.branch, commit: head.commit };
  throw new FleetError(
    'worktree_detached',
    whose === 'main'
      ? 'The main working tree is on no branch with commits. Check one out there (git switch BRANCH), then try again.'
      : 'The worktree is on no branch with commits. Make one there (git switch -c BRANCH), then try again.',
  );
}

/** What git keeps while something waits to be finished or taken back. A rebase that stops leaves those of others as well. */
const TRACES: readonly (readonly [string, HalfDone['kind']])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];
const BRANCH = 'refs/heads/';

/** What waits in the working tree to be finished or taken back. */
export async function halfDoneIn(tree: string): Promise<HalfDone | null> {
  const gitDir = await gitDirOf(tree);
  if (gitDir === null) return null;
  const found = await Promise.all(TRACES.map(async ([name]) => isThere(join(gitDir, name))));
  const [trace, kind] = TRACES[found.indexOf(true)] ?? [];
  if (trace === undefined || kind === undefined) return null;
  return { kind, branch: kind === 'rebase' ? await branchBefore(join(gitDir, trace, 'head-name')) : null };
}

/** The branch that a rebase puts forward in the end. */
async function branchBefore(file: string): Promise<string | null> {
  const stats = await lstat(file).catch(() => null);
  // An Agentin may have put anything there.
  if (stats?.isFile() !== true || stats.size > MAX_NAME_BYTES) return null;
  const name = (await readFile(file, 'utf8').catch(() => '')).trim();
  return name.startsWith(BRANCH) && !/\p{Cc}/u.test(name) ? name.slice(BRANCH.length) : null;
}

export async function isInProgress(tree: string): Promise<boolean> {
  return (await halfDoneIn(tree)) !== null;
}

/** @throws FleetError `operation_in_progress` with git's name of it, and whether it is in the main working tree */
export async function refuseInProgress(tree: string, place: 'worktree' | 'main'): Promise<void> {
  const halfDone = await halfDoneIn(tree);
  if (halfDone === null) return;
  const where = place === 'main' ? 'the main working tree' : 'the worktree';
  throw new FleetError(
    'operation_in_progress',
    `A merge, rebase or the like is half done in ${where}. Finish it there, or take it back (git rebase --abort, git merge --abort).`,
    { details: { operation: halfDone.kind, place } },
  );
}

/**
 * Refuses when a file that git does not track stands where going from one commit to another would put one: ignored files
 * would be overwritten without a word. @throws FleetError `files_in_the_way`
 */
export async function refuseInTheWay(git: GitIn, tree: string, from: string, to: string): Promise<void> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', '--diff-filter=A', from, to];
  const { stdout } = await git.run(args);
  const taken: string[] = [];
  for (const path of stdout.split('\0'))
    if (path !== '' && (await isTaken(git, tree, path))) taken.push(path);
  if (taken.length === 0) return;
  throw new FleetError(
    'files_in_the_way',
    `Untracked or ignored files would be overwritten: ${someOf(taken)}. Move them away or commit them first.`,
    { details: { files: taken.slice(0, 20), file_count: taken.length } },
  );
}

/** Folders and files that git tracks give way to each other; what is in no commit does not. */
async function isTaken(git: GitIn, tree: string, path: string): Promise<boolean> {
  const stats = await lstat(join(tree, path)).catch((error: unknown) => errnoOf(error) ?? 'other');
  if (stats === 'ENOENT') return false;
  if (stats !== 'ENOTDIR' && (typeof stats === 'string' || !stats.isDirectory())) return true;
  const at = stats === 'ENOTDIR' ? await fileAbove(tree, path) : path;
  const { code, stdout } = await git.run(['--literal-pathspecs', 'ls-files', '--others', '-z', '--', at]);
  return code !== 0 || stdout !== '';
}

/** The part of the path that is a file, where there should be a folder. */
async function fileAbove(tree: string, path: string): Promise<string> {
  const parts = path.split('/');
  for (let length = 1; length < parts.length; length += 1) {
    const above = parts.slice(0, length).join('/');
    if ((await lstat(join(tree, above)).catch(() => null))?.isDirectory() !== true) return above;
  }
  return path;
}

/** A few names for a sentence. */
export function someOf(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}').slice(0, 120));
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}
