/** Time as the core sees it. */
export interface Clock {
  nowMs(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
