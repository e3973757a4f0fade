import { lstat, lutimes, mkdir, open, rmdir, unlink } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import { FleetError } from '../core/errors.ts';
import { looksLikeFolder } from './pathShape.ts';

/** What is made for a sandbox, which can only open what is there, and taken away again when nobody used it. */

export async function missingAmong(paths: readonly string[]): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const at of paths.flatMap(prefixes)) {
    // What cannot be looked at (a part of it is a file) is refused when it is to be made.
    if ((await kindOf(at).catch(() => 'other')) === 'absent') missing.add(at);
  }
  return [...missing];
}

/** The path and all folders that it lies in, outermost first. */
function prefixes(path: string): readonly string[] {
  const parts = path.split(sep).filter((part) => part !== '');
  return parts.map((_, index) => sep + parts.slice(0, index + 1).join(sep));
}

/** Something that was made; a folder is marked once all that we make in it is made. */
interface Made {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Makes what is missing of each path (absolute, links followed), parents included, and returns what it made,
 * outermost first. Nothing is made through a link. Everything made says `markMs` as the time of its last change, until
 * somebody changes it. When one fails, what was made before is taken back.
 */
export async function preparePaths(paths: readonly string[], markMs: number): Promise<readonly string[]> {
  const made: Made[] = [];
  try {
    for (const path of paths) await prepare(path, markMs, made);
    await markFolders(made, markMs);
    return made.map(({ path }) => path);
  } catch (error) {
    await markFolders(made, markMs).catch(() => {});
    await removeUntouched(
      made.map(({ path }) => path),
      markMs,
    );
    throw FleetError.is(error) ? error : notPrepared(error);
  }
}

async function prepare(path: string, markMs: number, made: Made[]): Promise<void> {
  if (!isAbsolute(path) || path.split(sep).includes('..')) throw notPrepared();
  const all = prefixes(path);
  for (const at of all) {
    const isLast = at === all.at(-1);
    const there = await kindOf(at);
    if (there === 'absent') {
      const isFolder = !isLast || looksLikeFolder(path);
      await (isFolder ? mkdir(at) : makeFile(at, markMs));
      made.push({ path: at, isFolder });
    } else if (!isLast && there !== 'folder') throw notPrepared();
  }
}

async function makeFile(path: string, markMs: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.utimes(markMs / 1000, markMs / 1000);
  } finally {
    await file.close();
  }
}

async function markFolders(made: readonly Made[], markMs: number): Promise<void> {
  for (const { path, isFolder } of made) if (isFolder) await lutimes(path, markMs / 1000, markMs / 1000);
}

/**
 * Takes away what nobody used of what was made with this mark: empty files and folders that were not changed since. A file
 * or folder that somebody touched, wrote, replaced, linked or made executable may be meant to be there, empty or not. A
 * folder that only led to others goes with the last of them. (Codex' sandbox itself changes a folder that it opens, so
 * one that a command could have used stays, empty as it may be.)
 */
export async function removeUntouched(paths: readonly string[], markMs: number): Promise<void> {
  // All are looked at before the first goes, for that changes the folder it was in.
  const untouched = await Promise.all(paths.map((path) => isUntouched(path, leadsOn(path, paths), markMs)));
  const innermostFirst = paths.filter((_, index) => untouched[index]).toSorted((a, b) => b.length - a.length);
  for (const path of innermostFirst) await removeEmpty(path).catch(() => {});
}

function leadsOn(path: string, paths: readonly string[]): boolean {
  return paths.some((other) => other.startsWith(`${path}${sep}`));
}

async function isUntouched(path: string, hasMore: boolean, markMs: number): Promise<boolean> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return false;
  if (stats.isDirectory()) return hasMore || stats.mtimeMs === markMs;
  const isAsMade = stats.size === 0 && stats.nlink === 1 && (stats.mode & EXECUTABLE) === 0;
  return stats.isFile() && isAsMade && stats.mtimeMs === markMs;
}

const EXECUTABLE = 0o111;

async function removeEmpty(path: string): Promise<void> {
  const stats = await lstat(path);
  // rmdir itself refuses a folder that is not empty.
  if (stats.isDirectory()) await rmdir(path);
  else if (stats.isFile() && stats.size === 0) await unlink(path);
}

function notPrepared(cause?: unknown): FleetError {
  return new FleetError(
    'scope_violation',
    'A write path cannot be made: a part of it is a file or a link, or permission is denied. Make it first, or name another one.',
    cause === undefined ? {} : { cause },
  );
}

async function kindOf(path: string): Promise<'absent' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'absent';
    throw error;
  }
}
