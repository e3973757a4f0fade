import { toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Clock } from '../../core/ports.ts';

/** Lets callers in one after the other, in the order in which they came. */
export class TurnQueue {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the turn, which its holder ends; null when it did not come within `timeoutMs`. */
  async enter(timeoutMs: number): Promise<Disposable | null> {
    if (this.#taken && !(await this.#wait(timeoutMs))) return null;
    this.#taken = true;
    return toDisposable(() => this.#leave());
  }

  /** `#taken` stays true while the turn is handed on, so that no newcomer slips in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }

  #wait(timeoutMs: number): Promise<boolean> {
    const patience = new AbortController();
    return new Promise((resolve) => {
      const call = (): void => {
        resolve(true);
        patience.abort();
      };
      this.#waiting.push(call);
      void this.#giveUpAfter(timeoutMs, patience.signal, call, resolve);
    });
  }

  async #giveUpAfter(
    timeoutMs: number,
    signal: AbortSignal,
    call: () => void,
    resolve: (called: boolean) => void,
  ): Promise<void> {
    await this.#clock.sleep(timeoutMs, signal);
    const place = this.#waiting.indexOf(call);
    if (place === -1) return;
    this.#waiting.splice(place, 1);
    resolve(false);
  }
}
