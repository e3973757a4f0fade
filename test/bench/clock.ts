/** Now in ms since 1970, finer than `Date.now()`: comparable with what other processes of this machine note. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** How long it takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Does it `runs` times, one after the other; the times in ms. */
export async function timesOf(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) values.push(await timed(work));
  return values;
}
