import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import { DisposableStore, MutableDisposable } from '../../core/lifecycle.ts';
import { FleetError } from '../../core/errors.ts';
import { NO_CONTENT } from '../../core/content/content.ts';
import type { AgentContent, TurnContent } from '../../core/content/content.ts';
import type { AgentChange, AgentSnapshot } from '../../core/fleetApi.ts';
import type { PanelFleet } from '../../core/panelFleet.ts';
import type { Holder } from '../../core/lease.ts';
import type { Logger } from '../../core/ports.ts';

export interface FleetServiceOptions {
  /** Builds the fleet; called off the activation path. */
  readonly build: () => Promise<PanelFleet>;
  /** The person in front of this window. */
  readonly holder: Holder;
  readonly log: Logger;
}

export type FleetPhase = 'loading' | 'ready' | 'failed';

/**
 * The fleet as the views see it: it is not there at first, it may fail to be built, and it comes with the person's
 * own view of leases. Its events outlive a rebuilt fleet.
 */
export class FleetService implements Disposable {
  readonly holder: Holder;
  readonly #options: FleetServiceOptions;
  readonly #agents: Emitter<AgentChange>;
  readonly #contents: Emitter<string>;
  readonly #changes: Emitter<void>;
  readonly #current = new MutableDisposable<DisposableStore>();
  readonly #supervision = new MutableDisposable<Disposable>();
  #fleet: PanelFleet | undefined;
  #failure: FleetError | undefined;
  #building: Promise<PanelFleet> | undefined;
  /** All of them, for everything that shows them at the same moment: each change is shown in several places at once. */
  #seen: readonly AgentSnapshot[] | undefined;

  constructor(options: FleetServiceOptions) {
    const onError = (error: unknown): void => options.log.error('A view failed to follow the fleet', error);
    this.#options = options;
    this.holder = options.holder;
    this.#agents = new Emitter(onError);
    this.#contents = new Emitter(onError);
    this.#changes = new Emitter(onError);
  }

  /** Fires for every change of an Agentin. */
  get onDidChangeAgent(): Event<AgentChange> {
    return this.#agents.event;
  }

  /** Fires with an Agentin's id when what she plans, changes or says is different; rows of trees never are by that. */
  get onDidChangeContent(): Event<string> {
    return this.#contents.event;
  }

  /** Fires when the fleet arrived, failed, or its list of Agentinnen or its problem changed. */
  get onDidChangeFleet(): Event<void> {
    return this.#changes.event;
  }

  get fleet(): PanelFleet | undefined {
    return this.#fleet;
  }

  get phase(): FleetPhase {
    if (this.#fleet !== undefined) return 'ready';
    return this.#failure === undefined ? 'loading' : 'failed';
  }

  /** Why there is no fleet, or why the fleet file on disk is not the one in use. */
  get problem(): FleetError | undefined {
    return this.#failure ?? this.#fleet?.configProblem ?? undefined;
  }

  /** Every Agentin as known now, in the order of the fleet file; empty until the fleet is there. */
  snapshots(): readonly AgentSnapshot[] {
    const fleet = this.#fleet;
    if (fleet === undefined) return [];
    if (this.#seen === undefined) {
      this.#seen = fleet.config.agents.map((agent) => fleet.peek(agent.id, this.holder));
      queueMicrotask(() => this.#forget());
    }
    return this.#seen;
  }

  snapshot(agentId: string): AgentSnapshot | undefined {
    const isKnown = this.#fleet?.config.agents.some((agent) => agent.id === agentId) ?? false;
    return isKnown ? this.#fleet?.peek(agentId, this.holder) : undefined;
  }

  /** What an Agentin plans, changes and says, as known now. */
  contentOf(agentId: string): AgentContent {
    return this.#fleet?.contents.of(agentId) ?? NO_CONTENT;
  }

  /** A turn of before, from her conversation; null when it cannot be had. Never rejects. */
  async readTurn(agentId: string, turnId: string): Promise<TurnContent | null> {
    return (await this.#fleet?.contents.read(agentId, turnId)) ?? null;
  }

  /** The fleet, built on the first call and again after a failure. Rejects with the FleetError that prevented it. */
  async ready(): Promise<PanelFleet> {
    if (this.#fleet !== undefined) return this.#fleet;
    this.#building ??= this.#build();
    return this.#building;
  }

  /** Looks at every Agentin once, for when nothing keeps the picture fresh. Failures are logged. */
  async look(): Promise<void> {
    const fleet = await this.ready();
    const looks = fleet.config.agents.map(async (agent) => fleet.status(agent.id, this.holder));
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === 'rejected')
        this.#options.log.warn(`Could not look: ${FleetError.from(look.reason, 'unknown').message}`);
    }
  }

  /** From now on keeps Agentinnen alive and the picture fresh. Does nothing while there is no fleet. */
  supervise(): void {
    if (this.#supervision.value === undefined) this.#supervision.value = this.#fleet?.supervise();
  }

  dispose(): void {
    this.#supervision.dispose();
    this.#current.dispose();
    this.#agents.dispose();
    this.#contents.dispose();
    this.#changes.dispose();
  }

  async #build(): Promise<PanelFleet> {
    try {
      const fleet = await this.#options.build();
      this.#adopt(fleet);
      return fleet;
    } catch (error) {
      this.#failure = FleetError.from(error, 'The fleet could not be opened. See the log.');
      this.#options.log.error('The fleet could not be opened', error);
      this.#changes.fire();
      throw this.#failure;
    } finally {
      this.#building = undefined;
    }
  }

  #forget(): void {
    this.#seen = undefined;
  }

  #adopt(fleet: PanelFleet): void {
    const store = new DisposableStore();
    store.add(fleet);
    store.add(
      fleet.onDidChangeAgent((change) => {
        this.#forget();
        this.#agents.fire(change);
      }),
    );
    store.add(fleet.contents.onDidChange((agentId) => this.#contents.fire(agentId)));
    store.add(
      fleet.onDidChangeConfig(() => {
        this.#forget();
        this.#changes.fire();
      }),
    );
    this.#forget();
    this.#fleet = fleet;
    this.#failure = undefined;
    this.#current.value = store;
    this.#changes.fire();
  }
}
