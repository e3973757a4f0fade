import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, commandName, lookThrough, parseStat } from '../proc.ts';

/** What tmux calls its server's process; a client has another name. */
const SERVER = 'tmux: server';
const PAUSE_MS = 25;
const TRIES = 40;

export interface LostSocket {
  readonly socketPath: string;
  /** Words that stand in the server's command line, and in nobody else's. */
  readonly words: readonly string[];
  /** Where sockets by name are, as the server knows it. */
  readonly temporaryFolder: string;
  readonly isListening: () => Promise<boolean>;
  readonly procRoot?: string;
}

/**
 * Whoever tidies up `/tmp` (a program of the system, a command of a model) may take the socket of a tmux server that
 * runs: all of its sessions work on, and nobody finds them. tmux makes the socket anew when it is told to. Resolves with
 * whether somebody listens again; false where no such server runs, or the system does not show its processes.
 */
export async function revive(lost: LostSocket): Promise<boolean> {
  if (existsSync(lost.socketPath)) return false;
  const pid = await serverOf(lost);
  if (pid === null) return false;
  try {
    mkdirSync(dirname(lost.socketPath), { recursive: true, mode: 0o700 });
    process.kill(pid, 'SIGUSR1');
  } catch {
    // It ended in the meantime, or belongs to somebody else.
    return false;
  }
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await lost.isListening()) return true;
    await sleep(PAUSE_MS);
  }
  return false;
}

/** The newest, if several run: another one was begun after the one before had been lost. */
async function serverOf(lost: LostSocket): Promise<number | null> {
  const { procRoot = '/proc' } = lost;
  const servers = await lookThrough(procRoot, (pid) =>
    isServer(procRoot, pid, lost) ? { pid: Number(pid), start: startOf(procRoot, pid) } : null,
  );
  return servers?.toSorted((one, other) => other.start - one.start)[0]?.pid ?? null;
}

/** The signal ends whoever does not expect it: its name, its words and its folder must all be right. */
function isServer(procRoot: string, pid: string, { words, temporaryFolder }: LostSocket): boolean {
  if (commandName(procRoot, pid) !== SERVER) return false;
  const own = commandLine(procRoot, pid);
  return words.every((word) => own.includes(word)) && folderOf(procRoot, pid) === temporaryFolder;
}

/** Null where its environment cannot be read. */
function folderOf(procRoot: string, pid: string): string | null {
  try {
    const environment = readFileSync(join(procRoot, pid, 'environ'), 'utf8').split('\0');
    const named = environment.find((entry) => entry.startsWith('TMUX_TMPDIR='));
    return named?.slice('TMUX_TMPDIR='.length) ?? '/tmp';
  } catch {
    return null;
  }
}

function startOf(procRoot: string, pid: string): number {
  try {
    return Number(parseStat(readFileSync(join(procRoot, pid, 'stat'), 'utf8'))?.startedTicks ?? 0);
  } catch {
    return 0;
  }
}
