import type { AgentSnapshot, WatchdogResult } from '../../../../src/core/fleetApi.ts';
import type { AgentMeta } from '../../../../src/core/ports.ts';
import {
  decide,
  type WatchdogEvidence,
  type WatchdogPolicy,
} from '../../../../src/core/watchdog/watchdog.ts';

interface Watched {
  readonly result: WatchdogResult;
  /** Her metadata after it. */
  readonly meta: AgentMeta | null;
}

/** The watchdog of a fleet in memory: her turn's begin is her only sign of life, and every action is an interrupt. */
export function watched(snapshot: AgentSnapshot, policy: WatchdogPolicy, nowMs: number): Watched {
  const result = foundBy(snapshot, policy, nowMs);
  const { meta } = snapshot;
  if (meta === null) return { result, meta };
  if (result.decision.kind === 'act')
    return { result: { ...result, actionStatus: 'interrupt_sent' }, meta: { ...meta, watchdog: null } };
  if (result.decision.kind !== 'ask') return { result, meta };
  const delivery = { state: 'accepted', turnId: snapshot.model.turn?.turnId ?? 'turn-0' } as const;
  const report = { requestedAtMs: nowMs, assignmentId: null, delivery, answeredAtMs: null };
  const watchdog = {
    requestedAtMs: nowMs,
    assignmentId: null,
    plannedAction: policy.action,
    rawLogBytes: null,
    rawLogUpdatedAtMs: null,
    idleSeconds: 60,
    idleThresholdSeconds: policy.idleSeconds,
    graceSeconds: policy.graceSeconds,
  };
  const asked = { report, chars: 200, steered: true, pasted: false };
  return { result: { ...result, report: asked }, meta: { ...meta, report, watchdog } };
}

function foundBy(snapshot: AgentSnapshot, policy: WatchdogPolicy, nowMs: number): WatchdogResult {
  const evidence = evidenceOf(snapshot);
  const { lastSign } = evidence;
  return {
    agentId: snapshot.spec.id,
    decision: decide(policy, evidence, nowMs),
    atMs: nowMs,
    running: evidence.running,
    leaseBefore: snapshot.lease,
    idleSeconds: lastSign === null ? null : Math.floor((nowMs - lastSign.atMs) / 1000),
    activitySource: lastSign?.source ?? null,
    report: null,
    actionStatus: null,
    snapshot,
  };
}

function evidenceOf({ model, activity, lease, meta }: AgentSnapshot): WatchdogEvidence {
  const { turn, pending } = model;
  return {
    running: model.session.kind === 'present',
    control: model.control,
    lease,
    state: activity.state,
    untilMs: activity.untilMs,
    approvals: pending.filter(({ kind }) => kind !== 'question').length,
    questions: pending.filter(({ kind }) => kind === 'question').length,
    commands: turn?.doing === 'runs a command' ? 1 : 0,
    childProcesses: 0,
    lastSign: turn === null ? null : { atMs: turn.startedAtMs, source: 'app_server_events' },
    streams: false,
    heldByPerson: false,
    assignmentId: model.assignment?.assignmentId ?? null,
    marker: meta?.watchdog ?? null,
  };
}
