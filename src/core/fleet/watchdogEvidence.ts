import { activityOf } from '../agent/activity.ts';
import { isHeld } from '../hold.ts';
import type { HoldView } from '../hold.ts';
import type { Holder } from '../lease.ts';
import type { RawLogInfo, TurnWork } from '../ports.ts';
import type { ActivitySource, WatchdogEvidence, WatchdogPolicy } from '../watchdog/watchdog.ts';
import type { AgentSession } from './session.ts';

/** Longer than a model pauses between two words. */
const LISTEN_MS = 2000;

/** What a look at an Agentin brought, and the log's figures, which the marker keeps. */
export interface Looked {
  readonly evidence: WatchdogEvidence;
  readonly rawLog: RawLogInfo | null;
}

/** Gathers what the watchdog decides by, from what is known of her now; looks at no program and changes nothing. */
export async function gatherEvidence(
  session: AgentSession,
  policy: WatchdogPolicy,
  holder: Holder,
  streams: boolean,
): Promise<Looked> {
  const { agent, deps } = session;
  const { model, meta } = agent;
  const nowMs = deps.clock.nowMs();
  const { state, untilMs, sinceMs } = activityOf(model, nowMs);
  const work = model.control === 'app-server' && state === 'working' ? agent.work : null;
  const rawLog = await readRawLog(session);
  const lastSign = state === 'working' ? await lastSignOf(session, work, rawLog) : null;
  const isSilent = lastSign !== null && nowMs - lastSign.atMs >= policy.idleSeconds * 1000;
  const questions = model.pending.filter(({ kind }) => kind === 'question').length;
  const evidence: WatchdogEvidence = {
    running: agent.isRunning,
    control: model.control,
    lease: agent.leaseFor(holder),
    state,
    untilMs,
    approvals: model.pending.length - questions,
    questions,
    commands: work?.commands.length ?? 0,
    // A walk through the process table, which only one who seems silent is worth.
    childProcesses: isSilent ? await startedSince(session, model.turn?.startedAtMs ?? sinceMs) : null,
    lastSign,
    streams,
    heldByPerson: isHeldFor(agent.holdFor(holder), model.control),
    assignmentId: model.assignment?.assignmentId ?? null,
    marker: meta?.watchdog ?? null,
  };
  return { evidence, rawLog };
}

/** Text that a person left in the composer keeps out only what would be typed to it. */
function isHeldFor(view: HoldView, control: WatchdogEvidence['control']): boolean {
  return control === 'terminal' ? view.state === 'held' : isHeld(view);
}

async function readRawLog({ agent, deps }: AgentSession): Promise<RawLogInfo | null> {
  const path = agent.meta?.rawLogPath ?? null;
  return path === null ? null : deps.store.rawLogInfo(path);
}

/** Listens for the model of one who seems silent: between two items Codex tells of nothing else. Not under the lock. */
export async function hearsStream({ agent, deps }: AgentSession): Promise<boolean> {
  const { control, threadId } = agent.model;
  if (control !== 'app-server' || threadId === null) return false;
  return deps.connector.hearsStream(deps.codexHost.socketPath(agent.spec), threadId, LISTEN_MS);
}

type Sign = NonNullable<WatchdogEvidence['lastSign']>;

/** The last sign of life by the best source there is (contract §1.4); on each rung what Codex itself wrote goes first. */
async function lastSignOf(
  session: AgentSession,
  work: TurnWork | null,
  rawLog: RawLogInfo | null,
): Promise<Sign | null> {
  const { model, meta } = session.agent;
  const written =
    model.threadId === null
      ? null
      : await session.deps.codexHost.lastWorkAtMs(session.agent.spec, model.threadId);
  if (model.control === 'app-server') {
    // Without a turn that it tells of, nobody could end it either.
    if (work === null) return null;
    return { atMs: Math.max(work.lastSignAtMs, written ?? 0), source: 'app_server_events' };
  }
  const began = model.turn?.startedAtMs ?? 0;
  const candidates: readonly (readonly [ActivitySource, number | null])[] = [
    ['session_file', written === null ? null : Math.max(written, began)],
    ['raw_log', rawLog?.updatedAtMs ?? null],
    ['last_assignment_age', model.assignment?.createdAtMs ?? null],
    ['session_start_age', meta?.startedAtMs ?? null],
  ];
  for (const [source, atMs] of candidates) if (atMs !== null) return { atMs, source };
  return null;
}

/**
 * Processes below hers that began with what she does now: a command that Codex does not tell of, or no longer. Those
 * that were there before (MCP servers, helpers of her launcher) say nothing.
 */
async function startedSince({ agent, deps }: AgentSession, sinceMs: number): Promise<number | null> {
  const { session, control } = agent.model;
  if (session.kind !== 'present') return null;
  const pid = (control === 'app-server' ? session.server : session.agent)?.pid ?? null;
  if (pid === null) return null;
  const starts = await deps.processTable.startsBelow(pid);
  return starts === null ? null : starts.filter((atMs) => atMs >= sinceMs).length;
}
