import { DisposableStore, Emitter } from '../../../core/lifecycle.ts';
import type { Disposable, Event } from '../../../core/lifecycle.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { NO_HISTORY, observe } from './agentHistory.ts';
import type { AgentHistory } from './agentHistory.ts';

/** What this window saw of the fleet since it was opened. One change looks at one Agentin. */
export class FleetHistory implements Disposable {
  readonly #service: FleetService;
  readonly #now: () => number;
  readonly #store = new DisposableStore();
  readonly #agents = new Map<string, AgentHistory>();
  readonly #changed = this.#store.add(new Emitter<string>());

  constructor({ service, now }: { readonly service: FleetService; readonly now: () => number }) {
    this.#service = service;
    this.#now = now;
    this.#store.add(service.onDidChangeAgent(({ agentId }) => this.#observe(agentId)));
    this.#store.add(service.onDidChangeFleet(() => this.#observeAll()));
    this.#observeAll();
  }

  /** Fires with an Agentin's id when there is something new of her. */
  get onDidChange(): Event<string> {
    return this.#changed.event;
  }

  of(agentId: string): AgentHistory {
    return this.#agents.get(agentId) ?? NO_HISTORY;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #observeAll(): void {
    const ids = this.#service.snapshots().map(({ spec }) => spec.id);
    for (const gone of [...this.#agents.keys()].filter((id) => !ids.includes(id))) this.#agents.delete(gone);
    for (const id of ids) this.#observe(id);
  }

  #observe(agentId: string): void {
    const snapshot = this.#service.snapshot(agentId);
    if (snapshot === undefined) return;
    const before = this.of(agentId);
    const after = observe(before, snapshot, this.#now());
    if (after === before) return;
    this.#agents.set(agentId, after);
    this.#changed.fire(agentId);
  }
}
