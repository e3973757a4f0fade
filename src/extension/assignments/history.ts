import { ledgerEntry } from '../../core/assignment/assignment.ts';
import type { LedgerEntry } from '../../core/assignment/assignment.ts';
import { isSettled, turnIdOf } from '../../core/assignment/delivery.ts';
import type { Delivery, DeliveryState } from '../../core/assignment/delivery.ts';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot, AssignmentsPage } from '../../core/fleetApi.ts';
import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { forgetOldest } from '../forgetOldest.ts';

/** When this window saw an assignment reach a state; what happened before it looked is missing. */
export type Receipts = Readonly<Partial<Record<DeliveryState, number>>>;

/** One assignment with who has or had it. */
export interface KnownAssignment {
  readonly entry: LedgerEntry;
  /** Its Agentin; null when she is no longer in the fleet. */
  readonly agent: AgentSnapshot | null;
  /** Is it the one that she has now? */
  readonly isCurrent: boolean;
  readonly receipts: Receipts;
}

export interface HistoryOptions {
  readonly service: FleetService;
  readonly log: Logger;
  readonly now: () => number;
  /** When the rows that a person looks at stand there: older ones are read after that. At once unless told. */
  readonly rows?: Promise<void>;
}

interface Seen {
  readonly entry: LedgerEntry;
  readonly receipts: Receipts;
}

/** Assignments of closed days are in the ledger; this many of those seen live are kept to tell their times. */
const MOST_SEEN = 1000;

/** Tasks are kept for looking at them while they run, and in memory alone. */
const MOST_TASKS = 50;

/** What is read before anything else, and before any Agentin has answered: more than a screen shows. */
const FIRST_READ = 100;

/**
 * The assignments of the fleet: the ledger's, read when somebody looks and after one came or ended, with what the
 * Agentinnen themselves say of theirs, which is always of now.
 */
export class AssignmentHistory implements Disposable {
  readonly #options: HistoryOptions;
  readonly #changed: Emitter<void>;
  readonly #following: readonly Disposable[];
  readonly #seen = new Map<string, Seen>();
  readonly #tasks = new Map<string, string>();
  #ledger: readonly LedgerEntry[] | null = null;
  #unreadCount = 0;
  #isReadable = true;
  #isRead = false;
  /** The rows in sight are not there yet: nobody looks at the older ones. */
  #isEarly: boolean;
  /** The newest ones are read, or on their way. */
  #hasFirst = false;
  #viewers = 0;
  /** Somebody waits for the first of them. */
  #isAwaited = false;
  readonly #firstKnown = Promise.withResolvers<void>();
  #isStale = true;
  #reading: Promise<void> | undefined;

