import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { isRunning } from '../views/agents/agentRows.ts';

/** Tells who is taken out of fleet.json while she runs: she goes on in tmux, where nobody sees her any more. */
export class LeftBehind implements Disposable {
  readonly #service: FleetService;
  readonly #listening: readonly Disposable[];
  readonly #tell: (left: readonly AgentSnapshot[]) => void;
  #known = new Map<string, AgentSnapshot>();

  constructor(service: FleetService, tell: (left: readonly AgentSnapshot[]) => void) {
    this.#service = service;
    this.#tell = tell;
    this.#listening = [
      service.onDidChangeAgent(({ agentId }) => this.#keep(agentId)),
      service.onDidChangeFleet(() => this.#compare()),
    ];
  }

  dispose(): void {
    for (const handle of this.#listening) handle.dispose();
  }

  #keep(agentId: string): void {
    const snapshot = this.#service.snapshot(agentId);
    if (snapshot !== undefined) this.#known.set(agentId, snapshot);
  }

  #compare(): void {
    if (this.#service.phase !== 'ready') return;
    const now = new Map(this.#service.snapshots().map((snapshot) => [snapshot.spec.id, snapshot]));
    const left = [...this.#known.values()].filter(({ spec }) => !now.has(spec.id)).filter(isRunning);
    this.#known = now;
    if (left.length > 0) this.#tell(left);
  }
}
