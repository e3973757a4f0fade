import type { AssignmentRecord } from '../assignment/assignment.ts';
import { deliveryOfTurn, isSettled, turnIdOf } from '../assignment/delivery.ts';
import type { Delivery } from '../assignment/delivery.ts';
import type {
  AgentEvent,
  AgentModel,
  FinishedTurn,
  PastTurn,
  Session,
  Since,
  ThreadStatus,
} from './agent.ts';

/** A text that was typed and sent begins its turn within seconds, or never: much later it is another text's. */
const BEGINS_WITHIN_MS = 30_000;

/**
 * The next picture of an Agentin after `event`, which became known at `nowMs`. Pure; returns the same object when
 * nothing changed, so that callers can compare by identity.
 */
export function reduceAgent(model: AgentModel, event: AgentEvent, nowMs: number): AgentModel {
  switch (event.type) {
    case 'control':
      return event.control === model.control ? model : { ...model, control: event.control };
    case 'starting':
      return { ...model, startingSinceMs: nowMs, trouble: null };
    case 'startFailed':
      return model.startingSinceMs === null ? model : { ...model, startingSinceMs: null };
    case 'session':
      return onSession(model, event.session, nowMs);
    case 'link':
      return sameValue(withoutSince(model.link), event.link)
        ? model
        : { ...model, link: since(model.link, event.link, nowMs) };
    case 'threadBound':
      return onThreadBound(model, event.threadId, nowMs);
    case 'threadStatus':
      return onThreadStatus(model, event.status, nowMs);
    case 'turnStarted':
      return onTurnStarted(model, event.turnId, event.startedAtMs);
    case 'pastTurn':
      return onPastTurn(model, event.turn);
    case 'turnDoing':
      return onTurnDoing(model, event.turnId, event.doing);
    case 'turnEnded':
      return onTurnEnded(model, event.turn);
    case 'pendingOpened':
      return model.pending.some((item) => item.key === event.item.key)
        ? model
        : { ...model, pending: [...model.pending, event.item] };
    case 'pendingResolved':
      return withoutPending(model, (item) => item.key === event.key);
    case 'tokens':
      return { ...model, tokens: event.tokens };
    case 'rateLimits':
      return { ...model, rateLimits: event.rateLimits };
    case 'settings':
      return sameValue(model.settings, event.settings) ? model : { ...model, settings: event.settings };
    case 'sighting':
      return onSighting(model, event.sighting);
    case 'trouble':
      return { ...model, trouble: event.what === null ? null : { what: event.what, sinceMs: nowMs } };
    case 'assignment':
      return onAssignment(model, event.assignment);
    case 'looked':
      return model.looked ? model : { ...model, looked: true };
  }
}

function onSession(model: AgentModel, session: Session, nowMs: number): AgentModel {
  if (sameValue(withoutSince(model.session), session)) return model;
  const next = { ...model, session: since(model.session, session, nowMs) };
  if (session.kind === 'present') return { ...next, startingSinceMs: null };
  if (session.kind === 'unknown') return next;
  return withoutLife(next, nowMs);
}

/** The session is gone: nothing runs, waits or is connected any more; a running turn was cut off. */
function withoutLife(model: AgentModel, nowMs: number): AgentModel {
  const cutOff: FinishedTurn | null =
    model.turn === null
      ? null
      : { turnId: model.turn.turnId, outcome: 'interrupted', failure: null, endedAtMs: nowMs };
  const ended = cutOff === null ? model : onTurnEnded(model, cutOff);
  return {
    ...ended,
    link: since(ended.link, { kind: 'none' }, nowMs),
    thread: since(ended.thread, { kind: 'unknown' }, nowMs),
    pending: ended.pending.length === 0 ? ended.pending : [],
    sighting: null,
  };
}

function onThreadBound(model: AgentModel, threadId: string | null, nowMs: number): AgentModel {
  if (threadId === model.threadId) return model;
  if (model.threadId === null) return { ...model, threadId };
  // Another thread: what we know of turns, tokens and open items belongs to the one before.
  return {
    ...model,
    threadId,
    thread: { kind: 'unknown', sinceMs: nowMs },
    turn: null,
    lastTurn: null,
    pending: [],
    tokens: null,
    looked: true,
  };
}

function onThreadStatus(model: AgentModel, status: ThreadStatus, nowMs: number): AgentModel {
  if (sameValue(withoutSince(model.thread), status)) return model;
  return { ...model, thread: since(model.thread, status, nowMs) };
}

function onTurnStarted(model: AgentModel, turnId: string, startedAtMs: number): AgentModel {
  if (model.lastTurn?.turnId === turnId) return model;
  const assignment = begun(model.assignment, turnId, startedAtMs);
  if (model.turn?.turnId === turnId)
    return assignment === model.assignment ? model : { ...model, assignment };
  return { ...model, turn: { turnId, startedAtMs, doing: null }, looked: true, assignment };
}