  constructor(options: HistoryOptions) {
    const { service, log, rows } = options;
    this.#options = options;
    this.#isEarly = rows !== undefined;
    void rows?.then(() => this.#onRows());
    this.#changed = new Emitter((error) => log.error('A view failed to follow the assignments', error));
    this.#following = [
      service.onDidChangeAgent(({ agentId }) => this.#onAgent(agentId)),
      service.onDidChangeFleet(() => this.#onFleet()),
    ];
  }

  /** Fires when the list differs; states of current assignments come with the Agentin's own change as well. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** False when the ledger could not be read the last time: older assignments are missing then. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** Whether the ledger has been read, so that what is not in the list is not known. */
  get isRead(): boolean {
    return this.#isRead && this.#isReadable;
  }

  /** Is the first page here, or known to be out of reach? Before that the list says next to nothing. */
  get isFirstKnown(): boolean {
    return this.#ledger !== null || !this.#isReadable || this.#options.service.phase === 'failed';
  }

  /** How many older ones the list does not have yet. */
  get unreadCount(): number {
    return this.#unreadCount;
  }

  /** Newest first. */
  list(): KnownAssignment[] {
    const agents = new Map(this.#options.service.snapshots().map((agent) => [agent.spec.id, agent]));
    const byId = new Map(this.#ledger?.map((entry) => [entry.assignmentId, entry]));
    for (const [id, { entry }] of this.#seen) {
      const known = byId.get(id);
      // Texts are the ledger's where it has them, for those are redacted.
      byId.set(
        id,
        known === undefined ? entry : { ...known, delivery: later(known.delivery, entry.delivery) },
      );
    }
    const all = [...byId.values()].map((entry) => this.#known(entry, agents.get(entry.agentId) ?? null));
    return all.sort((a, b) => b.entry.createdAtMs - a.entry.createdAtMs);
  }

  find(assignmentId: string): KnownAssignment | undefined {
    return this.list().find(({ entry }) => entry.assignmentId === assignmentId);
  }

  /** Keeps what this window has just sent, in memory and for the newest assignments only. */
  rememberTask(assignmentId: string, task: string): void {
    this.#tasks.set(assignmentId, task);
    forgetOldest(this.#tasks, MOST_TASKS);
  }

  /** The task as sent; null when this window did not send it, or has forgotten it. */
  taskOf(assignmentId: string): string | null {
    return this.#tasks.get(assignmentId) ?? null;
  }

  /** Resolves when the first page is known, or cannot be: before that the list is empty. Sees to it that it is read. */
  async known(): Promise<void> {
    this.#isAwaited = true;
    if (this.#options.service.fleet !== undefined && !this.#isRead) this.#want();
    if (this.#options.service.phase === 'failed') return;
    await this.#firstKnown.promise;
  }

  /** Reads the ledger now if it may have changed, and from now on when it does, until the handle is disposed. */
  watch(): Disposable {
    this.#viewers += 1;
    if (this.#isStale) this.#want();
    let isOver = false;
    return {
      dispose: () => {
        if (!isOver) this.#viewers -= 1;
        isOver = true;
      },
    };
  }

  /** Reads the ledger; never rejects. What changes meanwhile is read again. */
  async read(): Promise<void> {
    this.#isEarly = false;
    this.#isStale = true;
    this.#reading ??= this.#readUntilFresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  dispose(): void {
    for (const following of this.#following) following.dispose();
    this.#changed.dispose();
  }

  #known(entry: LedgerEntry, agent: AgentSnapshot | null): KnownAssignment {
    const isCurrent = agent?.model.assignment?.assignmentId === entry.assignmentId;
    return { entry, agent, isCurrent, receipts: this.#seen.get(entry.assignmentId)?.receipts ?? {} };
  }

  #onRows(): void {
    this.#isEarly = false;
    if (this.#isStale && (this.#viewers > 0 || this.#isAwaited)) void this.read();
  }

  /** What somebody looks at now: at first that is the newest ones. */
  #want(): void {
    void (this.#isEarly ? this.#tried(() => this.#readFirst()) : this.read());
  }

  #onFleet(): void {
    for (const { spec } of this.#options.service.snapshots()) this.#note(spec.id);
    if (this.#options.service.phase === 'failed') this.#firstKnown.resolve();
    this.#expire();
  }

  #onAgent(agentId: string): void {
    if (this.#note(agentId)) this.#expire();
  }

  #expire(): void {
    this.#isStale = true;
    if (this.#viewers > 0 || (this.#isAwaited && !this.#isRead)) this.#want();
  }

  /** Keeps what her assignment looks like; true when it is another one or got further. */
  #note(agentId: string): boolean {
    const agent = this.#options.service.snapshot(agentId);
    const assignment = agent?.model.assignment ?? null;
    if (agent === undefined || assignment === null || isBeingSent(assignment)) return false;
    const { assignmentId, delivery } = assignment;
    const before = this.#seen.get(assignmentId);
    if (before?.entry.delivery?.state === delivery.state) return false;
    const at = momentOf(agent, delivery) ?? (before === undefined ? undefined : this.#options.now());
    const receipts = {
      ...passedBy(agent, delivery),
      ...before?.receipts,
      ...(at === undefined ? {} : { [delivery.state]: at }),
    };
    this.#seen.set(assignmentId, { entry: ledgerEntry(agentId, assignment), receipts });
    forgetOldest(this.#seen, MOST_SEEN);
    return true;
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#tried(() => this.#readAll());
    }
    this.#changed.fire();
  }

  async #readAll(): Promise<void> {
    const { fleet } = this.#options.service;
    if (fleet === undefined) return;
    await this.#readFirst();
    this.#take(await fleet.assignments(null, fleet.config.limits.ledgerRecords));
    this.#isRead = true;
  }

  async #readFirst(): Promise<void> {
    const { fleet } = this.#options.service;
    if (fleet === undefined || this.#hasFirst) return;
    this.#hasFirst = true;
    const page = await fleet.assignments(null, FIRST_READ, { asks: false });
    // All of them may have been read meanwhile.
    if (!this.#isRead) this.#take(page);
    this.#firstKnown.resolve();
    this.#changed.fire();
  }

  async #tried(reading: () => Promise<void>): Promise<void> {
    try {
      await reading();
    } catch (error) {
      this.#isReadable = false;
      this.#firstKnown.resolve();
      const { message } = FleetError.from(error, 'unknown');
      this.#options.log.warn(`The assignments could not be read: ${message}`);
      this.#changed.fire();
    }
  }

  #take({ entries, retainedCount, isReadable }: AssignmentsPage): void {
    this.#ledger = entries;
    this.#unreadCount = Math.max(0, retainedCount - entries.length);
    this.#isReadable = isReadable;
  }
}

/** As long as nobody knows whether it was given it is none. */
function isBeingSent(assignment: NonNullable<AgentSnapshot['model']['assignment']>): boolean {
  return assignment.enforcement === 'os_sandbox' && assignment.delivery.state === 'unconfirmed';
}

function later(known: Delivery | null, seen: Delivery | null): Delivery | null {
  return known !== null && isSettled(known) ? known : (seen ?? known);
}

/**
 * What it came through on the way, of which nobody may have told by itself: a turn that takes milliseconds is over before it is
 * known whose it was.
 */
function passedBy({ model }: AgentSnapshot, delivery: Delivery): Receipts {
  const turnId = turnIdOf(delivery);
  if (turnId === null || model.assignment === null) return {};
  const turn = [model.turn, model.lastTurn].find((one) => one?.turnId === turnId);
  const accepted = { accepted: model.assignment.createdAtMs };
  return turn?.startedAtMs === undefined ? accepted : { ...accepted, started: turn.startedAtMs };
}

/** When the turn of the delivery began or ended, as Codex says it. */
function momentOf({ model }: AgentSnapshot, delivery: Delivery): number | undefined {
  const turnId = turnIdOf(delivery);
  if (delivery.state === 'accepted') return model.assignment?.createdAtMs;
  if (delivery.state === 'started' && model.turn?.turnId === turnId) return model.turn?.startedAtMs;
  if (isSettled(delivery) && model.lastTurn?.turnId === turnId) return model.lastTurn?.endedAtMs;
  return undefined;
}
