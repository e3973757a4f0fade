import type { ActivityState, Control } from '../agent/agent.ts';
import type { LeaseView } from '../lease.ts';

/** What is done to one that stays silent. `report` (ours) asks her and leaves it at that; `none` only tells. */
export const WATCHDOG_ACTIONS = ['none', 'report', 'interrupt', 'stop', 'release'] as const;
export type WatchdogAction = (typeof WATCHDOG_ACTIONS)[number];
export type ForcefulAction = Exclude<WatchdogAction, 'report' | 'none'>;

export interface WatchdogPolicy {
  readonly idleSeconds: number;
  /** From the request for a report to the action. */
  readonly graceSeconds: number;
  readonly action: WatchdogAction;
  /** Only Agentinnen whose lease the asking holder has. */
  readonly requireLease: boolean;
  /** And those that nobody holds. */
  readonly manageUnclaimed: boolean;
  readonly dryRun: boolean;
}

/** That a report was requested, as kept in the metadata between two looks (reference contract §3.5). */
export interface WatchdogMarker {
  readonly requestedAtMs: number;
  readonly assignmentId: string | null;
  readonly plannedAction: string;
  readonly rawLogBytes: number | null;
  readonly rawLogUpdatedAtMs: number | null;
  readonly idleSeconds: number;
  readonly idleThresholdSeconds: number;
  readonly graceSeconds: number;
}

/** Where the last sign of life comes from, best first (contract §1.4; the first two are ours). */
export type ActivitySource =
  | 'app_server_events'
  | 'session_file'
  | 'raw_log'
  | 'last_assignment_age'
  | 'session_start_age';

/** Everything that the decision rests on; `null` where it cannot be known. */
export interface WatchdogEvidence {
  readonly running: boolean;
  readonly control: Control;
  readonly lease: LeaseView;
  readonly state: ActivityState;
  /** When a limit or the like ends. */
  readonly untilMs: number | null;
  /** What waits for a person. */
  readonly approvals: number;
  readonly questions: number;
  /** Commands that Codex says are running, and processes below hers that began with her turn. */
  readonly commands: number;
  readonly childProcesses: number | null;
  readonly lastSign: { readonly atMs: number; readonly source: ActivitySource } | null;
  /** The model was heard writing or thinking a moment ago, between two items. */
  readonly streams: boolean;
  /** A person types into her terminal at the moment. */
  readonly heldByPerson: boolean;
  readonly assignmentId: string | null;
  readonly marker: WatchdogMarker | null;
}

/** Why she is left alone; the contract's names where it has them. */
export type SkipState =
  | 'skipped_not_running'
  | 'skipped_not_leased_by_this_server'
  | 'skipped_insufficient_idle_evidence'
  | 'skipped_at_limit'
  | 'skipped_waiting_for_approval'
  | 'skipped_waiting_for_answer'
  | 'skipped_nothing_running'
  | 'skipped_long_command'
  | 'skipped_terminal_held_by_person'
  | 'active';

interface Said {
  /** A public sentence. */
  readonly why: string;
}

/** `recheckAtMs`: when time alone could lead to another decision; null when only an event can. */
export type WatchdogDecision =
  | (Said & {
      readonly kind: 'leave';
      readonly state: SkipState;
      /** A marker means nothing any more: she gave a sign of life. */
      readonly dropsMarker: boolean;
      readonly recheckAtMs: number | null;
    })
  | (Said & { readonly kind: 'ask'; readonly state: 'report_requested' })
  | (Said & {
      readonly kind: 'wait';
      readonly state: 'waiting_for_report';
      readonly elapsedMs: number;
      readonly recheckAtMs: number;
    })
  | (Said & { readonly kind: 'act'; readonly state: 'action_sent'; readonly action: ForcefulAction })
  | (Said & { readonly kind: 'tell'; readonly state: 'no_action' })
  | (Said & {
      readonly kind: 'would';
      readonly state: 'would_request_report' | `would_${WatchdogAction}`;
    });

/** While something runs whose end raises no event, it is looked at again this often. */
const LOOK_AGAIN_MS = 60_000;

/**
 * What is to be done about an Agentin (reference contract §1.4). Pure. One who waits for a person, sits at a limit or
 * runs a command is never touched, whatever the policy; nobody is interrupted who was not asked for a report first.
 */
export function decide(policy: WatchdogPolicy, evidence: WatchdogEvidence, nowMs: number): WatchdogDecision {
  return (
    offLimits(policy, evidence) ??
    waiting(evidence) ??
    atRest(evidence) ??
    signOfLife(policy, evidence, nowMs) ??
    busyOtherwise(evidence, nowMs) ??
    silent(policy, evidence, nowMs)
  );
}

function offLimits(policy: WatchdogPolicy, { running, lease }: WatchdogEvidence): WatchdogDecision | null {
  if (!running) return leave('skipped_not_running', 'She is not running.', { dropsMarker: true });
  if (lease.state === 'unreadable')
    return leave('skipped_not_leased_by_this_server', 'Her lease cannot be read; release it with force.');
  // Whatever the policy says of leases: nothing is ever typed into what another holds.
  if (lease.state === 'held' && !lease.mine)
    return leave('skipped_not_leased_by_this_server', 'Another Teamleiterin holds her.', {
      recheckAtMs: lease.expiresAtMs,
    });
  const isMine = lease.state === 'held';
  if (isMine || !policy.requireLease || policy.manageUnclaimed) return null;
  return leave(
    'skipped_not_leased_by_this_server',
    'You do not hold her lease; claim it, or manage unclaimed ones.',
  );
}

