import type { Activity, ActivityState, AgentModel } from './agent.ts';
import { PHRASES, SIGHTING_WHY } from './activityPhrases.ts';
import type { ActivityPhrase } from './activityPhrases.ts';
import { limitEndMs } from '../limits/limits.ts';
import type { PendingItem } from './pending.ts';

/**
 * What an Agentin does, with the evidence for it. Pure; the order of the rules is the order of trust: what is
 * certain about its processes comes first, then what Codex says, then what the terminal shows.
 */
export function activityOf(model: AgentModel, nowMs: number): Activity {
  const fromProcesses = processActivity(model);
  if (fromProcesses !== null) return fromProcesses;
  return model.control === 'app-server' ? serverActivity(model, nowMs) : terminalActivity(model, nowMs);
}

/** Far longer than an app-server takes to listen, on a busy machine too. */
const UNREACHABLE_MS = 45_000;

/** Does this state wait for a person? */
export function needsPerson(state: ActivityState): boolean {
  return state === 'needs_approval' || state === 'needs_input' || state === 'lost' || state === 'error';
}

function processActivity(model: AgentModel): Activity | null {
  const { session, startingSinceMs, trouble } = model;
  if (startingSinceMs !== null && session.kind !== 'present') return say(PHRASES.startAsked, startingSinceMs);
  switch (session.kind) {
    case 'lost':
      return say(PHRASES.lost, session.sinceMs);
    case 'absent':
      return say(PHRASES.absent, session.sinceMs);
    case 'unknown':
      return say(PHRASES.unseen, session.sinceMs);
    case 'present':
      return trouble === null ? null : say(TROUBLE[trouble.what], trouble.sinceMs);
  }
}

const TROUBLE = {
  server_keeps_ending: PHRASES.serverKeepsEnding,
  view_keeps_ending: PHRASES.viewKeepsEnding,
  restart_failed: PHRASES.restartFailed,
} as const;

function serverActivity(model: AgentModel, nowMs: number): Activity {
  const { session, link } = model;
  if (session.kind === 'present' && session.server?.dead) return say(PHRASES.serverEnded, session.sinceMs);
  if (link.kind === 'connecting' && nowMs - link.sinceMs >= UNREACHABLE_MS)
    return say(PHRASES.unreachable, link.sinceMs);
  if (link.kind !== 'connected') return say(PHRASES.connecting, link.sinceMs);
  return waiting(model) ?? working(model) ?? afterFailure(model, nowMs) ?? atRest(model);
}

function waiting(model: AgentModel): Activity | null {
  const oldest = model.pending[0];
  if (oldest !== undefined) return say(PENDING[oldest.kind], oldest.openedAtMs);
  const { thread } = model;
  if (thread.kind !== 'active' || thread.waitingOn === null) return null;
  const asked = thread.waitingOn === 'approval' ? PHRASES.waitsForApproval : PHRASES.waitsForInput;
  return say(asked, thread.sinceMs);
}

const PENDING: Readonly<Record<PendingItem['kind'], ActivityPhrase>> = {
  command: PHRASES.wantsCommand,
  file: PHRASES.wantsFiles,
  mcpTool: PHRASES.wantsTool,
  permissions: PHRASES.wantsPermissions,
  question: PHRASES.asks,
};

function working({ turn, thread }: AgentModel): Activity | null {
  if (turn !== null) return say(PHRASES.turnRuns, turn.startedAtMs);
  return thread.kind === 'active' ? say(PHRASES.threadActive, thread.sinceMs) : null;
}

function afterFailure(model: AgentModel, nowMs: number): Activity | null {
  const last = model.lastTurn;
  if (last?.outcome !== 'failed') return null;
  if (last.failure?.kind === 'usage_limit') {
    const untilMs = limitEndMs(model.rateLimits, last);
    const isOver = untilMs !== null && untilMs <= nowMs;
    return isOver ? say(PHRASES.limitOver, untilMs) : say(PHRASES.limited, last.endedAtMs, untilMs);
  }
  // That somebody looked mends a full conversation no more than a limit.
  if (last.failure?.kind === 'context_window') return say(PHRASES.contextFull, last.endedAtMs);
  return model.looked ? null : say(PHRASES.turnFailed, last.endedAtMs);
}

function atRest(model: AgentModel): Activity {
  const { sighting, lastTurn, thread, session } = model;
  if (model.threadId === null) {
    const isAsked = sighting?.state === 'needs_input';
    return isAsked ? say(PHRASES.startDialog, sighting.atMs) : say(PHRASES.noThread, session.sinceMs);
  }
  if (lastTurn !== null && !model.looked) return say(PHRASES.finished, lastTurn.endedAtMs);
  if (lastTurn?.outcome === 'interrupted') return say(PHRASES.interrupted, lastTurn.endedAtMs);
  return say(PHRASES.idle, lastTurn?.endedAtMs ?? thread.sinceMs);
}

function terminalActivity(model: AgentModel, nowMs: number): Activity {
  const { session, sighting } = model;
  if (session.kind === 'present' && session.agent?.dead) return say(PHRASES.terminalEnded, session.sinceMs);
  if (sighting === null) return say(PHRASES.terminalUnread, session.sinceMs);
  const { atMs, source, evidence, untilMs } = sighting;
  const state = terminalState(model, sighting.state, untilMs, nowMs);
  const why = SIGHTING_WHY[state];
  return { state, sinceMs: atMs, source, evidence, why, untilMs: state === 'limited' ? untilMs : null };
}

function terminalState(
  model: AgentModel,
  seen: keyof typeof SIGHTING_WHY,
  untilMs: number | null,
  nowMs: number,
): keyof typeof SIGHTING_WHY {
  if (seen === 'limited' && untilMs !== null && untilMs <= nowMs) return 'idle';
  if (seen === 'idle' && model.lastTurn?.outcome === 'completed' && !model.looked) return 'done';
  return seen;
}

function say(phrase: ActivityPhrase, sinceMs: number, untilMs: number | null = null): Activity {
  return { ...phrase, sinceMs, untilMs };
}
