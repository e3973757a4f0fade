import type { Clash } from '../../../core/worktrees/worktreeWork.ts';
import { FleetError } from '../../../core/errors.ts';
import { cancelled } from '../process/turns.ts';

/** More pairs than fifty worktrees have. */
const MOST_PAIRS = 2000;
/** Each is several processes, one after the other. */
const PAIRS_AT_ONCE = 3;

/** Remembers what is known of pairs of commits, and asks about few at once. */
export class Radar {
  readonly #known = new Map<string, Promise<Clash | null>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * The answer for the pair, whichever way round; `ask` runs when nobody asked before. An answer that is not known yet, and
   * whose `signal` is aborted, is not asked for. @throws FleetError `cancelled`
   */
  async clash(
    a: string,
    b: string,
    ask: () => Promise<Clash | null>,
    signal?: AbortSignal,
  ): Promise<Clash | null> {
    const key = a < b ? `${a}:${b}` : `${b}:${a}`;
    const known = this.#known.get(key);
    if (known !== undefined) return this.#join(known, async () => this.clash(a, b, ask, signal), signal);
    const asked = this.#inTurn(ask, signal);
    this.#known.set(key, asked);
    // What failed, was cancelled or could not be told may be asked again.
    void this.#forgetUnknown(key, asked);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_PAIRS) break;
      this.#known.delete(oldest);
    }
    return asked;
  }

  async #forgetUnknown(key: string, asked: Promise<Clash | null>): Promise<void> {
    const clash = await asked.catch(() => null);
    if (clash === null && this.#known.get(key) === asked) this.#known.delete(key);
  }

  /** Somebody else asks already; when they give up, whoever still wants to know asks. */
  async #join(
    known: Promise<Clash | null>,
    again: () => Promise<Clash | null>,
    signal: AbortSignal | undefined,
  ): Promise<Clash | null> {
    try {
      return await known;
    } catch (error) {
      if (!FleetError.is(error, 'cancelled') || signal?.aborted === true) throw error;
      return again();
    }
  }

  async #inTurn<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#running >= PAIRS_AT_ONCE)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      if (signal?.aborted === true) throw cancelled();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on, so that nobody comes in between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
