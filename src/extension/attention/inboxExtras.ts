import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';

/** What the Inbox shows beside what an Agentin's own picture says. */
export interface InboxView {
  /** What the watchdog found at her and what still holds; undefined when all is well. */
  finding(agentId: string): WatchdogFinding | undefined;
  /** Did the person take this row out of the Inbox? */
  isHidden(rowId: string): boolean;
}

export const PLAIN_INBOX: InboxView = { finding: () => undefined, isHidden: () => false };

/** Where findings come from. */
export interface WatchdogFindings extends Pick<InboxView, 'finding'> {
  readonly onDidFind: Event<WatchdogFinding>;
}

// Rows have the moment in their name, so that nothing new is ever hidden with them; the oldest are forgotten.
const MOST_HIDDEN = 500;

/** Keeps what a person took out of the Inbox, and what the watchdog did: for this window, until it is closed. */
export class InboxExtras implements InboxView, Disposable {
  readonly #watchdog: WatchdogFindings;
  readonly #listening: Disposable;
  readonly #hidden = new Set<string>();
  /** The watchdog forgets what it did as soon as the Agentin changed by it. */
  readonly #acted = new Map<string, WatchdogFinding>();
  readonly #changed = new Emitter<void>();

  constructor(watchdog: WatchdogFindings) {
    this.#watchdog = watchdog;
    this.#listening = watchdog.onDidFind((finding) => {
      if (finding.kind === 'acted') this.#acted.set(finding.agentId, finding);
      this.#changed.fire();
    });
  }

  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  finding(agentId: string): WatchdogFinding | undefined {
    return this.#watchdog.finding(agentId) ?? this.#acted.get(agentId);
  }

  isHidden(rowId: string): boolean {
    return this.#hidden.has(rowId);
  }

  hide(rowIds: readonly string[]): void {
    for (const id of rowIds) this.#hidden.add(id);
    for (const oldest of [...this.#hidden].slice(0, Math.max(0, this.#hidden.size - MOST_HIDDEN)))
      this.#hidden.delete(oldest);
    this.#changed.fire();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}
