import type { Disposable } from '../../lifecycle.ts';
import type { Clock } from '../../ports.ts';

/** Timers of the platform hold no more. */
const LONGEST_MS = 2 ** 31 - 1;

/** Wakes when a limit is over by its time: nothing else tells of that. */
export class LimitEnd implements Disposable {
  readonly #clock: Clock;
  readonly #onOver: () => void;
  #untilMs: number | null = null;
  #waiting: AbortController | undefined;

  constructor(clock: Clock, onOver: () => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** The limit that holds now ends then; null: none does, or nobody knows. */
  expect(untilMs: number | null): void {
    if (untilMs === this.#untilMs) return;
    this.#waiting?.abort();
    this.#untilMs = untilMs;
    this.#waiting = untilMs === null ? undefined : new AbortController();
    if (untilMs !== null && this.#waiting !== undefined) void this.#wait(untilMs, this.#waiting.signal);
  }

  dispose(): void {
    this.expect(null);
  }

  async #wait(untilMs: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(Math.min(LONGEST_MS, Math.max(0, untilMs - this.#clock.nowMs())), signal);
    if (signal.aborted) return;
    this.#untilMs = null;
    this.#onOver();
  }
}
