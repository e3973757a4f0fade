export interface OnDiskOptions<T> {
  /** What holds before the first reading. */
  readonly first: T;
  readonly read: () => Promise<T>;
  /** Another value was read or written; `now` is the one that holds. */
  readonly taken: (before: T, now: T) => void;
}

/**
 * One thing that the disk says of an Agentin, as this process last heard it. Orders readings that overlap with each other
 * and with our own writing: one that began before a newer reading was taken, or before something was written, tells of the
 * past; taken all the same, the next change would write the past back.
 */
export class OnDisk<T> {
  readonly #options: OnDiskOptions<T>;
  #value: T;
  #begun = 0;
  #newest = 0;

  constructor(options: OnDiskOptions<T>) {
    this.#options = options;
    this.#value = options.first;
  }

  get value(): T {
    return this.#value;
  }

  /** Reads it; what was found is left alone when something newer is known by then. */
  async read(): Promise<void> {
    const reading = this.#begin();
    const found = await this.#options.read();
    if (reading < this.#newest) return;
    this.#newest = reading;
    this.#take(found);
  }

  /** As it was just written or removed: what was begun to be read before is out of date. */
  set(written: T): void {
    this.#newest = this.#begin();
    this.#take(written);
  }

  #begin(): number {
    this.#begun += 1;
    return this.#begun;
  }

  #take(now: T): void {
    const before = this.#value;
    this.#value = now;
    this.#options.taken(before, now);
  }
}
