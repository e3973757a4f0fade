/** Restarts allowed within the window, and the pause before each. */
const PAUSES_MS: readonly number[] = [0, 500, 2000, 5000];
const WINDOW_MS = 60_000;

/**
 * When a program that ended may be started again. Immutable: `next` gives the decision and the policy to keep.
 * After four restarts within a minute it gives up; a quiet minute forgives everything.
 */
export class RestartPolicy {
  readonly #endedAtMs: readonly number[];

  private constructor(endedAtMs: readonly number[]) {
    this.#endedAtMs = endedAtMs;
  }

  static readonly fresh = new RestartPolicy([]);

  /** The program ended at `nowMs`: how long to wait before a restart, or null to give up. */
  next(nowMs: number): { readonly pauseMs: number | null; readonly policy: RestartPolicy } {
    const recent = this.#endedAtMs.filter((at) => nowMs - at < WINDOW_MS);
    return {
      pauseMs: PAUSES_MS[recent.length] ?? null,
      policy: new RestartPolicy([...recent, nowMs]),
    };
  }
}
