import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Work that may be asked for at any time: done at once when there was a pause, else after it; never two at once,
 * at most one more queued. The work never rejects.
 */
export class Spaced {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  #running = false;
  #again = false;

  constructor(pauseMs: number, work: () => Promise<void>) {
    this.#pauseMs = pauseMs;
    this.#work = work;
  }

  request(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      await this.#work();
      await sleep(this.#pauseMs);
    }
    this.#running = false;
  }
}
