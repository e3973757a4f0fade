import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from '../process/git.ts';
import { findRepository } from './find.ts';
import { readRecords } from './record.ts';

/** A worktree that we made, around a folder, and the main working tree that it was made from. */
interface Origin {
  readonly tree: string;
  readonly root: string;
}

/** The worktree of ours that an absolute real directory lies in; null when there is none. */
export async function originOf(git: Git, directory: string): Promise<Origin | null> {
  // Most folders lie in no worktree; that can be seen without git.
  if (!(await isInLinkedTree(directory))) return null;
  const { here, root, commonDir } = await findRepository(git, directory);
  return here !== root && (await readRecords(commonDir)).has(here) ? { tree: here, root } : null;
}

/** In a worktree `.git` is a file that says where git's own folder for it is. */
async function isInLinkedTree(directory: string): Promise<boolean> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const stats = await lstat(join(folder, '.git')).catch(() => null);
    if (stats !== null) return stats.isFile();
    if (folder === dirname(folder)) return false;
  }
}
