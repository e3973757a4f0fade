import type { Holder } from '../lease.ts';
import type { WatchdogResult } from '../fleetApi.ts';
import { decide } from '../watchdog/watchdog.ts';
import type {
  WatchdogDecision,
  WatchdogEvidence,
  WatchdogMarker,
  WatchdogPolicy,
} from '../watchdog/watchdog.ts';
import { sendInterrupt } from './interrupt.ts';
import { releaseUnderLock } from './leases.ts';
import { askForReport, settleReport } from './delivery/report.ts';
import type { AgentSession } from './session.ts';
import { stopNow } from './launch/stop.ts';
import { gatherEvidence, hearsStream } from './watchdogEvidence.ts';
import type { Looked } from './watchdogEvidence.ts';

/** Longer than a request or an interrupt takes; what was taken just for it is given back. */
const LEASE_SECONDS = 60;
const REACH_MS = 5000;

/**
 * Looks at one Agentin and does what the policy says about one that is silent (reference contract §1.4). She has been
 * looked at before. Whatever changes anything is decided once more under her lock, on fresh evidence, before it is done.
 */
export async function watchAgent(
  session: AgentSession,
  policy: WatchdogPolicy,
  holder: Holder,
): Promise<WatchdogResult> {
  const seen = await judge(session, policy, holder);
  const streams = seemsStuck(seen) && (await hearsStream(session));
  const first = streams ? await judge(session, policy, holder, streams) : seen;
  if (!changesAnything(first, policy)) return resultOf(session, first, NOTHING_DONE, holder);
  return session.locked(async () => {
    await reachIfRunning(session);
    await settleReport(session);
    const now = await judge(session, policy, holder, streams);
    const done = changesAnything(now, policy) ? await carryOut(session, now, policy, holder) : NOTHING_DONE;
    return resultOf(session, now, done, holder);
  });
}

interface Judged extends Looked {
  readonly decision: WatchdogDecision;
  readonly atMs: number;
}

type Done = Pick<WatchdogResult, 'report' | 'actionStatus'>;

const NOTHING_DONE: Done = { report: null, actionStatus: null };

/** Would anything be said or done about her? A wait goes on either way. */
function seemsStuck({ decision: { kind } }: Judged): boolean {
  return kind !== 'leave' && kind !== 'wait';
}

async function judge(
  session: AgentSession,
  policy: WatchdogPolicy,
  holder: Holder,
  streams = false,
): Promise<Judged> {
  const looked = await gatherEvidence(session, policy, holder, streams);
  const atMs = session.deps.clock.nowMs();
  return { ...looked, decision: decide(policy, looked.evidence, atMs), atMs };
}

function changesAnything({ decision, evidence }: Judged, policy: WatchdogPolicy): boolean {
  if (policy.dryRun) return false;
  if (decision.kind === 'leave') return decision.dropsMarker && evidence.marker !== null;
  return decision.kind === 'ask' || decision.kind === 'act';
}

/** In a process that has only just come, the picture under the lock is complete when she was heard. */
async function reachIfRunning(session: AgentSession): Promise<void> {
  if (session.agent.isRunning) await session.reach(REACH_MS);
}

async function carryOut(
  session: AgentSession,
  judged: Judged,
  policy: WatchdogPolicy,
  holder: Holder,
): Promise<Done> {
  const { decision, evidence } = judged;
  switch (decision.kind) {
    case 'ask': {
      const wish = { assignmentId: evidence.assignmentId, enter: true };
      const asked = await session.claimedDuring(holder, LEASE_SECONDS, () =>
        askForReport(session, wish, holder),
      );
      // Noted afterwards: nobody is ever interrupted for a report that was not asked for.
      await session.updateMeta({ watchdog: markerOf(judged, policy, asked.report.requestedAtMs) });
      return { report: asked, actionStatus: null };
    }
    case 'act': {
      const actionStatus = await act(session, decision.action, holder);
      await session.updateMeta({ watchdog: null });
      return { report: null, actionStatus };
    }
    case 'leave':
      await session.updateMeta({ watchdog: null });
      return NOTHING_DONE;
    case 'wait':
    case 'tell':
    case 'would':
      return NOTHING_DONE;
  }
}

/** Never forced: a lease that somebody took in the meantime is respected. */
async function act(
  session: AgentSession,
  action: 'interrupt' | 'stop' | 'release',
  holder: Holder,
): Promise<NonNullable<WatchdogResult['actionStatus']>> {
  switch (action) {
    case 'interrupt':
      await session.claimedDuring(holder, LEASE_SECONDS, () => sendInterrupt(session, holder));
      return 'interrupt_sent';
    case 'stop':
      return (await stopNow(session, { force: false }, holder)).status;
    case 'release':
      return (await releaseUnderLock(session, { force: false }, holder)).status;
  }
}

function markerOf(
  { evidence, rawLog, atMs }: Judged,
  policy: WatchdogPolicy,
  requestedAtMs: number,
): WatchdogMarker {
  return {
    requestedAtMs,
    assignmentId: evidence.assignmentId,
    plannedAction: policy.action,
    rawLogBytes: rawLog?.bytes ?? null,
    rawLogUpdatedAtMs: rawLog?.updatedAtMs ?? null,
    idleSeconds: idleSeconds(evidence, atMs) ?? 0,
    idleThresholdSeconds: policy.idleSeconds,
    graceSeconds: policy.graceSeconds,
  };
}

function resultOf(
  session: AgentSession,
  { decision, evidence, atMs }: Judged,
  done: Done,
  holder: Holder,
): WatchdogResult {
  return {
    agentId: session.id,
    decision,
    atMs,
    running: evidence.running,
    leaseBefore: evidence.lease,
    idleSeconds: idleSeconds(evidence, atMs),
    activitySource: evidence.lastSign?.source ?? null,
    ...done,
    snapshot: session.agent.snapshot(holder),
  };
}

function idleSeconds({ lastSign }: WatchdogEvidence, nowMs: number): number | null {
  return lastSign === null ? null : Math.max(0, Math.floor((nowMs - lastSign.atMs) / 1000));
}
