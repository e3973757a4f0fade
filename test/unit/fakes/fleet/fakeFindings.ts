import type { WatchdogFinding } from '../../../../src/core/watchdog/watchdogTimers.ts';

/** What the watchdog found, in memory. */
export class FakeFindings {
  readonly #findings = new Map<string, WatchdogFinding>();
  readonly #onChange: (agentId: string) => void;

  constructor(onChange: (agentId: string) => void) {
    this.#onChange = onChange;
  }

  of(agentId: string): WatchdogFinding | null {
    return this.#findings.get(agentId) ?? null;
  }

  async note(agentId: string, finding: WatchdogFinding | null): Promise<void> {
    if (finding === null) this.#findings.delete(agentId);
    else this.#findings.set(agentId, finding);
    this.#onChange(agentId);
    return Promise.resolve();
  }

  async dismiss(agentId: string): Promise<void> {
    const finding = this.of(agentId);
    if (finding !== null) await this.note(agentId, { ...finding, isDismissed: true });
  }
}
