import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, ProcessTable } from '../core/ports.ts';

/** What /proc counts time in, on every Linux (`USER_HZ`). */
const TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` behind the name in brackets: state, parent, …, start time (22nd of all). */
const STATE = 0;
const PARENT = 1;
const START = 19;

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly startedTicks: number;
}

/** The process table as /proc shows it; a system without one cannot tell. Reading it is work in memory, done at once. */
export function createProcessTable(clock: Clock, procRoot = '/proc'): ProcessTable {
  return {
    async startsBelow(pid) {
      await Promise.resolve();
      const uptimeMs = readUptimeMs(procRoot);
      const entries = readEntries(procRoot);
      if (uptimeMs === null || entries === null || !entries.some((entry) => entry.pid === pid)) return null;
      const bootedAtMs = clock.nowMs() - uptimeMs;
      return below(entries, pid).map(
        ({ startedTicks }) => bootedAtMs + (startedTicks * 1000) / TICKS_PER_SECOND,
      );
    },
  };
}

function below(entries: readonly Entry[], root: number): readonly Entry[] {
  const children = Map.groupBy(entries, (entry) => entry.parent);
  const found: Entry[] = [];
  // A table that is read while it changes could show a ring: nobody is visited twice.
  const seen = new Set([root]);
  for (let level = [root]; level.length > 0;) {
    const next = level
      .flatMap((pid) => children.get(pid) ?? [])
      .filter(({ pid }) => !seen.has(pid) && seen.add(pid));
    found.push(...next);
    level = next.map(({ pid }) => pid);
  }
  return found;
}

function readEntries(procRoot: string): readonly Entry[] | null {
  try {
    return readdirSync(procRoot)
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readEntry(procRoot, name))
      .filter((entry) => entry !== null);
  } catch {
    return null;
  }
}

/** Null for one that is over, or dead and not yet collected. */
function readEntry(procRoot: string, pid: string): Entry | null {
  try {
    const stat = readFileSync(join(procRoot, pid, 'stat'), 'utf8');
    // The name may hold spaces and brackets of its own.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[STATE] === 'Z' || fields[STATE] === 'X') return null;
    return { pid: Number(pid), parent: Number(fields[PARENT]), startedTicks: Number(fields[START]) };
  } catch {
    return null;
  }
}

function readUptimeMs(procRoot: string): number | null {
  try {
    const [seconds = ''] = readFileSync(join(procRoot, 'uptime'), 'utf8').split(' ');
    return Number(seconds) * 1000;
  } catch {
    return null;
  }
}