function onPastTurn(model: AgentModel, { turnId, startedAtMs, end }: PastTurn): AgentModel {
  const own = startedAtMs === null ? model.assignment : begun(model.assignment, turnId, startedAtMs);
  const assignment = advance(own, turnId, deliveryOfTurn(end));
  return assignment === model.assignment ? model : { ...model, assignment };
}

/** The assignment, once its turn began. */
function begun(
  assignment: AssignmentRecord | null,
  turnId: string,
  startedAtMs: number,
): AssignmentRecord | null {
  return advance(adopted(assignment, turnId, startedAtMs), turnId, { state: 'started', turnId });
}

/** The assignment with the turn that must be its own, where nobody says which one is. */
function adopted(
  assignment: AssignmentRecord | null,
  turnId: string,
  startedAtMs: number,
): AssignmentRecord | null {
  if (assignment === null || !mayBeTurnOf(assignment, startedAtMs)) return assignment;
  return { ...assignment, delivery: { state: 'started', turnId } };
}

/**
 * On the terminal rung nobody says which turn is an assignment's: it is the one that begins right after it was typed and
 * Enter was pressed.
 */
function mayBeTurnOf(assignment: AssignmentRecord, startedAtMs: number): boolean {
  const { enforcement, delivery, facts, createdAtMs } = assignment;
  const isTyped = delivery.state === 'submitted' || delivery.state === 'unconfirmed';
  if (enforcement !== 'told_only' || !isTyped || facts?.submitted !== true) return false;
  return startedAtMs >= createdAtMs && startedAtMs - createdAtMs <= BEGINS_WITHIN_MS;
}

function onTurnDoing(model: AgentModel, turnId: string, doing: string | null): AgentModel {
  if (model.turn === null || model.turn.turnId !== turnId || model.turn.doing === doing) return model;
  return { ...model, turn: { ...model.turn, doing } };
}

function onTurnEnded(model: AgentModel, turn: FinishedTurn): AgentModel {
  if (model.lastTurn?.turnId === turn.turnId) return model;
  const running = model.turn?.turnId === turn.turnId ? model.turn : null;
  const remaining = withoutPending(model, (item) => item.turnId === turn.turnId);
  return {
    ...remaining,
    turn: running === null ? model.turn : null,
    lastTurn: running === null ? turn : { ...turn, startedAtMs: running.startedAtMs },
    looked: turn.outcome === 'interrupted',
    assignment: advance(model.assignment, turn.turnId, deliveryOfTurn(turn)),
  };
}

/** A turn can have begun or be over before it is told whose it was. */
function onAssignment(model: AgentModel, told: AssignmentRecord | null): AgentModel {
  const { lastTurn, turn } = model;
  const own = turn === null ? told : begun(told, turn.turnId, turn.startedAtMs);
  const assignment = lastTurn === null ? own : advance(own, lastTurn.turnId, deliveryOfTurn(lastTurn));
  return sameValue(model.assignment, assignment) ? model : { ...model, assignment };
}

function onSighting(model: AgentModel, sighting: NonNullable<AgentModel['sighting']>): AgentModel {
  const before = model.sighting;
  const unchanged =
    before !== null &&
    before.state === sighting.state &&
    before.source === sighting.source &&
    before.untilMs === sighting.untilMs;
  return unchanged ? model : { ...model, sighting };
}

/** The assignment with its delivery moved on, when the news is of its own turn and the delivery is still open. */
function advance(
  assignment: AssignmentRecord | null,
  turnId: string,
  delivery: Delivery,
): AssignmentRecord | null {
  if (assignment === null || isSettled(assignment.delivery)) return assignment;
  if (assignment.delivery.state === delivery.state) return assignment;
  return turnIdOf(assignment.delivery) === turnId ? { ...assignment, delivery } : assignment;
}

function withoutPending(
  model: AgentModel,
  gone: (item: AgentModel['pending'][number]) => boolean,
): AgentModel {
  const pending = model.pending.filter((item) => !gone(item));
  return pending.length === model.pending.length ? model : { ...model, pending };
}

function since<T extends { readonly kind: string }>(before: Since<T>, value: T, nowMs: number): Since<T> {
  return { ...value, sinceMs: before.kind === value.kind ? before.sinceMs : nowMs };
}

function withoutSince<T extends object>(value: Since<T>): Omit<Since<T>, 'sinceMs'> {
  const { sinceMs: _, ...rest } = value;
  return rest;
}

/** Equality of small plain data; the records of the model hold no cycles, functions or `undefined`. */
function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
