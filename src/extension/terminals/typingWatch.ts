import { hasUnsent, NOTHING_TYPED, readKeys } from '../../core/typedKeys.ts';
import type { Typing } from '../../core/typedKeys.ts';
import type { HoldWish } from '../../core/hold.ts';
import { UNSENT_SECONDS } from '../../core/hold.ts';
import type { Disposable } from '../../core/lifecycle.ts';

/** How far behind the last key the disk may be. */
export const REFRESH_MS = 2500;

export interface TypingWatchOptions {
  /** Seconds without a key after which the person has let go; asked with each first key, and when told that it changed. */
  readonly idleSeconds: () => number;
  readonly now: () => number;
  /** Tells every process. */
  readonly hold: (wish: HoldWish) => Promise<void>;
  readonly letGo: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Sees by the keys of one terminal that a person writes there, and tells every process: with the first key, from then
 * on every few seconds, and when they let go. No key waits for that.
 */
export class TypingWatch implements Disposable {
  readonly #options: TypingWatchOptions;
  #typing = NOTHING_TYPED;
  #lastKeyMs = 0;
  #idleSeconds = 0;
  /** What was told last; null: that nobody types. */
  #told: HoldWish | null = null;
  #telling: Promise<void> = Promise.resolve();
  #pending = 0;
  #refreshTimer: NodeJS.Timeout | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: TypingWatchOptions) {
    this.#options = options;
  }

  /** Hears what the terminal sends while it shows the Agentin. */
  read(data: string): void {
    const keys = readKeys(data, this.#typing);
    if (keys.isTyped) this.#typed(keys.typing);
    if (keys.focus === false) this.#rest();
  }

  /** The time without a key is another one: it counts for whoever types now as well. */
  retime(): void {
    if (this.#told === null || this.#told.idleSeconds === 0) return;
    this.#idleSeconds = this.#options.idleSeconds();
    if (this.#idleSeconds === this.#told.idleSeconds) return;
    this.#tell(this.#idleSeconds);
    this.#armIdle(Math.max(0, this.#lastKeyMs + this.#idleSeconds * 1000 - this.#options.now()));
  }

  /** The person let go: nothing of theirs stands in the way any more. */
  letGo(): void {
    this.#typing = NOTHING_TYPED;
    this.#rest();
  }

  /** Another window took over, or handed over for this one: the next key is a first key again. */
  lost(): void {
    // Until what was told is on the disk, nobody can have taken it away.
    if (this.#told === null || this.#pending > 0) return;
    this.#clearTimers();
    this.#typing = NOTHING_TYPED;
    this.#told = null;
  }

  /** Resolves when everything that was told so far is on the disk. */
  async settled(): Promise<void> {
    await this.#telling;
  }

  dispose(): void {
    this.letGo();
  }

  #typed(typing: Typing): void {
    const isFirst = this.#told === null || this.#told.idleSeconds === 0;
    if (isFirst) this.#idleSeconds = this.#options.idleSeconds();
    this.#typing = typing;
    this.#lastKeyMs = this.#options.now();
    this.#armIdle(this.#idleSeconds * 1000);
    if (isFirst || this.#told?.unsent !== hasUnsent(typing)) this.#tell(this.#idleSeconds);
    else this.#refreshTimer ??= setTimeout(() => this.#tell(this.#idleSeconds), REFRESH_MS);
  }

  #armIdle(delayMs: number): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#rest(), delayMs);
  }

  /** Nobody types any more. Text that was left there is still told of, for it must not be mixed with other text. */
  #rest(): void {
    this.#clearTimers();
    if (this.#told === null) return;
    if (!hasUnsent(this.#typing)) return this.#tellNobody();
    if (this.#told.idleSeconds > 0) this.#tell(0);
    this.#idleTimer = setTimeout(() => this.letGo(), UNSENT_SECONDS * 1000);
    return undefined;
  }

  #tell(idleSeconds: number): void {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = undefined;
    const wish = { lastKeyMs: this.#lastKeyMs, idleSeconds, unsent: hasUnsent(this.#typing) };
    this.#told = wish;
    this.#queue(async () => this.#options.hold(wish));
  }

  #tellNobody(): void {
    this.#told = null;
    this.#queue(this.#options.letGo);
  }

  #queue(work: () => Promise<void>): void {
    this.#pending += 1;
    this.#telling = this.#telling
      .then(work)
      .catch(this.#options.onError)
      .finally(() => (this.#pending -= 1));
  }

  #clearTimers(): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#refreshTimer);
    this.#idleTimer = undefined;
    this.#refreshTimer = undefined;
  }
}
