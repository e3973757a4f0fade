import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import { stateFailure } from '../../store/failures.ts';

const MOST_KEPT_BYTES = 256 * 1024 * 1024;

/**
 * Copies files of a worktree into a new private folder, and resolves with it; null when there is none to copy. All, on the
 * disk, or a rejection that leaves nothing behind. @throws FleetError `git_failed`, `state_…`
 */
export async function keepFiles(
  stateRoot: string,
  name: string,
  tree: string,
  paths: readonly string[],
): Promise<string | null> {
  if (paths.length === 0) return null;
  const sizes = await Promise.all(paths.map(async (path) => (await lstat(join(tree, path))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_KEPT_BYTES)
    throw new FleetError(
      'ignored_files_too_large',
      'Its ignored files are too large to be kept. Move them away, then remove it again.',
    );
  ensureStateRoot(stateRoot);
  const removed = join(stateRoot, 'removed');
  ensurePrivateDirectory(removed);
  const folder = join(removed, name);
  ensurePrivateDirectory(folder);
  try {
    for (const path of paths) await keepOne(join(tree, path), join(folder, path));
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw stateFailure(error, 'write');
  }
}

/** A link is kept as a link: what it leads to is not the worktree's. Pipes and sockets hold nothing. */
async function keepOne(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const stats = await lstat(from);
  if (stats.isSymbolicLink()) await symlink(await readlink(from), to);
  if (!stats.isFile()) return;
  await copyFile(from, to, constants.COPYFILE_EXCL);
  const handle = await open(to, constants.O_RDONLY);
  try {
    // The original goes next.
    await handle.sync();
  } finally {
    await handle.close();
  }
}
