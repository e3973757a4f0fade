import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process as Linux names it: the id alone may be given to another one later, id and start time may not. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
}

interface ProcessEntry extends ProcessId {
  readonly parentPid: number;
  readonly state: string;
}

export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** `pid` and all that descend from it now, from /proc; empty when it has ended. */
export function processTree(pid: number): ProcessId[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readEntry(Number(name)))
    .filter((entry) => entry !== undefined);
  const tree = all.filter((entry) => entry.pid === pid);
  for (const parent of tree) tree.push(...all.filter((entry) => entry.parentPid === parent.pid));
  return tree;
}

/**
 * Ends a process and all its descendants, by id: first politely, after `graceMs` by SIGKILL.
 * What made itself independent of the tree before (a tmux server) is left alone.
 */
export async function endProcessTree(pid: number, graceMs = 3000): Promise<void> {
  const tree = processTree(pid);
  signal(tree, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (tree.some(isAlive) && Date.now() < deadline) await delay(20);
  signal([...tree, ...processTree(pid)], 'SIGKILL');
  while (tree.some(isAlive)) await delay(20);
}

function signal(processes: readonly ProcessId[], name: NodeJS.Signals): void {
  for (const target of processes.filter(isAlive)) {
    try {
      process.kill(target.pid, name);
    } catch {
      // It ended between the look and the signal.
    }
  }
}

/** A zombie has ended: it only waits for its parent to ask. */
export function isAlive(target: ProcessId): boolean {
  const entry = readEntry(target.pid);
  return entry !== undefined && entry.startTicks === target.startTicks && entry.state !== 'Z';
}

function readEntry(pid: number): ProcessEntry | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // "pid (name, which may hold anything) state ppid …"; proc(5) counts from one, the name being the second.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid, state: fields[0] ?? '', parentPid: Number(fields[1]), startTicks: Number(fields[19]) };
}
