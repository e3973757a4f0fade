import { copyFile, lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensurePrivateDirectory, ensureStateRoot } from '../store/directories.ts';
import { gitFailed, type GitIn } from './git.ts';
import { pathsOf } from './paths.ts';

/** What git ignores in a worktree goes without a word when it is removed: it is looked at, and kept where it may be work. */

const MOST_ENTRIES = 50_000;
const MOST_KEPT_BYTES = 256 * 1024 * 1024;

export interface Ignored {
  /** Single files that the main working tree does not have just so. Relative paths. */
  readonly files: readonly string[];
  /** Whole folders, as build output and packages are. */
  readonly folders: readonly string[];
  /** Repositories within those folders. */
  readonly repositories: readonly string[];
}

export async function ignoredIn(git: GitIn, tree: string, main: string): Promise<Ignored> {
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const paths = await pathsOf(git, args);
  const folders = paths.filter((path) => path.endsWith('/'));
  const singles = paths.filter((path) => !path.endsWith('/'));
  const files: string[] = [];
  for (const path of singles) if (!(await isSame(join(tree, path), join(main, path)))) files.push(path);
  const repositories = (
    await Promise.all(folders.map(async (folder) => repositoriesBelow(tree, folder)))
  ).flat();
  return { files, folders, repositories };
}

async function isSame(a: string, b: string): Promise<boolean> {
  try {
    const [one, other] = [await lstat(a), await lstat(b)];
    if (!one.isFile() || !other.isFile() || one.size !== other.size) return false;
    return (await readFile(a)).equals(await readFile(b));
  } catch {
    return false;
  }
}

/** Folders with a `.git` of their own. Packages of npm are passed over: what they hold is not worked in. */
async function repositoriesBelow(tree: string, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [folder];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined && seen < MOST_ENTRIES; next = waiting.pop()) {
    const entries = await readdir(join(tree, next), { withFileTypes: true }).catch(() => []);
    seen += entries.length;
    if (entries.some(({ name }) => name === '.git')) found.push(next);
    else
      for (const entry of entries)
        if (entry.isDirectory() && entry.name !== 'node_modules') waiting.push(join(next, entry.name));
  }
  return found;
}

/** Copies files of a worktree into a new private folder. All or a rejection. @throws FleetError `git_failed`, `state_…` */
export async function keepFiles(
  stateRoot: string,
  name: string,
  tree: string,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const sizes = await Promise.all(paths.map(async (path) => (await lstat(join(tree, path))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_KEPT_BYTES)
    throw gitFailed('Its ignored files are too large to be kept. Move them away, then remove it again.');
  ensureStateRoot(stateRoot);
  const removed = join(stateRoot, 'removed');
  ensurePrivateDirectory(removed);
  const folder = join(removed, name);
  ensurePrivateDirectory(folder);
  for (const path of paths) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // A link is not followed: what it leads to is not the worktree's.
    if ((await lstat(join(tree, path))).isFile())
      await copyFile(join(tree, path), target, constants.COPYFILE_EXCL);
  }
}
