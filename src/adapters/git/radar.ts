import type { Clash } from '../../core/worktreeWork.ts';

/** More pairs than fifty worktrees have. */
const MOST_PAIRS = 2000;
const AT_ONCE = 4;

/** Remembers what is known of pairs of commits, and asks about few at once. */
export class Radar {
  readonly #known = new Map<string, Promise<Clash | null>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** The answer for the pair, whichever way round; `ask` runs when nobody asked before. */
  async clash(a: string, b: string, ask: () => Promise<Clash | null>): Promise<Clash | null> {
    const key = a < b ? `${a}:${b}` : `${b}:${a}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#inTurn(ask);
    this.#known.set(key, asked);
    // What failed may be asked again.
    asked.catch(() => this.#known.delete(key));
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_PAIRS) break;
      this.#known.delete(oldest);
    }
    return asked;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on, so that nobody comes in between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
