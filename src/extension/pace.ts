import type { Disposable } from '../core/lifecycle.ts';

/** Runs `work` at once when it is asked for, and what is asked for while it rests afterwards together, once. */
export class Pace implements Disposable {
  readonly #work: () => void;
  readonly #restMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsked = false;

  constructor(work: () => void, restMs: number) {
    this.#work = work;
    this.#restMs = restMs;
  }

  ask(): void {
    if (this.#timer !== undefined) {
      this.#isAsked = true;
      return;
    }
    this.#isAsked = false;
    this.#timer = setTimeout(() => this.#onRested(), this.#restMs);
    this.#work();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #onRested(): void {
    this.#timer = undefined;
    if (this.#isAsked) this.ask();
  }
}
