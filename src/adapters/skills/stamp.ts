import { lstatSync } from 'node:fs';

/** What changes of a folder when an entry comes or goes. Its change time cannot be set back, as a copy does with the other one. */
export interface Stamp {
  readonly dev: number;
  readonly ino: number;
  readonly ctimeMs: number;
}

/** How far the clocks of file systems go in steps: those with fractions of a second a few ms, the others up to two seconds. */
const FINE_TICK_MS = 100;
const COARSE_TICK_MS = 2100;

export function kindAt(path: string): 'absent' | 'link' | 'other' {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'absent';
    return stats.isSymbolicLink() ? 'link' : 'other';
  } catch {
    return 'absent';
  }
}

/** Null when there is no folder: nothing, a file, or a link. */
export function stampOf(path: string): Stamp | null {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isDirectory()) return null;
    return { dev: stats.dev, ino: stats.ino, ctimeMs: stats.ctimeMs };
  } catch {
    return null;
  }
}

export function sameStamp(one: Stamp, other: Stamp): boolean {
  return one.ctimeMs === other.ctimeMs && one.ino === other.ino && one.dev === other.dev;
}

/** Would a change from now on show in the change time? Not while the clock's tick of the last change may still last. */
export function isSettled({ ctimeMs }: Stamp, nowMs: number): boolean {
  const tickMs = ctimeMs % 1000 === 0 ? COARSE_TICK_MS : FINE_TICK_MS;
  return nowMs - ctimeMs > tickMs;
}
