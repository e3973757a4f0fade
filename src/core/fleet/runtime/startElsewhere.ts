import type { AgentEvent, Session } from '../../agent/agent.ts';
import type { AgentSpec } from '../../config.ts';
import type { Disposable } from '../../lifecycle.ts';
import type { FleetDeps } from '../context.ts';

/** Far longer than it takes from the note of a start to the session that it makes, on a busy machine too. */
const MAKES_SESSION_WITHIN_MS = 15_000;

/** What of an Agentin's runtime a start by another process changes. */
export interface Startable {
  readonly spec: AgentSpec;
  readonly model: { readonly startingSinceMs: number | null };
  readonly apply: (event: AgentEvent) => void;
  readonly observe: (session: Session | undefined) => void;
}

/**
 * Starts and stops as another process notes them, before her session is made or after it ended: until then her absence is
 * no loss. A start that was killed in between is known by its time alone.
 */
export class StartElsewhere implements Disposable {
  readonly #deps: Pick<FleetDeps, 'clock' | 'multiplexer' | 'logger'>;
  readonly #agent: Startable;
  #waiting: AbortController | undefined;

  constructor(deps: Pick<FleetDeps, 'clock' | 'multiplexer' | 'logger'>, agent: Startable) {
    this.#deps = deps;
    this.#agent = agent;
  }

  /**
   * Waits for her session when the first look of this process at her falls between the note of a start and the session that
   * it makes; `startedAtMs` is that of the note. Returns whether it does.
   */
  takesUp(startedAtMs: number | null): boolean {
    const ageMs = this.#deps.clock.nowMs() - (startedAtMs ?? Number.NEGATIVE_INFINITY);
    const isFresh = ageMs >= 0 && ageMs < MAKES_SESSION_WITHIN_MS;
    if (isFresh) this.noted(true);
    return isFresh;
  }

  /** Somebody noted of one whose session is not there that she is to run, or no longer. */
  noted(isExpectedUp: boolean): void {
    if (isExpectedUp && this.#agent.model.startingSinceMs === null) {
      this.#waiting = new AbortController();
      this.#agent.apply({ type: 'starting' });
      void this.#wait(this.#waiting.signal);
    } else if (!isExpectedUp) {
      if (this.#waiting !== undefined) this.#agent.apply({ type: 'startFailed' });
      this.dispose();
      this.#agent.observe(undefined);
    }
  }

  /** Nothing is waited for any more: she is there, or will not be. */
  dispose(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { clock, multiplexer, logger } = this.#deps;
    await clock.sleep(MAKES_SESSION_WITHIN_MS, signal);
    if (signal.aborted) return;
    this.#waiting = undefined;
    this.#agent.apply({ type: 'startFailed' });
    try {
      this.#agent.observe((await multiplexer.sessions()).get(this.#agent.spec.session));
    } catch (error) {
      logger.debug(`tmux cannot be asked: ${String(error)}`);
    }
  }
}
