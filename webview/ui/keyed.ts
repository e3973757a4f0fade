/** One drawn thing: its element, and how it takes what it shows now. */
export interface Drawn<T> {
  readonly node: Element;
  update(value: T): void;
}

interface Kept<T> {
  readonly drawn: Drawn<T>;
  value: T;
}

/** Keeps an element's children up to a list: what stays keeps its element, with focus and all; only what differs is touched. */
export class KeyedChildren<T> {
  readonly #host: Element;
  readonly #keyOf: (value: T) => string;
  readonly #make: (value: T) => Drawn<T>;
  #kept = new Map<string, Kept<T>>();

  constructor(host: Element, keyOf: (value: T) => string, make: (value: T) => Drawn<T>) {
    this.#host = host;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  get(key: string): Drawn<T> | undefined {
    return this.#kept.get(key)?.drawn;
  }

  /** A value that is the same object as before is not looked at again. */
  set(values: readonly T[]): void {
    const before = this.#kept;
    this.#kept = new Map(values.map((value) => [this.#keyOf(value), this.#taken(before, value)]));
    for (const [key, { drawn }] of before) if (!this.#kept.has(key)) drawn.node.remove();
    this.#order();
  }

  /** Lets each take its value once more, as when what it is drawn against has changed. */
  redraw(): void {
    for (const { drawn, value } of this.#kept.values()) drawn.update(value);
  }

  #taken(before: ReadonlyMap<string, Kept<T>>, value: T): Kept<T> {
    const known = before.get(this.#keyOf(value));
    if (known === undefined) {
      const drawn = this.#make(value);
      drawn.update(value);
      return { drawn, value };
    }
    if (known.value !== value) known.drawn.update(value);
    known.value = value;
    return known;
  }

  #order(): void {
    let next: Element | null = this.#host.firstElementChild;
    for (const { drawn } of this.#kept.values()) {
      if (drawn.node === next) next = next.nextElementSibling;
      else this.#host.insertBefore(drawn.node, next);
    }
  }
}
