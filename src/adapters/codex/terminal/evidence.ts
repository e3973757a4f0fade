import type { AgentEvent, FinishedTurn, TerminalSighting } from '../../../core/agent/agent.ts';
import { sighting, type SightingName } from './phrases.ts';
import type { RolloutFact } from './rollout.ts';

/** What the lower rungs have shown so far. */
export interface Evidence {
  readonly shown: TerminalSighting | null;
  /** The turn that the session file shows as running; `isOld` when it began before we watched. */
  readonly turn: { readonly turnId: string; readonly isOld: boolean } | null;
  /** The thread of the session file. */
  readonly threadId: string | null;
  /** The thread that was last told as the Agentin's. */
  readonly boundTo: string | null;
  /** The state that the terminal reported last. */
  readonly reported: SightingName | null;
}

export interface Weighed {
  readonly evidence: Evidence;
  readonly events: readonly AgentEvent[];
}

type TurnStarted = Extract<RolloutFact, { readonly kind: 'turnStarted' }>;
type TurnEnded = Extract<RolloutFact, { readonly kind: 'turnEnded' }>;
type Figures = Extract<RolloutFact, { readonly kind: 'figures' }>;

export const NO_EVIDENCE: Evidence = {
  shown: null,
  turn: null,
  threadId: null,
  boundTo: null,
  reported: null,
};

/**
 * Weighs a session file's past: the state that it left behind is told, and which turns there were, for assignments
 * that they were of. Pure.
 */
export function weighPast(evidence: Evidence, facts: readonly RolloutFact[], nowMs: number): Weighed {
  const figures = facts.findLast((fact) => fact.kind === 'figures');
  const past = pastTurns(facts, evidence.reported === 'titleIdle' ? nowMs : null);
  const turn = facts.findLast((fact) => fact.kind === 'turnStarted' || fact.kind === 'turnEnded');
  const known: Weighed = {
    evidence,
    events: [...(figures === undefined ? [] : figureEvents(figures)), ...past],
  };
  if (turn === undefined) return known;
  const isAtRest = evidence.reported === null || evidence.reported === 'titleIdle';
  if (turn.kind === 'turnEnded') {
    // Rest is reported before the file tells of a turn's end: a terminal at work has begun another one since.
    return isAtRest ? after(known, show(known.evidence, endSighting(turn), nowMs)) : known;
  }
  // The program that ran it is gone when the one of today rests.
  if (evidence.reported === 'titleIdle') return known;
  return after(known, started(known.evidence, turn, true));
}

/** The turns that are over, oldest first; one without an end is over when another one began, or at `restMs`. */
function pastTurns(facts: readonly RolloutFact[], restMs: number | null): AgentEvent[] {
  const told: AgentEvent[] = [];
  let open: TurnStarted | null = null;
  const close = (turnId: string, end: Omit<FinishedTurn, 'turnId'>): void => {
    const startedAtMs = open !== null && idOf(open) === turnId ? open.atMs : null;
    told.push({ type: 'pastTurn', turn: { turnId, startedAtMs, end: { turnId, ...end } } });
    open = null;
  };
  const cut = (endedAtMs: number): void => {
    if (open !== null) close(idOf(open), { outcome: 'interrupted', failure: null, endedAtMs });
  };
  for (const fact of facts) {
    if (fact.kind === 'turnStarted') {
      cut(fact.atMs);
      open = fact;
    } else if (fact.kind === 'turnEnded') {
      const { outcome, failure, atMs: endedAtMs } = fact;
      close(fact.turnId ?? (open === null ? idOf(fact) : idOf(open)), { outcome, failure, endedAtMs });
    }
  }
  if (restMs !== null) cut(restMs);
  return told;
}

/** Files of an older Codex name no turns. */
function idOf({ turnId, atMs }: Pick<TurnStarted, 'turnId' | 'atMs'>): string {
  return turnId ?? `terminal-${atMs}`;
}

/** Weighs what a session file says now. Pure. */
export function weighFact(evidence: Evidence, fact: RolloutFact): Weighed {
  switch (fact.kind) {
    case 'session':
      return { evidence, events: [] };
    case 'turnStarted':
      return started(evidence, fact, false);
    case 'turnEnded':
      return ended(evidence, fact);
    case 'figures':
      return { evidence, events: figureEvents(fact) };
  }
}

