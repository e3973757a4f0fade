import type { ActivityState } from '../../core/agent/agent.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetPlace } from './fleetPlace.ts';
import type { FleetService } from './fleetService.ts';
import { isRecord } from './target.ts';
import { STATE_ICONS } from '../views/agents/agentRows.ts';
import { isChecking } from '../views/agents/checking.ts';
import type { LastSeen, SeenAgent } from '../views/agents/checking.ts';

/** What VS Code's `Memento` does for us. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export interface LastSeenOptions {
  readonly memento: Memory;
  readonly service: FleetService;
  readonly place: FleetPlace;
  readonly now: () => number;
}

/** Agentinnen come and go in bursts; what is written is only for the next window. */
const SETTLE_MS = 3000;
/** More than anybody leads. */
const MOST = 200;
const MOST_CHARS = 200;

/**
 * Who the Agentinnen are and what they did last, over reloads: VS Code has it in memory when the extension begins, so
 * that their rows stand there before a file is read. What it says is of the past, and is shown as that.
 */
export class RememberedFleet implements LastSeen, Disposable {
  readonly #options: LastSeenOptions;
  readonly #key: string;
  readonly #following: readonly Disposable[];
  #agents: readonly SeenAgent[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LastSeenOptions) {
    const { memento, service, place } = options;
    this.#options = options;
    this.#key = `agents.${place.kind}`;
    const kept = memento.get(this.#key);
    this.#agents = Array.isArray(kept) ? kept.filter(isSeen).slice(0, MOST) : [];
    this.#following = [
      service.onDidChangeAgent(() => this.#noteSoon()),
      service.onDidChangeFleet(() => this.#noteSoon()),
    ];
  }

  get agents(): readonly SeenAgent[] {
    return this.#agents;
  }

  stateOf(agentId: string): ActivityState | null {
    return this.#agents.find(({ id }) => id === agentId)?.state ?? null;
  }

  wasVisible(viewId: string): boolean {
    return this.#options.memento.get(keyOfView(viewId)) === true;
  }

  noteVisible(viewId: string, isVisible: boolean): void {
    if (isVisible !== this.wasVisible(viewId))
      void this.#options.memento.update(keyOfView(viewId), isVisible || undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const handle of this.#following) handle.dispose();
  }

  #noteSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#note();
    }, SETTLE_MS);
  }

  #note(): void {
    const { memento, service, now } = this.#options;
    if (service.fleet === undefined) return;
    const agents = service.snapshots().map((snapshot): SeenAgent => {
      const { spec, activity } = snapshot;
      // A start is over in seconds: what she did before says more.
      const isPassing = activity.state === 'starting' || isChecking(snapshot, now());
      return { id: spec.id, name: spec.name, state: isPassing ? this.stateOf(spec.id) : activity.state };
    });
    const kept = agents.filter(isSeen).slice(0, MOST);
    if (JSON.stringify(kept) === JSON.stringify(this.#agents)) return;
    this.#agents = kept;
    void memento.update(this.#key, kept);
  }
}

function keyOfView(viewId: string): string {
  return `visible.${viewId}`;
}

function isSeen(value: unknown): value is SeenAgent {
  if (!isRecord(value)) return false;
  const { id, name, state } = value;
  const isState = state === null || (typeof state === 'string' && Object.hasOwn(STATE_ICONS, state));
  return typeof id === 'string' && typeof name === 'string' && name.length <= MOST_CHARS && isState;
}
