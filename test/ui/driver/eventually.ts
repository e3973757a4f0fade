import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const pauseMs = 25;

/** How long a window may take for anything: long, for a busy machine is slow, not wrong. It costs nothing when all is well. */
export const patienceMs = 90_000;

/**
 * Reads until the value is as wanted and returns it. For what has no event to wait for: a window's rendered text.
 * On time-out the error tells `what` was waited for and the last value read.
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  timeoutMs = patienceMs,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms for ${what}; last seen: ${inspect(value, { depth: 5 })}`);
    }
    await delay(pauseMs);
  }
}
