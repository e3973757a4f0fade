import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isWithin } from '../../../core/assignment/scope.ts';
import type { CommandRunner } from '../../run.ts';

/**
 * Git goes on when the process that started it is killed, and one that fails then clears the place away that it was given,
 * whatever stands there by then. So whoever comes next waits for it.
 */

/** Is a git still making a worktree at `target`? False where processes cannot be listed. */
export async function isBeingMade(
  runner: CommandRunner,
  target: string,
  procRoot = '/proc',
): Promise<boolean> {
  return isRunning(runner, ['worktree', 'add', target], null, procRoot);
}

/** Does a program run whose command line has all these words (`folder`: and that works there or below)? */
export async function isRunning(
  runner: CommandRunner,
  words: readonly string[],
  folder: string | null = null,
  procRoot = '/proc',
): Promise<boolean> {
  const pids = (await readdir(procRoot).catch(() => [])).filter((name) => /^\d+$/.test(name));
  // A list of lines has lost where words end, and does not tell who works where.
  if (pids.length === 0)
    return (await processList(runner)).some((line) =>
      words.every((word) => `${line} `.includes(` ${word} `)),
    );
  for (const pid of pids) {
    const own = (await readFile(join(procRoot, pid, 'cmdline'), 'utf8').catch(() => '')).split('\0');
    if (!words.every((word) => own.includes(word))) continue;
    const cwd = folder === null ? null : await readlink(join(procRoot, pid, 'cwd')).catch(() => null);
    if (folder === null || (cwd !== null && isWithin(cwd, folder))) return true;
  }
  return false;
}

/** Does a git work in one of these repositories (by the folders of their working trees, or those of git's own)? */
export async function isGitAtWork(folders: readonly string[], procRoot = '/proc'): Promise<boolean> {
  const around = folders.map((folder) => (basename(folder) === '.git' ? dirname(folder) : folder));
  for (const pid of (await readdir(procRoot).catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const name = await readFile(join(procRoot, pid, 'comm'), 'utf8').catch(() => '');
    if (!/^git(-|\n)/.test(name)) continue;
    const cwd = await readlink(join(procRoot, pid, 'cwd')).catch(() => null);
    if (cwd !== null && around.some((folder) => isWithin(cwd, folder))) return true;
  }
  return false;
}

async function processList(runner: CommandRunner): Promise<readonly string[]> {
  const result = await runner.run({
    file: 'ps',
    args: ['-A', '-ww', '-o', 'args='],
    timeoutMs: 5000,
    maxOutputBytes: 8 * 1024 * 1024,
  });
  return result.kind === 'ended' ? result.stdout.split('\n') : [];
}
