import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandRunner } from '../run.ts';

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
  const pids = (await readdir(procRoot).catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (pids.length === 0)
    return (await processList(runner)).some((line) => makes(line.split(' '), target, line));
  for (const pid of pids) {
    const words = (await readFile(join(procRoot, pid, 'cmdline'), 'utf8').catch(() => '')).split('\0');
    if (makes(words, target)) return true;
  }
  return false;
}

function makes(words: readonly string[], target: string, line?: string): boolean {
  if (!words.includes('worktree') || !words.includes('add')) return false;
  // A list of lines has lost where words end.
  return line === undefined ? words.includes(target) : line.includes(` ${target} `);
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
