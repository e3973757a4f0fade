const FIRST_MS = 20;
const LONGEST_MS = 2000;

/** How long to wait before the next attempt: an immutable value, doubled by each `next()` up to two seconds. */
export class Backoff {
  static readonly first = new Backoff(FIRST_MS);
  readonly #ms: number;

  private constructor(ms: number) {
    this.#ms = ms;
  }

  /** `jitter` from 0 to 1 takes away up to half, so that several processes do not knock at the same moment. */
  delayMs(jitter: number): number {
    return this.#ms * (1 - jitter / 2);
  }

  next(): Backoff {
    return new Backoff(Math.min(this.#ms * 2, LONGEST_MS));
  }
}
