import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { FleetHistory } from '../timeline/fleetHistory.ts';
import { AgentPages } from './agentPages.ts';
import type { AgentPagesOptions } from './agentPages.ts';
import { TimelinePages } from './timelinePages.ts';

export type FleetPagesOptions = Omit<AgentPagesOptions, 'history'>;

/** The pages that tell of the fleet, with the history that they share. */
export class FleetPages implements Disposable {
  readonly agents: AgentPages;
  readonly timeline: TimelinePages;
  readonly #store = new DisposableStore();

  constructor(options: FleetPagesOptions) {
    const history = this.#store.add(new FleetHistory(options));
    this.agents = this.#store.add(new AgentPages({ ...options, history }));
    this.timeline = this.#store.add(new TimelinePages({ ...options, history }));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
