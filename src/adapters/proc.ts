import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

/*
 * Linux' /proc (`man 5 proc`), where it has a form of its own. Reading it is work in memory, done at once. Loads almost
 * nothing: the relay's start depends on it.
 */

const MAX_PROCESSES = 32_768;
/** Processes looked at before others may run: about half a millisecond. */
const SLICE = 32;

/** What `stat` says of a process. */
export interface ProcessStat {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
  /** Clock ticks since the machine came up, as text: with the id it tells a process from any other. */
  readonly startedTicks: string;
  /** Only its exit code is still there. */
  readonly isOver: boolean;
}

/** The ids of all processes; null where there is no /proc, or an empty folder in its place. */
export function processIds(procRoot: string): readonly string[] | null {
  try {
    const ids = readdirSync(procRoot).filter((name) => /^\d+$/.test(name));
    return ids.length === 0 ? null : ids.slice(0, MAX_PROCESSES);
  } catch {
    return null;
  }
}

/** What `look` finds, of every process that it finds something of; null where there is no /proc. Others may run meanwhile. */
export async function lookThrough<Found>(
  procRoot: string,
  look: (pid: string) => Found | null,
): Promise<readonly Found[] | null> {
  const pids = processIds(procRoot);
  if (pids === null) return null;
  const found: Found[] = [];
  for (let at = 0; at < pids.length; at += SLICE) {
    found.push(
      ...pids
        .slice(at, at + SLICE)
        .map(look)
        .filter((one) => one !== null),
    );
    await yieldToOthers();
  }
  return found;
}

/** The words that a process was started with; none of one that is gone. */
export function commandLine(procRoot: string, pid: string): readonly string[] {
  return readText(path.join(procRoot, pid, 'cmdline'))?.split('\0') ?? [];
}

/** The program's name as the kernel keeps it; null for one that is gone. */
export function commandName(procRoot: string, pid: string): string | null {
  return readText(path.join(procRoot, pid, 'comm'))?.trimEnd() ?? null;
}

/** The folder that it works in; null for one that is gone, or another user's. */
export function workingFolder(procRoot: string, pid: string): string | null {
  try {
    return readlinkSync(path.join(procRoot, pid, 'cwd'));
  } catch {
    return null;
  }
}

/** Null for what is no such line. */
export function parseStat(text: string): ProcessStat | null {
  // The name may hold anything, brackets included.
  const nameEnd = text.lastIndexOf(')');
  const name = text.slice(text.indexOf('(') + 1, nameEnd);
  // From the third field on: state, parent, …
  const fields = text.slice(nameEnd + 2).split(' ');
  const [state, parent, startedTicks] = [fields[0], Number(fields[1]), fields[19]];
  if (nameEnd === -1 || state === undefined || startedTicks === undefined || !Number.isInteger(parent))
    return null;
  // The first thread of a process may end before the others.
  const isOver = (state === 'Z' || state === 'X') && Number(fields[17]) <= 1;
  return { name, state, parent, startedTicks, isOver };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
