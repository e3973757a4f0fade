import type { Fleet } from '../core/fleetApi.ts';
import type { Holder } from '../core/lease.ts';

/** What an operation works with: the fleet, and who asks from where. */
export interface OperationContext {
  readonly fleet: Fleet;
  readonly holder: Holder;
  /** Absolute directory of whoever asks; relative directories are read from here. */
  readonly cwd: string;
  readonly nowMs: () => number;
  /** Aborts a wait and commands that were declared; everything else runs to its end. */
  readonly signal?: AbortSignal | undefined;
  /** Hears a short public sentence whenever a wait sees something new. */
  readonly onProgress?: ((message: string) => void) | undefined;
}
