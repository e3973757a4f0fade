import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const pauseMs = 25;

/** How long a window may take for anything: long, for a busy machine is slow, not wrong. It costs nothing when all is well. */
export const patienceMs = 120_000;

/**
 * Reads until the value is as wanted and returns it. For what has no event to wait for: a window's rendered text. What cannot
 * be read right now (a page that is loaded anew, a file that git replaces) is read again.
 * On time-out the error tells `what` was waited for and the last value read, or why there was none.
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  timeoutMs = patienceMs,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const last = await tryTo(read);
    if ('value' in last && isWanted(last.value)) return last.value;
    if (performance.now() > deadline) throw tooLate(what, timeoutMs, last);
    await delay(pauseMs);
  }
}

type Reading<T> = { readonly value: T } | { readonly error: unknown };

async function tryTo<T>(read: () => Promise<T>): Promise<Reading<T>> {
  return read().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function tooLate(what: string, timeoutMs: number, last: Reading<unknown>): Error {
  const waited = `Waited ${timeoutMs} ms for ${what}; `;
  if ('value' in last) return new Error(`${waited}last seen: ${inspect(last.value, { depth: 5 })}`);
  return new Error(`${waited}it could not be read: ${String(last.error)}`, { cause: last.error });
}
