import type { DeliveryState } from '../../core/assignment/delivery.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import { isRecord } from '../fleet/target.ts';
import { seenOf } from '../views/assignments/seenAssignments.ts';
import type {
  LastAssignments,
  SeenAssignment,
  SeenAssignments,
} from '../views/assignments/seenAssignments.ts';
import type { AssignmentHistory } from './history.ts';

/** What VS Code's `Memento` does for us. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export interface RememberedAssignmentsOptions {
  readonly memento: Memory;
  readonly history: Pick<AssignmentHistory, 'list' | 'isRead' | 'unreadCount' | 'onDidChange'>;
  readonly place: FleetPlace;
}

/** They come and end in bursts; what is written is only for the next window. */
const SETTLE_MS = 3000;
/** As many as the history reads before anything else. */
const MOST = 100;
const MOST_CHARS = 200;

/**
 * The newest assignments over reloads, as `RememberedFleet` the Agentinnen: what has ended stays as it was, so that the
 * rows stand there before the ledger, or anything that reads it, is loaded.
 */
export class RememberedAssignments implements LastAssignments, Disposable {
  readonly #options: RememberedAssignmentsOptions;
  readonly #key: string;
  readonly #following: Disposable;
  #all: SeenAssignments | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RememberedAssignmentsOptions) {
    const { memento, history, place } = options;
    this.#options = options;
    this.#key = `assignments.${place.kind}`;
    this.#all = parse(memento.get(this.#key));
    this.#following = history.onDidChange(() => this.#noteSoon());
  }

  get all(): SeenAssignments | null {
    return this.#all;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#following.dispose();
  }

  #noteSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#note();
    }, SETTLE_MS);
  }

  #note(): void {
    const { memento, history } = this.#options;
    if (!history.isRead) return;
    const list = history.list();
    const seen = list.slice(0, MOST).map(seenOf);
    const all = { seen, olderCount: list.length - seen.length + history.unreadCount };
    if (JSON.stringify(all) === JSON.stringify(this.#all)) return;
    this.#all = all;
    void memento.update(this.#key, all);
  }
}

function parse(kept: unknown): SeenAssignments | null {
  if (!isRecord(kept) || !Array.isArray(kept['seen']) || typeof kept['olderCount'] !== 'number') return null;
  return { seen: kept['seen'].filter(isSeen).slice(0, MOST), olderCount: kept['olderCount'] };
}

const STATES: Readonly<Record<DeliveryState, true>> = {
  accepted: true,
  started: true,
  typed: true,
  submitted: true,
  unconfirmed: true,
  completed: true,
  failed: true,
  interrupted: true,
};

function isSeen(value: unknown): value is SeenAssignment {
  if (!isRecord(value)) return false;
  const { name, role, state } = value;
  const isText = (text: unknown): boolean => typeof text === 'string' && text.length <= MOST_CHARS;
  const isState = state === null || (typeof state === 'string' && Object.hasOwn(STATES, state));
  const isRole = role === 'explorer' || role === 'worker';
  const hasTexts = [value['assignmentId'], value['agentId'], value['subject'], name ?? ''].every(isText);
  return hasTexts && isState && isRole && Number.isFinite(value['createdAtMs']);
}
