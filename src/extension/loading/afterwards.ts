import { toDisposable } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetService } from '../fleet/fleetService.ts';

export interface FirstRowsOptions {
  readonly service: FleetService;
  /** Will VS Code ask for rows? It does where the panel was in sight before the window was loaded. */
  readonly isAwaited: () => boolean;
  /** The trees of which it will, and whose rows are known without the fleet: from before. */
  readonly remembered: () => readonly string[];
}

/** VS Code asks a moment after the trees were registered, unless it is busy. A tree that it does not ask for may be hidden. */
const ASKING_MS = 1500;
/** It asks for what is below at once, unless somebody folded it. */
const ASKING_BELOW_MS = 500;
/** VS Code draws the rows that it was told, and asks for those below them: by then it has done so. */
const DRAWN_MS = 500;
/** It is known to ask for more: on a busy machine that takes its time. */
const ASKED_MS = 3000;
/** Nothing waits for longer: the panel may not be in sight any more, or its rows change all the time. */
const AT_MOST_MS = 5000;

/**
 * When the rows that a person looks at stand there. Whatever is loaded, opened or read before that, and nobody waits for,
 * holds them up: the extension host does one thing at a time.
 */
export class FirstRows implements Disposable {
  readonly #options: FirstRowsOptions;
  readonly #shown = Promise.withResolvers<void>();
  readonly #answered = Promise.withResolvers<void>();
  readonly #following: Disposable;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #isAnswered = false;
  #drawn: ReturnType<typeof setTimeout> | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;
  readonly #told = new Set<string>();
  /** The trees of which VS Code has still to ask for the rows below some that it was told as open. */
  readonly #unasked = new Set<string>();

  constructor(options: FirstRowsOptions) {
    this.#options = options;
    this.#following = options.service.onDidChangeFleet(() => this.#onFleet());
    this.#onFleet();
  }

  /**
   * Resolves when VS Code was told the rows of before, those below open ones as well, or does not ask for them. Whoever
   * loads the fleet earlier than that keeps them waiting.
   */
  async answered(): Promise<void> {
    this.#answer();
    await this.#answered.promise;
    clearTimeout(this.#asking);
    this.#isAnswered = true;
  }

  /** Resolves when they stand there, or when there is no fleet whose rows could come. Never rejects. */
  get shown(): Promise<void> {
    return this.#shown.promise;
  }

  /** VS Code asked a tree for rows, and was told them; some of them are open: it asks for those below, too. */
  readonly told = (viewId: string, someAreOpen: boolean): void => {
    this.#told.add(viewId);
    if (someAreOpen) this.#unasked.add(viewId);
    else this.#unasked.delete(viewId);
    this.#answer();
    if (this.#options.service.phase === 'ready') this.#expect();
  };

  /** Does the work as soon as they are shown, unless the handle is disposed before that. */
  afterwards(work: () => void): Disposable {
    let isOver = false;
    const wait = async (): Promise<void> => {
      await this.shown;
      if (!isOver) work();
    };
    void wait();
    return toDisposable(() => (isOver = true));
  }

  /** Who waits goes on waiting: everything ends. */
  dispose(): void {
    this.#following.dispose();
    clearTimeout(this.#drawn);
    clearTimeout(this.#end);
    this.#answered.resolve();
  }

  /** Is everything told? Else what is asked next is waited for. */
  #answer(): void {
    if (this.#isAnswered) return;
    const areRootsTold = this.#options.remembered().every((viewId) => this.#told.has(viewId));
    const waitMs = areRootsTold ? ASKING_BELOW_MS : ASKING_MS;
    clearTimeout(this.#asking);
    if (areRootsTold && this.#unasked.size === 0) this.#answered.resolve();
    // On a busy machine the question may be here, and this process had no time to hear it: what has come is heard first.
    else this.#asking = setTimeout(() => setImmediate(() => this.#answered.resolve()), waitMs);
  }

  #onFleet(): void {
    const { service, isAwaited } = this.#options;
    if (service.phase === 'failed') this.#shown.resolve();
    if (service.phase !== 'ready' || this.#end !== undefined) return;
    this.#end = setTimeout(() => this.#shown.resolve(), AT_MOST_MS);
    if (this.#told.size > 0 || !isAwaited()) this.#expect();
  }

  #expect(): void {
    clearTimeout(this.#drawn);
    const waitMs = this.#unasked.size > 0 ? ASKED_MS : DRAWN_MS;
    this.#drawn = setTimeout(() => this.#shown.resolve(), waitMs);
  }
}