/** Weighs what the terminal reported, or that it shows a start dialog (`paneDialog`). Pure. */
export function weighReport(evidence: Evidence, name: SightingName, nowMs: number): Weighed {
  const reported: Weighed = { evidence: { ...evidence, reported: name }, events: [] };
  // A turn from before our time whose Codex rests by now was cut off with its program.
  const isStale = name === 'titleIdle' && evidence.turn?.isOld === true;
  const settled = isStale ? cutOff(reported.evidence, nowMs) : reported;
  return after(settled, show(settled.evidence, sighting(name, nowMs), nowMs));
}

/** Another session file is written to now: a turn that the one before left open is over. Pure. */
export function weighSwitch(evidence: Evidence, threadId: string | null, nowMs: number): Weighed {
  const over = cutOff(evidence, nowMs);
  return { ...over, evidence: { ...over.evidence, threadId } };
}

function started(evidence: Evidence, fact: TurnStarted, isOld: boolean): Weighed {
  const { atMs } = fact;
  const turnId = idOf(fact);
  if (evidence.turn?.turnId === turnId) return { evidence, events: [] };
  const before = cutOff(evidence, atMs);
  const { threadId, boundTo } = evidence;
  const isBound = threadId === null || threadId === boundTo;
  const bound: AgentEvent[] = isBound ? [] : [{ type: 'threadBound', threadId }];
  const begun: Weighed = {
    evidence: { ...before.evidence, turn: { turnId, isOld }, boundTo: threadId ?? boundTo },
    events: [...before.events, ...bound, { type: 'turnStarted', turnId, startedAtMs: atMs }],
  };
  return after(begun, show(begun.evidence, sighting('rolloutWorking', atMs), atMs));
}

function ended(evidence: Evidence, fact: TurnEnded): Weighed {
  const { outcome, failure, atMs } = fact;
  const turnId = fact.turnId ?? evidence.turn?.turnId ?? `terminal-${atMs}`;
  const isCurrent = evidence.turn?.turnId === turnId;
  const over: Weighed = {
    evidence: isCurrent ? { ...evidence, turn: null } : evidence,
    events: [{ type: 'turnEnded', turn: { turnId, outcome, failure, endedAtMs: atMs } }],
  };
  return after(over, show(over.evidence, endSighting(fact), atMs));
}

function endSighting({ failure, atMs, untilMs }: TurnEnded): TerminalSighting {
  const isLimit = failure?.kind === 'usage_limit';
  return isLimit ? sighting('rolloutLimited', atMs, untilMs) : sighting('rolloutIdle', atMs);
}

/** The running turn, if there is one, was interrupted. */
function cutOff(evidence: Evidence, atMs: number): Weighed {
  if (evidence.turn === null) return { evidence, events: [] };
  const turn = {
    turnId: evidence.turn.turnId,
    outcome: 'interrupted',
    failure: null,
    endedAtMs: atMs,
  } as const;
  return { evidence: { ...evidence, turn: null }, events: [{ type: 'turnEnded', turn }] };
}

function figureEvents({ tokens, rateLimits }: Figures): AgentEvent[] {
  return [
    ...(tokens === null ? [] : [{ type: 'tokens', tokens } as const]),
    ...(rateLimits === null ? [] : [{ type: 'rateLimits', rateLimits } as const]),
  ];
}

/** Shows a sighting when it changes the picture. Rest does not undo a limit: both are true until it ends. */
function show(evidence: Evidence, next: TerminalSighting, nowMs: number): Weighed {
  const { shown } = evidence;
  const isSame = shown?.state === next.state && shown.untilMs === next.untilMs;
  const isLimited = shown?.state === 'limited' && (shown.untilMs === null || shown.untilMs > nowMs);
  const isOverLimit = next.state === 'limited' && next.untilMs !== null && next.untilMs <= nowMs;
  const kept = isOverLimit ? { ...next, state: 'idle' as const, untilMs: null } : next;
  if (isSame || (isLimited && kept.state === 'idle')) return { evidence, events: [] };
  return { evidence: { ...evidence, shown: kept }, events: [{ type: 'sighting', sighting: kept }] };
}

function after(first: Weighed, second: Weighed): Weighed {
  return { evidence: second.evidence, events: [...first.events, ...second.events] };
}
