import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import { stands } from '../../core/watchdog/watchdogTimers.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { forgetOldest } from '../forgetOldest.ts';

/** What of the Inbox a person has put out of their sight. */
export interface InboxView {
  /** Did the person take this row out of the Inbox? */
  isHidden(rowId: string): boolean;
}

export const PLAIN_INBOX: InboxView = { isHidden: () => false };

// Rows have the moment in their name, so that nothing new is ever hidden with them; the oldest are forgotten.
const MOST_HIDDEN = 500;

/**
 * Keeps what a person took out of the Inbox: for this window, until it is closed. A finding of the watchdog, which all
 * windows show, goes from all of them.
 */
export class InboxExtras implements InboxView, Disposable {
  readonly #service: FleetService;
  readonly #log: Logger;
  readonly #hidden = new Set<string>();
  readonly #changed = new Emitter<void>();

  constructor(service: FleetService, log: Logger) {
    this.#service = service;
    this.#log = log;
  }

  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  isHidden(rowId: string): boolean {
    return this.#hidden.has(rowId);
  }

  hide(rowIds: readonly string[]): void {
    for (const id of rowIds) this.#hidden.add(id);
    forgetOldest(this.#hidden, MOST_HIDDEN);
    this.#changed.fire();
    for (const { finding } of this.#service.snapshots())
      if (finding !== null && rowIds.includes(findingId(finding))) void this.#dismiss(finding.agentId);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #dismiss(agentId: string): Promise<void> {
    try {
      await this.#service.fleet?.dismissFinding(agentId);
    } catch (error) {
      this.#log.error('What the watchdog found could not be taken out of the other windows', error);
    }
  }
}

/** The row of the finding. */
export function findingId({ agentId, kind, atMs }: WatchdogFinding): string {
  return `inbox/${agentId}/watchdog-${kind}-${atMs}`;
}

/**
 * What the watchdog found at her and a person should see; null when all is well. That it asked her for a report is nothing
 * that waits for a person.
 */
export function findingToSee({ finding, activity }: AgentSnapshot): WatchdogFinding | null {
  if (finding === null || finding.kind === 'report_requested' || finding.isDismissed) return null;
  return stands(finding, activity) ? finding : null;
}
