import { basename, dirname } from 'node:path';
import { isWithin } from '../../../core/assignment/scope.ts';
import type { Clock } from '../../../core/ports.ts';
import { commandLine, commandName, lookThrough, workingFolder } from '../../proc.ts';
import type { CommandRunner } from '../../run.ts';
import { untilQuiet } from '../../untilQuiet.ts';
import { worktreeLockTimeout } from './journal.ts';

/**
 * Git goes on when the process that started it is killed, and one that fails then clears the place away that it was given,
 * whatever stands there by then. So whoever comes next waits for it.
 */

const PATIENCE = { timeoutMs: 60_000, lookMs: 50 };

export interface OrphanWorld {
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly procRoot?: string;
}

/** A program by words of its command line and, where they do not name it, the folder that it works in or below. */
interface Program {
  readonly words: readonly string[];
  readonly folder?: string;
}

/** Waits for a git that makes a worktree at `target`. @throws FleetError `agent_lock_timeout` */
export async function makingEnds(world: OrphanWorld, target: string): Promise<void> {
  await untilEnd(world, [{ words: ['worktree', 'add', target] }]);
}

/** Waits for a git that removes the worktree, or merges or rebases in it. @throws FleetError `agent_lock_timeout` */
export async function changingEnds(world: OrphanWorld, tree: string): Promise<void> {
  await untilEnd(world, [
    { words: ['worktree', 'remove', tree] },
    { words: ['merge', '--ff-only'], folder: tree },
    { words: ['rebase'], folder: tree },
  ]);
}

async function untilEnd(
  { runner, clock, procRoot = '/proc' }: OrphanWorld,
  programs: readonly Program[],
): Promise<void> {
  const isBusy = async (): Promise<boolean> => isOneRunning(runner, programs, procRoot);
  if (!(await untilQuiet(clock, PATIENCE, isBusy))) throw worktreeLockTimeout();
}

async function isOneRunning(
  runner: CommandRunner,
  programs: readonly Program[],
  procRoot: string,
): Promise<boolean> {
  const found = await lookThrough(procRoot, (pid) => {
    const own = commandLine(procRoot, pid);
    const isOne = programs.some(
      ({ words, folder }) =>
        words.every((word) => own.includes(word)) &&
        (folder === undefined || worksBelow(procRoot, pid, folder)),
    );
    return isOne ? pid : null;
  });
  if (found !== null) return found.length > 0;
  // A list of lines has lost where words end, and does not tell who works where.
  const lines = await processList(runner);
  return programs.some(({ words }) =>
    lines.some((line) => words.every((word) => `${line} `.includes(` ${word} `))),
  );
}

/** Does a git work in one of these repositories (by the folders of their working trees, or those of git's own)? */
export async function isGitAtWork(folders: readonly string[], procRoot = '/proc'): Promise<boolean> {
  const around = folders.map((folder) => (basename(folder) === '.git' ? dirname(folder) : folder));
  const found = await lookThrough(procRoot, (pid) => {
    const isGit = /^git(?:-|$)/.test(commandName(procRoot, pid) ?? '');
    return isGit && around.some((folder) => worksBelow(procRoot, pid, folder)) ? pid : null;
  });
  return found !== null && found.length > 0;
}

function worksBelow(procRoot: string, pid: string, folder: string): boolean {
  const own = workingFolder(procRoot, pid);
  return own !== null && isWithin(own, folder);
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
