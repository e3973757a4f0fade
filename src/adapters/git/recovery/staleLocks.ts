import { lstat, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../../../core/ports.ts';
import type { Repository } from '../../../core/worktrees/repositories.ts';
import { untilQuiet } from '../../untilQuiet.ts';
import { isGitAtWork } from './orphans.ts';
import type { Note } from './unfinished.ts';

/** What git locks of a worktree while it changes it, beside branches. */
const LOCKED = [
  ...['index', 'HEAD', 'ORIG_HEAD', 'REBASE_HEAD', 'AUTO_MERGE', 'CHERRY_PICK_HEAD', 'MERGE_HEAD'],
  ...['MERGE_MSG', 'COMMIT_EDITMSG'],
];
/** The kernel dates files by its last tick: what is made after a note may look so much older. */
const TICK_MS = 10;
/** How long somebody else's git, a look of an editor's for one, is waited for. */
const PATIENCE = { timeoutMs: 2000, lookMs: 20 };

/**
 * Takes away the locks that a git of ours left which was killed: it leaves them for ever. Older ones are somebody else's.
 * `folder` is git's own one for the worktree.
 */
export async function freeLocks(
  clock: Clock,
  tree: string,
  folder: string,
  { branch, kept, noted_at_ms: sinceMs }: Pick<Note, 'branch' | 'kept' | 'noted_at_ms'>,
): Promise<void> {
  const shared = resolve(folder, (await readFile(join(folder, 'commondir'), 'utf8').catch(() => '.')).trim());
  const own = LOCKED.map((name) => join(folder, `${name}.lock`));
  const branches = [branch, kept].filter((one) => one !== null);
  await free(clock, { shared, tree, paths: [...own, ...branchLocks(shared, branches)], sinceMs });
}

/** The same for a branch that was being made. */
export async function freeBranchLocks(
  clock: Clock,
  { commonDir, root }: Repository,
  branch: string,
  sinceMs: number,
): Promise<void> {
  await free(clock, { shared: commonDir, tree: root, paths: branchLocks(commonDir, [branch]), sinceMs });
}

interface Wish {
  readonly shared: string;
  readonly tree: string;
  readonly paths: readonly string[];
  readonly sinceMs: number;
}

async function free(clock: Clock, { shared, tree, paths, sinceMs }: Wish): Promise<void> {
  // Whoever works anywhere in the repository may hold this one at this moment.
  const packed = join(shared, 'packed-refs.lock');
  const left = await leftSince([...paths, packed], sinceMs);
  if (left.length === 0) return;
  const isQuiet = await untilQuiet(clock, PATIENCE, async () => isGitAtWork([tree, shared]));
  for (const path of await leftSince(left, sinceMs))
    if (isQuiet || path !== packed) await rm(path, { force: true });
}

async function leftSince(paths: readonly string[], sinceMs: number): Promise<readonly string[]> {
  const stats = await Promise.all(paths.map(async (path) => lstat(path).catch(() => null)));
  return paths.filter((_, at) => {
    const one = stats[at];
    // Disks that round down to a whole second are none of those that tell an older lock from ours.
    return one?.isFile() === true && one.mtimeMs >= Math.floor((sinceMs - TICK_MS) / 1000) * 1000;
  });
}

function branchLocks(shared: string, branches: readonly string[]): readonly string[] {
  return branches.map((branch) => {
    const parts = branch.split('/').filter((part) => part !== '..');
    return `${join(shared, 'refs/heads', ...parts)}.lock`;
  });
}
