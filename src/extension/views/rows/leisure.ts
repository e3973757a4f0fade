import type { Disposable } from '../../../core/lifecycle.ts';

export interface LeisureOptions {
  /** From the first wish until it is done: what comes meanwhile is done with it. */
  readonly delayMs: number;
  /** After that, before it is done again. */
  readonly restMs: number;
}

/** Does what can wait, all of it together. */
export class Leisure implements Disposable {
  readonly #work: () => void;
  readonly #options: LeisureOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsked = false;

  constructor(work: () => void, options: LeisureOptions) {
    this.#work = work;
    this.#options = options;
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  ask(): void {
    this.#isAsked = true;
    this.#timer ??= setTimeout(() => this.#onTime(), this.#options.delayMs);
  }

  /** It was done in another way. */
  done(): void {
    this.#isAsked = false;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAsked = false;
  }

  #onTime(): void {
    this.#timer = undefined;
    if (!this.#isAsked) return;
    this.#isAsked = false;
    this.#timer = setTimeout(() => this.#onTime(), this.#options.restMs);
    this.#work();
  }
}
