import { toDisposable } from '../../lifecycle.ts';
import type { Disposable } from '../../lifecycle.ts';
import type { Clock } from '../../ports.ts';

/** Those of one process who wait for the same thing, in the order in which they came. */
export class WaitingLine {
  readonly #places: AbortController[] = [];

  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  /**
   * Stands in line and resolves when the caller is first, after `ms`, or when the signal aborts; never rejects.
   * The place is kept until the handle is disposed.
   */
  async enter(clock: Clock, ms: number, signal?: AbortSignal): Promise<Disposable> {
    const place = new AbortController();
    this.#places.push(place);
    const first = signal === undefined ? place.signal : AbortSignal.any([place.signal, signal]);
    if (this.#places[0] !== place) await clock.sleep(ms, first);
    return toDisposable(() => {
      this.#places.splice(this.#places.indexOf(place), 1);
      this.#places[0]?.abort();
    });
  }
}
