import { lstat, mkdir, open, readlink, realpath, rmdir, stat, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { FleetError } from '../core/errors.ts';
import type { Workspace } from '../core/ports.ts';
import { expandHome } from './tilde.ts';
import { looksLikeFolder } from './pathShape.ts';

/** As many links as Linux follows before it speaks of a loop. */
const MAX_LINKS = 40;

/** The person's files: directories to work in, write paths to open for a sandbox. `home` is what `~` stands for. */
export function createWorkspace(home: string = homedir()): Workspace {
  return {
    resolveDirectory: (cwd) => resolveDirectory(expandHome(cwd, home)),
    resolvePath: (base, path) => resolvePath(below(base, expandHome(path, home))),
    missingAmong,
    preparePaths,
    filesAmong,
    removeIfEmpty,
  };
}

/** Not `path.resolve`: that would take `link/..` for nothing. */
function below(base: string, path: string): string {
  return isAbsolute(path) ? path : `${base}${sep}${path}`;
}

async function resolveDirectory(cwd: string): Promise<string> {
  try {
    // A relative one would mean the directory of whatever process this happens to be.
    const real = isAbsolute(cwd) ? await realpath(cwd) : '';
    if (real !== '' && (await stat(real)).isDirectory()) return real;
  } catch {
    // Said below, in words of ours.
  }
  throw new FleetError(
    'cwd_not_a_directory',
    'The working directory is not there, not a directory, or not absolute. Name another one.',
  );
}

/**
 * Where a path leads, part by part as the system goes it: a link is followed before the `..` behind it. What does
 * not exist is kept as it is written.
 */
async function resolvePath(path: string): Promise<string> {
  let links = 0;
  let at: string = sep;
  const ahead = path.split(sep).filter((part) => part !== '' && part !== '.');
  for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    if (part === '..') {
      at = dirname(at);
      continue;
    }
    const target = await readlink(join(at, part)).catch(() => null);
    if (target === null) {
      at = join(at, part);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw new FleetError('scope_violation', 'A path leads through links in a circle.');
    if (isAbsolute(target)) at = sep;
    ahead.unshift(...target.split(sep).filter((one) => one !== '' && one !== '.'));
  }
  return at;
}

async function missingAmong(paths: readonly string[]): Promise<readonly string[]> {
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

/**
 * Makes what is missing of each path (absolute, resolved by `resolvePath`), parents included, and returns what it made,
 * outermost first. Nothing is made through a link. When one fails, what was made before is taken back.
 */
async function preparePaths(paths: readonly string[]): Promise<readonly string[]> {
  const made: string[] = [];
  try {
    for (const path of paths) await prepare(path, made);
    return made;
  } catch (error) {
    await removeIfEmpty(made);
    throw FleetError.is(error) ? error : notPrepared(error);
  }
}

async function prepare(path: string, made: string[]): Promise<void> {
  if (!isAbsolute(path) || path.split(sep).includes('..')) throw notPrepared();
  const all = prefixes(path);
  for (const at of all) {
    const isLast = at === all.at(-1);
    const there = await kindOf(at);
    if (there === 'absent') {
      await (isLast && !looksLikeFolder(path) ? makeFile(at) : mkdir(at));
      made.push(at);
    } else if (!isLast && there !== 'folder') throw notPrepared();
  }
}

async function kindOf(path: string): Promise<'absent' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'absent';
    throw error;
  }
}

async function makeFile(path: string): Promise<void> {
  await (await open(path, 'wx')).close();
}

async function filesAmong(paths: readonly string[]): Promise<readonly string[]> {
  const isFile = await Promise.all(
    paths.map((path) =>
      lstat(path).then(
        (stats) => stats.isFile(),
        () => false,
      ),
    ),
  );
  return paths.filter((_, index) => isFile[index]);
}

/** Innermost first, so that a folder is empty once what was made inside it is gone. What is not empty stays. */
async function removeIfEmpty(paths: readonly string[]): Promise<void> {
  const innermostFirst = [...paths].sort((a, b) => b.length - a.length);
  for (const path of innermostFirst) await removeOneIfEmpty(path).catch(() => {});
}

async function removeOneIfEmpty(path: string): Promise<void> {
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
