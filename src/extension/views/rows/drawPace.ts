import type { Disposable } from '../../../core/lifecycle.ts';

/**
 * VS Code draws a change of a tree at once when there was none for 200 ms. Else it waits until there is none for 200 ms, all
 * rows of the tree alike: a fleet in which something happens all the time would not be drawn at all. So the next one is told
 * when that time is over.
 */
const REST_MS = 205;

/** When VS Code may be told of a tree's next change, so that it draws it at once. */
export class DrawPace implements Disposable {
  readonly #onRested: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** VS Code was told of all rows, and did not ask for them yet. */
  #isOwed = false;
  #isLate = false;

  /** `onRested` is called when the tree may be told again; not where VS Code asked for everything meanwhile. */
  constructor(onRested: () => void) {
    this.#onRested = onRested;
  }

  get isResting(): boolean {
    return this.#timer !== undefined;
  }

  /** VS Code was told; of all rows: whatever happens until it asks for them it hears by that. */
  told(what: 'some' | 'all'): void {
    this.#isOwed ||= what === 'all';
    this.#isLate = false;
    this.#rest();
  }

  /** VS Code asked for all rows. */
  asked(): void {
    this.#isOwed = false;
    if (this.#isLate) this.dispose();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isLate = false;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isOwed) this.#waitForQuestion();
      else this.#onRested();
    }, REST_MS);
  }

  /** A busy window asks late; should it never do so it is told once more. */
  #waitForQuestion(): void {
    this.#isOwed = false;
    this.#isLate = true;
    this.#rest();
  }
}
