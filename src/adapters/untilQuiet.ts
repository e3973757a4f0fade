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
  const deadlineMs = clock.nowMs() + timeoutMs;
  while (await isBusy()) {
    if (clock.nowMs() >= deadlineMs) return false;
    await clock.sleep(lookMs);
  }
  return true;
}