function waiting(evidence: WatchdogEvidence): WatchdogDecision | null {
  const { state, approvals, questions, untilMs } = evidence;
  const dropsMarker = true;
  if (state === 'limited')
    return leave('skipped_at_limit', 'Her account is at a usage limit.', {
      dropsMarker,
      recheckAtMs: untilMs,
    });
  if (approvals > 0 || state === 'needs_approval')
    return leave('skipped_waiting_for_approval', 'She waits for an approval.', { dropsMarker });
  if (questions > 0 || state === 'needs_input')
    return leave('skipped_waiting_for_answer', 'She waits for an answer.', { dropsMarker });
  return null;
}

function atRest({ state }: WatchdogEvidence): WatchdogDecision | null {
  if (state === 'working') return null;
  if (state === 'starting')
    return leave('skipped_insufficient_idle_evidence', 'It cannot be seen at the moment what she does.');
  return leave('skipped_nothing_running', 'She works on nothing, so there is nothing to report.', {
    dropsMarker: true,
  });
}

function signOfLife(
  policy: WatchdogPolicy,
  { lastSign }: WatchdogEvidence,
  nowMs: number,
): WatchdogDecision | null {
  if (lastSign === null)
    return leave('skipped_insufficient_idle_evidence', 'Nothing tells when she last did something.');
  const silentAtMs = lastSign.atMs + policy.idleSeconds * 1000;
  if (nowMs >= silentAtMs) return null;
  return leave('active', 'She did something a short while ago.', {
    dropsMarker: true,
    recheckAtMs: silentAtMs,
  });
}

function busyOtherwise(evidence: WatchdogEvidence, nowMs: number): WatchdogDecision | null {
  const recheckAtMs = nowMs + LOOK_AGAIN_MS;
  if (evidence.streams)
    return leave('active', 'Her model writes or thinks at the moment.', { dropsMarker: true, recheckAtMs });
  const { commands, childProcesses, control, heldByPerson } = evidence;
  if (commands > 0 || (childProcesses ?? 0) > 0)
    return leave('skipped_long_command', 'She runs a command.', { dropsMarker: true, recheckAtMs });
  // Without events of Codex only the processes could tell that a command runs.
  if (childProcesses === null && control === 'terminal')
    return leave('skipped_insufficient_idle_evidence', 'It cannot be seen here whether she runs a command.');
  if (!heldByPerson) return null;
  return leave('skipped_terminal_held_by_person', 'A person writes in her terminal.', { recheckAtMs });
}

/** She works, runs nothing, waits for nobody, and was silent for too long. */
function silent(policy: WatchdogPolicy, evidence: WatchdogEvidence, nowMs: number): WatchdogDecision {
  const why = `She has given no sign of life for ${secondsSince(evidence.lastSign?.atMs ?? nowMs, nowMs)} s.`;
  const { action, dryRun } = policy;
  const marker = currentMarker(policy, evidence);
  if (marker === null && action !== 'none')
    return dryRun
      ? { kind: 'would', state: 'would_request_report', why }
      : { kind: 'ask', state: 'report_requested', why };
  if (marker !== null && nowMs - marker.requestedAtMs < policy.graceSeconds * 1000)
    return {
      kind: 'wait',
      state: 'waiting_for_report',
      why: `${why} A report was requested and is waited for.`,
      elapsedMs: Math.max(0, nowMs - marker.requestedAtMs),
      recheckAtMs: marker.requestedAtMs + policy.graceSeconds * 1000,
    };
  if (dryRun) return { kind: 'would', state: `would_${action}`, why };
  if (action === 'none') return { kind: 'tell', state: 'no_action', why };
  const unanswered = `${why} A report was requested and did not come.`;
  if (action === 'report') return { kind: 'tell', state: 'no_action', why: unanswered };
  return { kind: 'act', state: 'action_sent', action, why: unanswered };
}

/** The marker of a request that is still unanswered: of this action and assignment, and nothing has happened since. */
function currentMarker(
  policy: WatchdogPolicy,
  { marker, assignmentId, lastSign }: WatchdogEvidence,
): WatchdogMarker | null {
  if (marker === null || marker.plannedAction !== policy.action) return null;
  const isOfAnother =
    marker.assignmentId !== null && assignmentId !== null && marker.assignmentId !== assignmentId;
  const isAnswered = lastSign !== null && lastSign.atMs > marker.requestedAtMs;
  return isOfAnother || isAnswered ? null : marker;
}

function leave(
  state: SkipState,
  why: string,
  then: { readonly dropsMarker?: boolean; readonly recheckAtMs?: number | null } = {},
): WatchdogDecision {
  const { dropsMarker = false, recheckAtMs = null } = then;
  return { kind: 'leave', state, why, dropsMarker, recheckAtMs };
}

function secondsSince(fromMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - fromMs) / 1000));
}
