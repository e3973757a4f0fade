import type { FleetError } from '../../../core/errors.ts';
import type { Event } from '../../../core/lifecycle.ts';
import type { Clock } from '../../../core/ports.ts';

export interface Waiting<T> {
  /** Looks whether it is there; undefined means not yet. A throw ends the waiting with that error. */
  readonly look: () => T | undefined;
  /** Fires when looking again may help. */
  readonly changed: Event<void>;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly late: () => FleetError;
}

/** Resolves with what `look` finds, now or after a change; rejects with `late()` when the time is over. */
export async function until<T>({ look, changed, timeoutMs, clock, late }: Waiting<T>): Promise<T> {
  const found = look();
  if (found !== undefined) return found;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const over = new AbortController();
  const listening = changed(() => {
    try {
      const value = look();
      if (value !== undefined) resolve(value);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
  void clock.sleep(timeoutMs, over.signal).then(() => reject(late()));
  try {
    return await promise;
  } finally {
    listening.dispose();
    over.abort();
  }
}
