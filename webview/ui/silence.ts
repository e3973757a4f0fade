/** Longer than a busy extension host takes to say that it heard something. */
const PATIENCE_MS = 5000;
/** Who was heard so lately is there. */
const FRESH_MS = 10_000;

export interface SilenceOptions {
  /** Asks whether anybody is there. */
  readonly ask: () => void;
  /** Nobody answers, or (false) somebody does again. */
  readonly onChange: (isSilent: boolean) => void;
  readonly now: () => number;
}

/**
 * Notices that nobody answers any more: VS Code restarts an extension host that died, and leaves its pages as they are. Everything
 * that is said is answered, so an answer that stays away tells. Nobody is asked while nothing happens: only when the person
 * does something, and while they wait for what was begun.
 */
export class Silence {
  readonly #options: SilenceOptions;
  #due: ReturnType<typeof setTimeout> | undefined;
  #next: ReturnType<typeof setTimeout> | undefined;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #isSilent = false;
  #isAwaiting = false;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Something was said: an answer is due. */
  said(): void {
    this.#due ??= setTimeout(() => this.#set(true), PATIENCE_MS);
  }

  heard(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#heardAtMs = this.#options.now();
    this.#set(false);
  }

  /** The person is at it. */
  acted(): void {
    if (this.#options.now() - this.#heardAtMs >= FRESH_MS) this.#ask();
  }

  /** Whether the person waits for something that was begun, and that tells nothing until it is over. */
  set awaiting(isAwaiting: boolean) {
    this.#isAwaiting = isAwaiting;
    clearTimeout(this.#next);
    if (isAwaiting) this.#askLater();
  }

  get awaiting(): boolean {
    return this.#isAwaiting;
  }

  #askLater(): void {
    this.#next = setTimeout(() => {
      this.#ask();
      this.#askLater();
    }, FRESH_MS);
  }

  #ask(): void {
    if (this.#due !== undefined) return;
    this.said();
    this.#options.ask();
  }

  #set(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#options.onChange(isSilent);
  }
}
