import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { FleetHistory } from './timeline/fleetHistory.ts';
import { AgentPages } from './agent/pages.ts';
import type { AgentPagesOptions } from './agent/pages.ts';
import type { PageFocus, Rows } from './places.ts';
import { TimelinePages } from './timeline/pages.ts';
import { TurnDiffs } from '../diffs/turnDiffs.ts';

export interface FleetPagesOptions extends Omit<AgentPagesOptions, 'history' | 'diffs'> {
  readonly rows: Rows;
}

/** The pages that tell of the fleet, with the history that they share. */
export class FleetPages implements Disposable {
  readonly agents: AgentPages;
  readonly timeline: TimelinePages;
  readonly #store = new DisposableStore();

  constructor(options: FleetPagesOptions) {
    const { service, rows } = options;
    const history = this.#store.add(new FleetHistory(options));
    const diffs = this.#store.add(
      new TurnDiffs('codex-master-turn', async () => (await service.ready()).repositories),
    );
    const agents = this.#store.add(new AgentPages({ ...options, history, diffs }));
    const showAgent = (agentId: string, focus: PageFocus): void => {
      agents.show(agentId, focus);
      service.fleet?.markLooked(agentId);
    };
    this.agents = agents;
    this.timeline = this.#store.add(new TimelinePages({ ...options, history, places: { rows, showAgent } }));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
