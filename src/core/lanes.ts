interface Waiting {
  readonly lane: string;
  readonly begin: () => void;
}

/** Runs work of one lane one after the other, of several lanes beside each other, and never more than `most` at once. */
export class Lanes {
  readonly #most: number;
  readonly #busy = new Set<string>();
  readonly #waiting: Waiting[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ lane, begin });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#busy.delete(lane);
      this.#next();
    }
  }

  #next(): void {
    while (this.#busy.size < this.#most) {
      const at = this.#waiting.findIndex(({ lane }) => !this.#busy.has(lane));
      const [one] = at === -1 ? [] : this.#waiting.splice(at, 1);
      if (one === undefined) return;
      this.#busy.add(one.lane);
      one.begin();
    }
  }
}
