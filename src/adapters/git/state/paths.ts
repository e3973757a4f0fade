import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isWithin } from '../../../core/assignment/scope.ts';
import { FleetError } from '../../../core/errors.ts';
import { errnoOf } from '../../store/failures.ts';
import { gitFailed, type GitCall, type GitIn } from '../process/git.ts';
import { gitDirOf } from './find.ts';

/** Paths that callers name, checked part by part. */

/**
 * A path for a new worktree as parts below `root` (real). Absolute paths may spell the root through links; below
 * the root `..` is worked out by name, which is right because no link is allowed there.
 * @throws FleetError `worktree_path_refused`
 */
export async function partsBelow(root: string, path: string): Promise<readonly string[]> {
  if (path.trim() === '' || /\p{Cc}/u.test(path)) throw refused('is blank or holds control characters');
  const inside = isAbsolute(path) ? await behindRoot(root, path) : path;
  if (inside === null) throw refused('is not in the repository');
  const parts: string[] = [];
  for (const part of inside.split(sep)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw refused('is not in the repository');
  }
  if (parts.length === 0) throw refused('is the repository itself');
  if (parts.some((part) => part.toLowerCase() === '.git')) throw refused("is among git's own files");
  return parts;
}

/** What stands behind the spelling of the root at the beginning of an absolute path; null when it begins elsewhere. */
async function behindRoot(root: string, path: string): Promise<string | null> {
  for (let end = 0; end !== -1;) {
    end = path.indexOf(sep, end + 1);
    const prefix = end === -1 ? path : path.slice(0, end);
    if ((await realpath(prefix).catch(() => null)) === root) return path.slice(prefix.length);
  }
  return null;
}

/** More than any list of paths should take; one that was cut would hide something. */
const MOST_PATHS_BYTES = 64 * 1024 * 1024;

/** Paths that git lists with `-z`, all of them. @throws FleetError `git_failed` */
export async function pathsOf(
  git: GitIn,
  args: readonly string[],
  call: Pick<GitCall, 'indexFile'> = {},
): Promise<readonly string[]> {
  const { code, stdout, truncated } = await git.run(args, { ...call, maxOutputBytes: MOST_PATHS_BYTES });
  if (code !== 0 || truncated) throw gitFailed('Its files cannot be listed, or are too many.');
  return stdout.split('\0').filter((path) => path !== '');
}

export interface NewFolder {
  readonly path: string;
  /** Parents that have to be made, outermost first. */
  readonly missingParents: readonly string[];
}

/**
 * A folder that may be made for a worktree: not there (not even as a broken link), below real folders of this very
 * working tree. Changes nothing. @throws FleetError `worktree_path_refused`
 */
export async function newFolder(root: string, parts: readonly string[]): Promise<NewFolder> {
  const missingParents: string[] = [];
  for (let count = 1; count < parts.length; count += 1) {
    const parent = join(root, ...parts.slice(0, count));
    const kind = await kindOf(parent);
    if (kind === 'other') throw refused('leads through a link or a file');
    if (kind === 'absent') missingParents.push(parent);
    // A submodule or another worktree: what is made there shows up in its status.
    else if ((await gitDirOf(parent)) !== null) throw refused('is in another worktree or repository');
  }
  const path = join(root, ...parts);
  if ((await kindOf(path)) !== 'absent') throw refused('is there already');
  return { path, missingParents };
}

async function kindOf(path: string): Promise<'absent' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    if (errnoOf(error) === 'ENOTDIR') return 'other';
    throw refused('cannot be looked at', error);
  }
}

/** Tops of working trees: real ones, and those that git still knows and that are not there any more. */
export interface KnownTrees {
  readonly there: readonly string[];
  readonly gone: readonly string[];
}

/**
 * The folder that a path of the caller's leads to: real, and reached without a link below the working tree it is in.
 * @throws FleetError `worktree_not_found`
 */
export async function existingFolder(
  base: string,
  path: string,
  { there: trees, gone }: KnownTrees,
): Promise<string> {
  if (path.includes('\0')) throw notFound();
  const absolute = isAbsolute(path) ? path : `${base}${sep}${path}`;
  const real = await realpath(absolute).catch(() => null);
  if (real === null && gone.includes(await byParent(absolute))) throw folderGone();
  if (real === null || !(await stat(real)).isDirectory()) throw notFound();
  // The innermost: worktrees lie within the main working tree.
  const tree = trees.filter((one) => isWithin(real, one)).sort((a, b) => b.length - a.length)[0];
  if (tree === undefined) throw notFound();
  // Another repository within it, or git's own files.
  if ((await topOf(real, tree)) !== tree || below(tree, real).split('/').includes('.git')) throw notFound();
  if (await leadsThroughLink(absolute, trees)) throw notFound();
  return real;
}

/** As git notes what is not there any more: real but for its own name. */
async function byParent(path: string): Promise<string> {
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  return join(parent, basename(path));
}

/** The first folder from `path` upwards that is the top of a working tree. */
async function topOf(path: string, last: string): Promise<string> {
  for (let at = path; at !== last; at = dirname(at)) if ((await gitDirOf(at)) !== null) return at;
  return last;
}

/** Is there a link in the part of the path that lies within one of the working trees? */
async function leadsThroughLink(path: string, trees: readonly string[]): Promise<boolean> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if (/(?:^|\/)\.\.?$/.test(at)) continue;
    const parent = await realpath(dirname(at)).catch(() => null);
    if (parent === null || !trees.some((tree) => isWithin(parent, tree))) continue;
    if ((await lstat(at)).isSymbolicLink()) return true;
  }
  return false;
}

/** `path` below `root` with `/` between the parts, as git writes it. */
export function below(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

export function refused(why: string, cause?: unknown): FleetError {
  return new FleetError(
    'worktree_path_refused',
    `The path for the worktree ${why}. Leave it out for a new folder of our choice, or name one in the repository that is not there yet.`,
    cause === undefined ? {} : { cause },
  );
}

function folderGone(): FleetError {
  return new FleetError(
    'worktree_not_found',
    'The folder of this worktree is gone. Only the panel forgets it and keeps what was staged there (Remove the Worktree); "git worktree repair" in its new place finds one that was moved.',
  );
}

function notFound(): FleetError {
  return new FleetError(
    'worktree_not_found',
    'The path is not a folder in this repository or one of its worktrees, or leads there through a link. worktree_status without a path lists them.',
  );
}
