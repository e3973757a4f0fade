import { RelativePattern, Uri, workspace } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Environment } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { watchPrograms } from '../setup/programWatch.ts';
import type { Health } from './health.ts';
import { errorCount, hintCount } from './rows.ts';
import { watchedPlaces } from './watchedPlaces.ts';

export interface HealingOptions {
  readonly health: Health;
  readonly service: FleetService;
  /** What names the fleet's places. */
  readonly environment: Environment;
  /** Checks everything, with the view's progress. */
  readonly check: () => Promise<void>;
  readonly now: () => number;
}

/** How long after a check the next may begin, by what may have mended something; null: it is no reason for one. */
interface Patience {
  readonly withErrors: number;
  readonly withHints: number | null;
  readonly whenWell: number | null;
}

/** A file that a check looks at came, changed or went. */
const BY_FILE: Patience = { withErrors: 1000, withHints: 1000, whenWell: 1000 };
/** A command ended in a terminal, or one was closed: it may have installed what is missing. */
const BY_TERMINAL: Patience = { withErrors: 2000, withHints: 10_000, whenWell: null };
/** The person was elsewhere, and may have mended something there. */
const BY_FOCUS: Patience = { withErrors: 5000, withHints: 60_000, whenWell: null };
const BY_AGENT: Patience = { withErrors: 2000, withHints: 2000, whenWell: 2000 };

/** So that several events of one cause make one check. */
const SETTLE_MS = 300;

/**
 * Looks again when something happened that may have mended what is wrong, as long as somebody looks at the view: nobody
 * should have to press a button to hear that it is well. Made while the view is seen, and ended when it is not.
 */
export class Healing implements Disposable {
  readonly #options: HealingOptions;
  readonly #store = new DisposableStore();
  readonly #faces = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HealingOptions) {
    this.#options = options;
    const { service, environment } = options;
    const specs = service.snapshots().map(({ spec }) => spec);
    for (const place of watchedPlaces(specs, environment)) this.#watch(place.folder, place.names);
    for (const snapshot of service.snapshots()) this.#faces.set(snapshot.spec.id, faceOf(snapshot));
    const patience = { file: BY_FILE, terminal: BY_TERMINAL, focus: BY_FOCUS } as const;
    this.#store.add(watchPrograms(environment['PATH'], (sign) => this.#soon(patience[sign])));
    this.#store.add(service.onDidChangeAgent(({ agentId }) => this.#agentChanged(agentId)));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #watch(folder: string, names: readonly string[]): void {
    const pattern = new RelativePattern(Uri.file(folder), `{${names.join(',')}}`);
    const watcher = this.#store.add(workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      this.#store.add(event(() => this.#soon(BY_FILE)));
  }

  /** What the doctor looks at of an Agentin changes when she is started, stopped or led otherwise; she works all day. */
  #agentChanged(agentId: string): void {
    const snapshot = this.#options.service.snapshot(agentId);
    const face = snapshot === undefined ? '' : faceOf(snapshot);
    if (this.#faces.get(agentId) === face) return;
    this.#faces.set(agentId, face);
    this.#soon(BY_AGENT);
  }

  #soon(patience: Patience): void {
    const { health, now } = this.#options;
    const waitMs = patienceFor(health, patience);
    if (waitMs === null) return;
    const dueMs = (health.state.atMs ?? 0) + waitMs - now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#options.check(), Math.max(SETTLE_MS, dueMs));
  }
}

function patienceFor({ state }: Health, { withErrors, withHints, whenWell }: Patience): number | null {
  if (errorCount(state) > 0) return withErrors;
  return hintCount(state) > 0 ? withHints : whenWell;
}

function faceOf({ model, meta, lease }: AgentSnapshot): string {
  return [model.session.kind, meta?.control, meta?.expectedUp, lease.state === 'unreadable'].join(' ');
}
