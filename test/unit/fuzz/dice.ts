import fc from 'fast-check';

/**
 * Made-up inputs are the same in every run, so that a failure is nobody's luck and can be had again. To explore:
 * `FUZZ_SEED=random FUZZ_TIMES=50 npx vitest run --project unit`; a failure names its seed.
 */
const wanted = process.env['FUZZ_SEED'] ?? '20261121';
export const seed = wanted === 'random' ? Date.now() % 2_147_483_648 : Number(wanted);

const times = Number(process.env['FUZZ_TIMES'] ?? 1);

/** So many inputs, or so many times as many where somebody explores. */
export function runs(count: number): number {
  return count * times;
}

/** Without a limit of time where somebody explores. */
export function within(milliseconds: number): { readonly interruptAfterTimeLimit?: number } {
  return times > 1 ? {} : { interruptAfterTimeLimit: milliseconds };
}

fc.configureGlobal({ seed, numRuns: runs(100) });
