import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, ProcessTable } from '../core/ports.ts';
import { parseStat, processIds } from './proc.ts';

/** What /proc counts time in, on every Linux (`USER_HZ`). */
const TICKS_PER_SECOND = 100;

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
  const pids = processIds(procRoot);
  return pids?.map((pid) => readEntry(procRoot, pid)).filter((entry) => entry !== null) ?? null;
}

/** Null for one that is over, or dead and not yet collected. */
function readEntry(procRoot: string, pid: string): Entry | null {
  try {
    const stat = parseStat(readFileSync(join(procRoot, pid, 'stat'), 'utf8'));
    if (stat === null || stat.isOver) return null;
    return { pid: Number(pid), parent: stat.parent, startedTicks: Number(stat.startedTicks) };
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
