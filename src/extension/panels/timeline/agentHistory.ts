import type { TurnOutcome } from '../../../core/agent/agent.ts';
import type { Deed } from '../../../core/agent/deeds.ts';
import type { DeliveryState } from '../../../core/assignment/delivery.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';

/** How far back this window remembers. */
export const HISTORY_MS = 24 * 3_600_000;
const MOST_STRETCHES = 400;
const MOST_SAMPLES = 240;
const MOST_LOGGED = 200;

/**
 * Something that lasted: a turn, a request that waited, a limit. An assignment is a moment, and so is what was done with
 * her worktree: it begins and ends at once.
 */
export interface Stretch {
  readonly kind: 'turn' | 'waiting' | 'limit' | 'assignment' | 'deed';
  /** Names it among those of its kind: the turn's id, the request's key, the assignment's id, the deed's id. */
  readonly key: string;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  /** How a turn ended; null for everything else, and where nobody heard. */
  readonly outcome: TurnOutcome | null;
  /** What was done, of a deed. */
  readonly deed?: Deed;
}

/** What Codex said of tokens and limits at one moment. */
export interface Sample {
  readonly atMs: number;
  readonly contextTokens: number | null;
  readonly primaryPercent: number | null;
  readonly secondaryPercent: number | null;
}

/** Who did something, as far as this window can tell; never who that is. */
export type Actor = 'me' | 'lead' | 'terminal' | 'unknown';

export type LogWhat =
  | { readonly kind: 'started' | 'stopped' | 'lost' | 'interrupted' | 'released' | 'claimed' | 'assigned' }
  | { readonly kind: 'delivery'; readonly state: DeliveryState; readonly name: string | null };

/** Something that was done to an Agentin. */
export interface LogEntry {
  readonly atMs: number;
  readonly what: LogWhat;
  readonly by: Actor;
}

/** What this window saw of one Agentin: bounded, oldest first, in memory only. */
export interface AgentHistory {
  readonly stretches: readonly Stretch[];
  readonly samples: readonly Sample[];
  readonly log: readonly LogEntry[];
  /** What was seen last, to tell what is new. */
  readonly seen: Seen | null;
}

type Observed = Pick<AgentSnapshot, 'model' | 'activity' | 'lease' | 'terminal' | 'deeds'>;

interface Seen {
  readonly session: Observed['model']['session']['kind'];
  readonly lease: 'mine' | 'foreign' | 'free';
  readonly assignmentId: string | null;
  readonly delivery: DeliveryState | null;
  readonly lastTurnId: string | null;
  readonly deeds: readonly Deed[];
}

export const NO_HISTORY: AgentHistory = { stretches: [], samples: [], log: [], seen: null };

/** The history after an Agentin was seen like this at `nowMs`. Pure; the same object when there is nothing new. */
export function observe(history: AgentHistory, agent: Observed, nowMs: number): AgentHistory {
  const seen = seenOf(agent);
  const next: AgentHistory = {
    stretches: stretchesAfter(history, agent, nowMs),
    samples: samplesAfter(history.samples, agent, nowMs),
    log: logAfter(history, agent, seen, nowMs),
    seen: sameFields(history.seen, seen) ? history.seen : seen,
  };
  const isSame = (Object.keys(next) as (keyof AgentHistory)[]).every((key) => next[key] === history[key]);
  return isSame ? history : next;
}

function stretchesAfter(
  { stretches: before, seen }: AgentHistory,
  agent: Observed,
  nowMs: number,
): readonly Stretch[] {
  const lasting = lastingNow(agent);
  const isLasting = (stretch: Stretch): boolean =>
    lasting.some((other) => other.kind === stretch.kind && other.key === stretch.key);
  const isKnown = (stretch: Stretch): boolean =>
    before.some((other) => other.kind === stretch.kind && other.key === stretch.key);
  // There may be many of them, and they are rarely others than last time.
  const deeds = seen?.deeds === agent.deeds ? [] : agent.deeds.map(deedMoment);
  const begun = [...lasting, ...momentsOf(agent), ...deeds].filter((stretch) => !isKnown(stretch));
  const hasEnded = before.some((stretch) => stretch.toMs === null && !isLasting(stretch));
  const isTooOld = before.some((stretch) => isOld(stretch.toMs, nowMs));
  if (begun.length === 0 && !hasEnded && !isTooOld) return before;
  const kept = before
    .filter((stretch) => !isOld(stretch.toMs, nowMs))
    .map((stretch) => (stretch.toMs !== null || isLasting(stretch) ? stretch : ended(stretch, agent, nowMs)));
  return [...kept, ...begun.filter((stretch) => !isOld(stretch.toMs, nowMs))].slice(-MOST_STRETCHES);
}

function lastingNow({ model, activity }: Observed): Stretch[] {
  const { turn } = model;
  return [
    ...(turn === null ? [] : [lasting('turn', turn.turnId, turn.startedAtMs)]),
    ...model.pending.map((item) => lasting('waiting', item.key, item.openedAtMs)),
    ...(activity.state === 'limited' ? [lasting('limit', String(activity.sinceMs), activity.sinceMs)] : []),
  ];
}

function momentsOf({ model: { assignment } }: Observed): Stretch[] {
  if (assignment === null) return [];
  const { assignmentId, createdAtMs } = assignment;
  return [{ kind: 'assignment', key: assignmentId, fromMs: createdAtMs, toMs: createdAtMs, outcome: null }];
}

