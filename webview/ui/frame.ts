/** Takes what comes at any rate and hands it on once for each frame that is drawn. */
export class FrameBatch<T> {
  readonly #onFrame: (batch: readonly T[]) => void;
  #waiting: T[] = [];

  constructor(onFrame: (batch: readonly T[]) => void) {
    this.#onFrame = onFrame;
  }

  add(value: T): void {
    this.#waiting.push(value);
    if (this.#waiting.length > 1) return;
    requestAnimationFrame(() => {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#onFrame(batch);
    });
  }
}
