import { isSettled, turnIdOf } from '../../assignment/delivery.ts';
import { isAssignmentId, reportRequestText, withTurnEnd } from '../../assignment/report.ts';
import type { ReportRecord } from '../../assignment/report.ts';
import type { ReportResult, ReportWish } from '../../fleetApi.ts';
import type { Claim, Holder } from '../../lease.ts';
import type { AgentSession } from '../session.ts';
import { kindOfMessage } from './deliver.ts';
import { sendMessage } from './send.ts';

/** How long the app-server may take to say whether a turn runs. */
const REACH_MS = 10_000;

/**
 * Asks an Agentin for a short report, through the same delivery as any message. One at work hears it in her running
 * turn (which is what one wants of one that seems stuck); one at rest answers in a turn of its own. That it was asked,
 * and when it was answered, is kept in her metadata.
 */
export async function requestReport(
  session: AgentSession,
  wish: ReportWish,
  holder: Holder,
): Promise<ReportResult> {
  return session.lockedToTalk(async () => {
    session.assertRunning();
    const ask = async (claim: Claim): Promise<ReportResult> => ({
      ...(await askForReport(session, wish, holder)),
      claim,
    });
    return session.claimedFor(holder, ask, { writes: kindOfMessage(session, wish.enter) });
  });
}

/** Sends the request and notes it. Runs under the Agentin's lock, the lease claimed. */
export async function askForReport(
  session: AgentSession,
  wish: ReportWish,
  holder: Holder,
): Promise<Omit<ReportResult, 'claim'>> {
  const { agent, deps } = session;
  // A process that has only just begun to look knows whether she works when it has heard from her.
  await session.reach(REACH_MS);
  const running = agent.model.turn?.turnId ?? null;
  const isAtWork = running !== null || agent.model.sighting?.state === 'working';
  // Whatever is no id stays out: the request is our words alone.
  const assignmentId =
    wish.assignmentId !== null && isAssignmentId(wish.assignmentId) ? wish.assignmentId : null;
  const text = reportRequestText(assignmentId, isAtWork);
  const requestedAtMs = deps.clock.nowMs();
  const delivery = await sendMessage(session, { text, enter: wish.enter, idempotencyKey: null }, holder);
  const turnId = turnIdOf(delivery);
  const report: ReportRecord = { requestedAtMs, assignmentId, delivery, answeredAtMs: null };
  await session.updateMeta({ report });
  const steered = turnId === null ? isAtWork : turnId === running;
  return { report, chars: text.length, steered, pasted: turnId === null };
}

/** Notes what became of the report's turn, as far as anybody can tell. Runs under the Agentin's lock. */
export async function settleReport(session: AgentSession): Promise<void> {
  const { agent } = session;
  const report = agent.meta?.report ?? null;
  if (report === null || isSettled(report.delivery)) return;
  const turnId = turnIdOf(report.delivery);
  if (turnId === null) return;
  const heard = agent.model.lastTurn?.turnId === turnId ? agent.model.lastTurn : null;
  const turn = heard ?? (await lookUpTurn(session, turnId));
  const next = turn === null ? report : withTurnEnd(report, turn);
  if (next !== report) await session.updateMeta({ report: next });
}

async function lookUpTurn({ agent, deps }: AgentSession, turnId: string) {
  if (agent.model.control !== 'app-server' || agent.model.turn?.turnId === turnId) return null;
  const turn = await (await agent.connected(REACH_MS)).turn(turnId);
  if (turn === null || turn.outcome === 'running') return null;
  const { outcome, failure, endedAtMs } = turn;
  return { turnId, outcome, failure, endedAtMs: endedAtMs ?? deps.clock.nowMs() };
}
