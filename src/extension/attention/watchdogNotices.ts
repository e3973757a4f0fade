import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { agentTitle } from '../text/words.ts';
import { findingId, findingToSee } from './inboxExtras.ts';
import { isWanted } from './notifications.ts';

export interface WatchdogNoticesOptions {
  readonly service: FleetService;
  /** Tells what was found out about the Agentin of that name. */
  readonly tell: (name: string, finding: WatchdogFinding) => void;
  readonly now: () => number;
}

/**
 * Tells the person what the watchdog found, in whichever window: once, with what she may want to do about it. What was
 * found before this window opened stands in the Inbox alone.
 */
export class WatchdogNotices implements Disposable {
  readonly #listening: Disposable;
  readonly #told = new Map<string, string>();
  readonly #sinceMs: number;
  readonly #tell: WatchdogNoticesOptions['tell'];

  constructor({ service, tell, now }: WatchdogNoticesOptions) {
    this.#tell = tell;
    this.#sinceMs = now();
    this.#listening = service.onDidChangeAgent(({ agentId }) => {
      const snapshot = service.snapshot(agentId);
      if (snapshot !== undefined) this.#consider(snapshot);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #consider(snapshot: AgentSnapshot): void {
    const finding = findingToSee(snapshot);
    if (finding === null || finding.atMs < this.#sinceMs) return;
    const id = findingId(finding);
    if (this.#told.get(finding.agentId) === id) return;
    this.#told.set(finding.agentId, id);
    if (isWanted()) this.#tell(agentTitle(snapshot.spec), finding);
  }
}
