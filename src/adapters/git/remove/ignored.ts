import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import type { GitIn } from '../process/git.ts';
import { pathsOf } from '../state/paths.ts';
import { isDiscardable } from './discardable.ts';
import { hiddenChanges } from './hidden.ts';

/** What git does not look at in a worktree goes without a word when it is removed: it is looked at here. */

const MOST_ENTRIES = 500_000;

export interface Ignored {
  /** Files that the main working tree does not have just so. Relative paths. */
  readonly files: readonly string[];
  /** Whole folders that can be made again, as build output and packages are; they go. */
  readonly folders: readonly string[];
  /** Repositories within those folders. */
  readonly repositories: readonly string[];
}

export async function ignoredIn(git: GitIn, tree: string, main: string): Promise<Ignored> {
  const paths = await pathsOf(git, [
    'ls-files',
    '--others',
    '--ignored',
    '--exclude-standard',
    '--directory',
    '-z',
  ]);
  const found = { folders: [] as string[], singles: [] as string[], repositories: [] as string[] };
  for (const path of paths)
    if (!path.endsWith('/')) found.singles.push(path);
    else if (await isDiscardable(tree, path)) {
      found.folders.push(path);
      found.repositories.push(...(await lookBelow(tree, path)).repositories);
    } else {
      const { files, repositories } = await lookBelow(tree, path);
      found.singles.push(...files);
      found.repositories.push(...repositories);
    }
  const changed = [...found.singles, ...(await hiddenChanges(git, tree))];
  const files: string[] = [];
  for (const path of changed) if (!(await isSame(join(tree, path), join(main, path)))) files.push(path);
  return { files, folders: found.folders, repositories: found.repositories };
}

async function isSame(a: string, b: string): Promise<boolean> {
  try {
    const [one, other] = [await lstat(a), await lstat(b)];
    if (one.isSymbolicLink() && other.isSymbolicLink()) return (await readlink(a)) === (await readlink(b));
    if (!one.isFile() || !other.isFile() || one.size !== other.size) return false;
    return (await readFile(a)).equals(await readFile(b));
  } catch {
    return false;
  }
}

interface Below {
  /** Files and links outside of folders that can be made again. */
  readonly files: readonly string[];
  /** Folders with a `.git` of their own. */
  readonly repositories: readonly string[];
}

/** Everything in a folder. Packages of npm are passed over: what they hold is not worked in. */
async function lookBelow(tree: string, folder: string): Promise<Below> {
  const files: string[] = [];
  const repositories: string[] = [];
  const waiting = [folder.replace(/\/$/, '')];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = await readdir(join(tree, next), { withFileTypes: true }).catch(() => []);
    seen += entries.length;
    if (seen > MOST_ENTRIES)
      throw new FleetError(
        'ignored_files_too_large',
        'It holds more ignored files than can be looked through. Delete what can be made again.',
      );
    if (entries.some(({ name }) => name === '.git')) {
      repositories.push(next);
      continue;
    }
    for (const entry of entries) {
      const path = `${next}/${entry.name}`;
      if (!entry.isDirectory()) files.push(path);
      else if (entry.name !== 'node_modules') waiting.push(path);
    }
  }
  return { files, repositories };
}
