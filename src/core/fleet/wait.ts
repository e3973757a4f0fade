import type { AssignmentRecord } from '../assignment/assignment.ts';
import { isSettled } from '../assignment/delivery.ts';
import { reachedLimit } from '../limits/limits.ts';
import { isUntouched } from '../agent/untouched.ts';
import type { AgentSnapshot, WaitResult, WaitStatus } from '../fleetApi.ts';
import type { Holder } from '../lease.ts';
import type { Disposable, Event } from '../lifecycle.ts';
import type { AgentRuntime } from './runtime/agentRuntime.ts';
import type { FleetDeps } from './context.ts';

export interface WaitWish {
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (snapshot: AgentSnapshot) => void;
}

/**
 * Waits for the Agentin to do something: ends on the event itself, on the time-out, or when the caller gives up.
 * The order of the outcomes is the reference's (contract §1.2). `known` is her assignment as it was before this
 * process joined: what became of it meanwhile is news.
 */
export async function waitForAgent(
  deps: FleetDeps,
  agent: AgentRuntime,
  wish: WaitWish,
  known: AssignmentRecord | null,
  holder: Holder,
): Promise<WaitResult> {
  const startedAtMs = deps.clock.nowMs();
  const initial = agent.snapshot(holder);
  const look = (current: AgentSnapshot): WaitStatus | null =>
    outcome(initial, current, deps.clock.nowMs()) ?? (hasEnded(known, current) ? 'activity_observed' : null);
  let observations = 0;
  let status = look(initial) ?? (hasUnheardEnd(agent) ? 'activity_observed' : null);
  const stop = new AbortController();
  const listening = agent.onDidChange(() => {
    observations += 1;
    const current = agent.snapshot(holder);
    wish.onProgress?.(current);
    status = look(current);
    if (status !== null) stop.abort();
  });
  try {
    const signal = wish.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, wish.signal]);
    if (status === null) await deps.clock.sleep(wish.timeoutSeconds * 1000, signal);
  } finally {
    listening.dispose();
  }
  if (status !== null) agent.unheardTurnId = null;
  const elapsedMs = Math.max(0, deps.clock.nowMs() - startedAtMs);
  return { status: status ?? 'timeout', elapsedMs, observations, initial, current: agent.snapshot(holder) };
}

/** Ends a wait when the fleet file names another Agentin with this id, or none: nothing more is heard of this one. */
export function untilReplaced(onDidChangeConfig: Event<void>, isReplaced: () => boolean): Replaced {
  const stop = new AbortController();
  const listening = onDidChangeConfig(() => {
    if (isReplaced()) stop.abort();
  });
  const during = (wish: WaitWish): WaitWish => {
    const signals = wish.signal === undefined ? [stop.signal] : [stop.signal, wish.signal];
    return { ...wish, signal: AbortSignal.any(signals) };
  };
  return { signal: stop.signal, during, dispose: () => listening.dispose() };
}

interface Replaced extends Disposable {
  /** Aborted when she was. */
  readonly signal: AbortSignal;
  readonly during: (wish: WaitWish) => WaitWish;
}

function outcome(initial: AgentSnapshot, current: AgentSnapshot, nowMs: number): WaitStatus | null {
  const { state } = current.activity;
  if (reachedLimit(current.model, current.activity, nowMs) !== null) return 'blocked_by_limit';
  if (state === 'stopped' || state === 'lost') return 'not_running';
  if (state === 'idle' && isUntouched(current.model)) return 'tui_starter_context';
  // A turn that ended before anybody waited for it is what the caller wants to hear, not the time-out.
  if (state === 'done' || state === 'error') return 'activity_observed';
  return progressed(initial, current) ? 'activity_observed' : null;
}

/** Something worth waking up for: another state, another turn, or another open item; not each word that streams. */
function progressed(initial: AgentSnapshot, current: AgentSnapshot): boolean {
  return (
    initial.activity.state !== current.activity.state ||
    initial.model.turn?.turnId !== current.model.turn?.turnId ||
    initial.model.lastTurn?.turnId !== current.model.lastTurn?.turnId ||
    openItems(initial) !== openItems(current)
  );
}

/** An assignment was running for all that anybody knew, and is over: a process that joins later hears of its end alone. */
function hasEnded(known: AssignmentRecord | null, { model: { assignment } }: AgentSnapshot): boolean {
  if (known === null || assignment === null || known.assignmentId !== assignment.assignmentId) return false;
  return !isSettled(known.delivery) && isSettled(assignment.delivery);
}

/** A turn ended before anybody waited, and that a person has looked since is no reason to let its lead wait for nothing. */
function hasUnheardEnd({ unheardTurnId, model: { turn, lastTurn } }: AgentRuntime): boolean {
  return unheardTurnId !== null && turn === null && lastTurn?.turnId === unheardTurnId;
}

function openItems({ model }: AgentSnapshot): string {
  return model.pending.map((item) => item.key).join('\n');
}
