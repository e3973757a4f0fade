/** Milliseconds since the epoch as ISO 8601 in UTC; null stays null. */
export function utc(ms: number): string;
export function utc(ms: number | null): string | null;
export function utc(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Whole seconds between two moments, never negative. */
export function secondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}
