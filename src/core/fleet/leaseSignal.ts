import { DisposableStore } from '../lifecycle.ts';
import type { Disposable } from '../lifecycle.ts';
import type { Clock, StateChange } from '../ports.ts';
import type { FleetDeps } from './context.ts';

/** Wakes whoever waits for an Agentin's lease to change. A change between two waits ends the second at once. */
export class LeaseSignal implements Disposable {
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  #hasChanged = false;
  #wake: AbortController | null = null;

  static listen(deps: FleetDeps, agentId: string): LeaseSignal {
    const signal = new LeaseSignal(deps.clock);
    const onChange = (change: StateChange): void => {
      if (change.agentId === agentId && change.what === 'lease') signal.#changed();
    };
    signal.#store.add(deps.store.onDidChange(onChange));
    signal.#store.add(deps.store.watch());
    return signal;
  }

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the next change, after `ms`, or when the signal aborts; never rejects. */
  async next(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.#hasChanged) {
      const wake = new AbortController();
      this.#wake = wake;
      await this.#clock.sleep(
        ms,
        signal === undefined ? wake.signal : AbortSignal.any([wake.signal, signal]),
      );
      this.#wake = null;
    }
    this.#hasChanged = false;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #changed(): void {
    this.#hasChanged = true;
    this.#wake?.abort();
  }
}
