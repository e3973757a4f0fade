import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
  const pid = serverOf(lost);
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
function serverOf(lost: LostSocket): number | null {
  const { procRoot = '/proc' } = lost;
  const pids = entries(procRoot).filter((pid) => isServer(join(procRoot, pid), lost));
  const byStart = pids.map((pid) => ({ pid: Number(pid), start: startOf(join(procRoot, pid)) }));
  return byStart.toSorted((one, other) => other.start - one.start)[0]?.pid ?? null;
}

/** The signal ends whoever does not expect it: its name, its words and its folder must all be right. */
function isServer(folder: string, { words, temporaryFolder }: LostSocket): boolean {
  try {
    if (readFileSync(join(folder, 'comm'), 'utf8').trim() !== SERVER) return false;
    const own = readFileSync(join(folder, 'cmdline'), 'utf8').split('\0');
    const environment = readFileSync(join(folder, 'environ'), 'utf8').split('\0');
    const named = environment.find((entry) => entry.startsWith('TMUX_TMPDIR='));
    const theirs = named?.slice('TMUX_TMPDIR='.length) ?? '/tmp';
    return words.every((word) => own.includes(word)) && theirs === temporaryFolder;
  } catch {
    return false;
  }
}

/** Field 22 of `man 5 proc_pid_stat`, behind a name that may hold anything. */
function startOf(folder: string): number {
  try {
    const stat = readFileSync(join(folder, 'stat'), 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return 0;
  }
}

function entries(procRoot: string): readonly string[] {
  try {
    return readdirSync(procRoot).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
