import { setTimeout as sleep } from 'node:timers/promises';

/** The streams that are held open until somebody releases them. */
export class Stalls {
  readonly #held = new Set<() => void>();

  /** How many streams are held at the moment. */
  get size(): number {
    return this.#held.size;
  }

  /** Lets every held stream go on with its next step; returns how many there were. */
  release(): number {
    const held = [...this.#held];
    for (const letGo of held) letGo();
    return held.length;
  }

  /** Waits for `release()`, or `forMs` milliseconds at most; rejects when the signal aborts. */
  async hold(forMs: number | undefined, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = new AbortController();
    this.#held.add(resolve);
    const either = AbortSignal.any([signal, done.signal]);
    try {
      await Promise.race([promise, sleep(forMs ?? FOREVER_MS, undefined, { signal: either, ref: false })]);
    } finally {
      this.#held.delete(resolve);
      done.abort();
    }
  }
}

/** The longest delay that a timer takes, about 24 days. */
const FOREVER_MS = 2 ** 31 - 1;
