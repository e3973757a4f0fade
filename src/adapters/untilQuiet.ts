import type { Clock } from '../core/ports.ts';

export interface Patience {
  readonly timeoutMs: number;
  readonly lookMs: number;
}

/**
 * Waits for processes that are not our children, of whose end no event tells: looks again and again. False when somebody
 * is still busy after that time.
 */
export async function untilQuiet(
  clock: Clock,
  { timeoutMs, lookMs }: Patience,
  isBusy: () => boolean | Promise<boolean>,
): Promise<boolean> {
  for (let leftMs = timeoutMs; ;) {
    const beganMs = clock.nowMs();
    if (!(await isBusy())) return true;
    if (leftMs <= 0) return false;
    await clock.sleep(lookMs);
    // Counted: a clock that is set back must not make anybody wait for as long as it was set back.
    leftMs -= Math.max(lookMs, clock.nowMs() - beganMs);
  }
}
