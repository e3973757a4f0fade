import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { FleetError } from '../core/errors.ts';
import type { Workspace } from '../core/ports.ts';
import { expandHome } from './tilde.ts';
import { missingAmong, preparePaths, removeUntouched } from './preparedPaths.ts';

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
    removeUntouched,
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
    if (links > MAX_LINKS)
      throw new FleetError('scope_violation', 'A path leads through links in a circle. Name another one.');
    if (isAbsolute(target)) at = sep;
    ahead.unshift(...target.split(sep).filter((one) => one !== '' && one !== '.'));
  }
  return at;
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
