export type Listener<T> = (value: T) => void;

export interface Handle {
  dispose(): void;
}

/** A small event source for the parts of the window that tests move. */
export class Signal<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): Handle => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  get listenerCount(): number {
    return this.#listeners.size;
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
