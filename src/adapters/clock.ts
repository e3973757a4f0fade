import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';

/** The machine's wall clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    // The only way for it to reject is the signal, and that means: wake up.
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  },
};
