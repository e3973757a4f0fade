/** The farthest moment that a `Date` can be. */
const FARTHEST_MS = 8_640_000_000_000_000;

/**
 * Milliseconds since the epoch as ISO 8601 in UTC; null stays null. One that cannot be written so (in a damaged file, or by a
 * mistake of Codex') is the farthest that can: no answer fails for it.
 */
export function utc(ms: number): string;
export function utc(ms: number | null): string | null;
export function utc(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.min(FARTHEST_MS, Math.max(-FARTHEST_MS, ms))).toISOString();
}

/** Whole seconds between two moments, never negative. */
export function secondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}