function deedMoment(deed: Deed): Stretch {
  return { kind: 'deed', key: deed.id, fromMs: deed.atMs, toMs: deed.atMs, outcome: null, deed };
}

function lasting(kind: Stretch['kind'], key: string, fromMs: number): Stretch {
  return { kind, key, fromMs, toMs: null, outcome: null };
}

function ended(stretch: Stretch, { model: { lastTurn } }: Observed, nowMs: number): Stretch {
  if (stretch.kind !== 'turn' || lastTurn?.turnId !== stretch.key) return { ...stretch, toMs: nowMs };
  return { ...stretch, toMs: Math.max(stretch.fromMs, lastTurn.endedAtMs), outcome: lastTurn.outcome };
}

function isOld(atMs: number | null, nowMs: number): boolean {
  return atMs !== null && atMs < nowMs - HISTORY_MS;
}

function samplesAfter(before: readonly Sample[], { model }: Observed, nowMs: number): readonly Sample[] {
  const sample: Sample = {
    atMs: nowMs,
    contextTokens: model.tokens?.contextUsedTokens ?? null,
    primaryPercent: model.rateLimits?.primary?.usedPercent ?? null,
    secondaryPercent: model.rateLimits?.secondary?.usedPercent ?? null,
  };
  const last = before.at(-1);
  const isEmpty = model.tokens === null && model.rateLimits === null;
  if (last === undefined ? isEmpty : sameFields(last, { ...sample, atMs: last.atMs })) return before;
  return thinned([...before.filter(({ atMs }) => !isOld(atMs, nowMs)), sample]);
}

/** When there are too many, every other one of the older half goes: what is recent stays exact. */
function thinned(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= MOST_SAMPLES) return samples;
  return samples.filter((_, index) => index >= MOST_SAMPLES / 2 || index % 2 === 0);
}

function logAfter(history: AgentHistory, agent: Observed, seen: Seen, nowMs: number): readonly LogEntry[] {
  if (history.seen === null || sameFields(history.seen, seen)) return history.log;
  const entries = newEntries(history.seen, seen, agent).map(({ what, by }) => ({ atMs: nowMs, what, by }));
  if (entries.length === 0) return history.log;
  return [...history.log.filter(({ atMs }) => !isOld(atMs, nowMs)), ...entries].slice(-MOST_LOGGED);
}

type NewEntry = Omit<LogEntry, 'atMs'>;

function newEntries(before: Seen, now: Seen, agent: Observed): NewEntry[] {
  const entries: (NewEntry | null)[] = [
    leaseEntry(before, now),
    sessionEntry(before, now, agent),
    turnEntry(before, now, agent),
    before.assignmentId === now.assignmentId || now.assignmentId === null
      ? null
      : { what: { kind: 'assigned' }, by: leaseActor(now) },
    deliveryEntry(before, now, agent),
  ];
  return entries.filter((entry) => entry !== null);
}

function leaseEntry(before: Seen, now: Seen): NewEntry | null {
  if (before.lease === now.lease) return null;
  if (now.lease === 'free') return { what: { kind: 'released' }, by: leaseActor(before) };
  return { what: { kind: 'claimed' }, by: leaseActor(now) };
}

function sessionEntry(before: Seen, now: Seen, agent: Observed): NewEntry | null {
  if (before.session === now.session || before.session === 'unknown') return null;
  if (now.session === 'present') return { what: { kind: 'started' }, by: actorOf(now, agent) };
  if (now.session === 'lost') return { what: { kind: 'lost' }, by: 'unknown' };
  return now.session === 'absent' ? { what: { kind: 'stopped' }, by: actorOf(before, agent) } : null;
}

/** Only an interruption is somebody's doing; who pressed Escape in the terminal holds no lease. */
function turnEntry(before: Seen, now: Seen, { model, terminal }: Observed): NewEntry | null {
  const isNew = before.lastTurnId !== now.lastTurnId && model.session.kind === 'present';
  if (!isNew || model.lastTurn?.outcome !== 'interrupted') return null;
  return { what: { kind: 'interrupted' }, by: terminal.state === 'held' ? 'terminal' : 'unknown' };
}

function deliveryEntry(before: Seen, now: Seen, { model }: Observed): NewEntry | null {
  const isSame = before.assignmentId === now.assignmentId && before.delivery === now.delivery;
  if (isSame || now.delivery === null) return null;
  const name = model.assignment?.name ?? null;
  return { what: { kind: 'delivery', state: now.delivery, name }, by: 'unknown' };
}

function actorOf(seen: Seen, { terminal }: Observed): Actor {
  const byLease = leaseActor(seen);
  return byLease === 'unknown' && terminal.state === 'held' ? 'terminal' : byLease;
}

/** Whoever changes something holds her lease while they do. */
function leaseActor({ lease }: Seen): Actor {
  if (lease === 'free') return 'unknown';
  return lease === 'mine' ? 'me' : 'lead';
}

function seenOf({ model, lease, deeds }: Observed): Seen {
  return {
    session: model.session.kind,
    lease: lease.state === 'held' ? (lease.mine ? 'mine' : 'foreign') : 'free',
    assignmentId: model.assignment?.assignmentId ?? null,
    delivery: model.assignment?.delivery.state ?? null,
    lastTurnId: model.lastTurn?.turnId ?? null,
    deeds,
  };
}

function sameFields<T extends object>(a: T | null, b: T): boolean {
  return a !== null && (Object.keys(b) as (keyof T)[]).every((key) => a[key] === b[key]);
}
