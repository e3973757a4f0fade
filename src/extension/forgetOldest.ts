/** Keeps the newest `most` of what was put in one after the other. Who is to count as new again is taken out first. */
export function forgetOldest(kept: Map<unknown, unknown> | Set<unknown>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
