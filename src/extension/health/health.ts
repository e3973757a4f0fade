import { FleetError } from '../../core/errors.ts';
import type { Check, DoctorReport } from '../../core/diagnostics/check.ts';
import type { Diagnostics } from '../../core/diagnostics/diagnostics.ts';
import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';

export interface HealthOptions {
  /** Agentin doctor, see `Diagnostics`. */
  readonly doctor: Diagnostics['doctor'];
  readonly now: () => number;
  readonly log: Logger;
}

/** What is known of the health: the newest report, when it was made, and whether another one is being made. */
export interface HealthState {
  readonly report: DoctorReport | null;
  /** When the report was made. */
  readonly atMs: number | null;
  readonly isChecking: boolean;
  /** Why the newest attempt made no report; null when it did. */
  readonly problem: FleetError | null;
}

/** What was found this recently is shown again without another look. */
const FRESH_MS = 5 * 60_000;

/**
 * The doctor's newest report, kept. Checks only when asked: by a view that is looked at, a person, or a fix that wants to
 * know what it mended.
 */
export class Health implements Disposable {
  readonly #options: HealthOptions;
  readonly #changes = new Emitter<void>();
  #state: HealthState = { report: null, atMs: null, isChecking: false, problem: null };
  #running: { readonly stop: AbortController; readonly work: Promise<void> } | undefined;
  #isStale = true;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  get state(): HealthState {
    return this.#state;
  }

  check(name: string): Check | undefined {
    return this.#state.report?.checks.find((check) => check.name === name);
  }

  /** From now on what is known counts as old; it is still shown. */
  outdate(): void {
    this.#isStale = true;
  }

  /** Checks unless what is known is fresh. */
  async checkIfOld(): Promise<void> {
    const { atMs } = this.#state;
    const isFresh = atMs !== null && this.#options.now() - atMs < FRESH_MS;
    if (this.#isStale || !isFresh) await this.checkAll();
  }

  /** Checks everything. Who calls while a check goes on gets one that begins after it: something was mended meanwhile. */
  async checkAll(): Promise<void> {
    await this.#running?.work;
    this.#running ??= this.#start();
    await this.#running.work;
  }

  dispose(): void {
    this.#running?.stop.abort();
    this.#changes.dispose();
  }

  #start(): { readonly stop: AbortController; readonly work: Promise<void> } {
    const stop = new AbortController();
    this.#isStale = false;
    this.#set({ ...this.#state, isChecking: true });
    const work = this.#look(stop.signal).finally(() => {
      this.#running = undefined;
    });
    return { stop, work };
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { doctor, now, log } = this.#options;
    try {
      const report = await doctor({ signal });
      this.#set({ report, atMs: now(), isChecking: false, problem: null });
    } catch (error) {
      if (signal.aborted) return;
      log.error('The health could not be checked', error);
      const problem = FleetError.from(error, 'The health could not be checked. See the log.');
      this.#set({ ...this.#state, isChecking: false, problem });
    }
  }

  #set(state: HealthState): void {
    this.#state = state;
    this.#changes.fire();
  }
}
