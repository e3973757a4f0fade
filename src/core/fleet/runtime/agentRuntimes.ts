import type { AgentSpec } from '../../config.ts';
import type { AgentChange } from '../../fleetApi.ts';
import { DisposableStore, Emitter } from '../../lifecycle.ts';
import type { Disposable } from '../../lifecycle.ts';
import type { FleetDeps } from '../context.ts';
import { AgentRuntime } from './agentRuntime.ts';

interface Entry {
  readonly runtime: AgentRuntime;
  readonly ends: Disposable;
}

/** The Agentinnen of the fleet file as this process has them, in the file's order, and what happens to any of them. */
export class AgentRuntimes implements Disposable {
  readonly #deps: FleetDeps;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<AgentChange>());
  readonly #turnEnded = this.#store.add(new Emitter<{ readonly agentId: string; readonly turnId: string }>());
  readonly #contentChanged = this.#store.add(new Emitter<string>());
  readonly #entries = new Map<string, Entry>();

  readonly onDidChange = this.#changed.event;
  readonly onDidEndTurn = this.#turnEnded.event;
  readonly onDidChangeContent = this.#contentChanged.event;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
  }

  get ids(): readonly string[] {
    return [...this.#entries.keys()];
  }

  get all(): readonly AgentRuntime[] {
    return [...this.#entries.values()].map(({ runtime }) => runtime);
  }

  get(agentId: string): AgentRuntime | undefined {
    return this.#entries.get(agentId)?.runtime;
  }

  /**
   * One runtime per Agentin of the fleet file. Only one who has another home or session begins anew: who got another name
   * while she works is still who she was, and whoever waits for her goes on waiting.
   */
  sync(specs: readonly AgentSpec[]): void {
    const wanted = new Map(specs.map((spec) => [spec.id, spec]));
    for (const [id, { runtime, ends }] of this.#entries) {
      const spec = wanted.get(id);
      if (spec !== undefined && isSameAgent(spec, runtime.spec)) {
        runtime.describe(spec);
        continue;
      }
      ends.dispose();
      this.#entries.delete(id);
    }
    // Built anew in the file's order, which is the order that everything shows.
    const existing = new Map(this.#entries);
    this.#entries.clear();
    for (const spec of wanted.values()) this.#entries.set(spec.id, existing.get(spec.id) ?? this.#make(spec));
  }

  dispose(): void {
    for (const { ends } of this.#entries.values()) ends.dispose();
    this.#entries.clear();
    this.#store.dispose();
  }

  #make(spec: AgentSpec): Entry {
    const ends = new DisposableStore();
    const runtime = ends.add(new AgentRuntime(spec, this.#deps));
    ends.add(runtime.onDidChange((change) => this.#changed.fire(change)));
    ends.add(runtime.onDidEndTurn((turnId) => this.#turnEnded.fire({ agentId: spec.id, turnId })));
    ends.add(runtime.contents.onDidChange(() => this.#contentChanged.fire(spec.id)));
    return { runtime, ends };
  }
}

function isSameAgent(one: AgentSpec, other: AgentSpec): boolean {
  return one.home === other.home && one.session === other.session;
}
