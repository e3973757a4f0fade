import type { Disposable } from '../../../core/lifecycle.ts';

const SHORTEST_MS = 1000;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * One timer for everything in a view that reads differently as time goes by. It runs only between `arm` and
 * `disarm`, and then only until the next moment at which something changes.
 */
export class Ticker implements Disposable {
  readonly #now: () => number;
  readonly #onTick: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, onTick: () => void) {
    this.#now = now;
    this.#onTick = onTick;
  }

  /** Sets the timer to the moment; null means that nothing changes by itself. */
  arm(nextMs: number | null): void {
    this.disarm();
    if (nextMs === null) return;
    const delayMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, nextMs - this.#now()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onTick();
    }, delayMs);
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.disarm();
  }
}
