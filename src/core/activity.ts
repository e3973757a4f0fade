import type { Activity, ActivityState, AgentModel, EvidenceSource, RateLimits } from './agent.ts';
import type { PendingItem } from './pending.ts';

/**
 * What an Agentin does, with the evidence for it. Pure; the order of the rules is the order of trust: what is
 * certain about its processes comes first, then what Codex says, then what the terminal shows.
 * `evidence` and `why` are fixed public phrases, so that front ends can translate them.
 */
export function activityOf(model: AgentModel, nowMs: number): Activity {
  return (
    processActivity(model) ??
    (model.control === 'app-server' ? serverActivity(model, nowMs) : terminalActivity(model, nowMs))
  );
}

function processActivity(model: AgentModel): Activity | null {
  const { session } = model;
  if (session.kind === 'lost') {
    return say(
      'lost',
      session.sinceMs,
      'tmux',
      'the tmux session is gone',
      'It was running and nobody stopped it. Start brings it back on the same conversation.',
    );
  }
  if (model.startingSinceMs !== null && session.kind !== 'present') {
    return say(
      'starting',
      model.startingSinceMs,
      'meta',
      'start was asked for',
      'Its programs are being started.',
    );
  }
  if (session.kind === 'absent')
    return say('stopped', session.sinceMs, 'tmux', 'no tmux session', 'It is not running.');
  if (session.kind === 'unknown')
    return say('stopped', session.sinceMs, 'meta', 'not looked at yet', 'Nothing is known of it yet.');
  if (model.trouble !== null) return troubleActivity(model.trouble);
  return null;
}

function troubleActivity(trouble: NonNullable<AgentModel['trouble']>): Activity {
  switch (trouble.what) {
    case 'server_keeps_ending':
      return say(
        'error',
        trouble.sinceMs,
        'tmux',
        'the app-server ended several times',
        'It was restarted and ended again. See its window "server", then stop and start it.',
      );
    case 'view_keeps_ending':
      return say(
        'error',
        trouble.sinceMs,
        'tmux',
        'the terminal view ended several times',
        'It was brought back and ended again. Attach to see why, then stop and start it.',
      );
    case 'restart_failed':
      return say(
        'error',
        trouble.sinceMs,
        'process',
        'a restart was refused',
        'Its launcher or home cannot be used any more. Stop it, mend that, and start it.',
      );
  }
}

function serverActivity(model: AgentModel, nowMs: number): Activity {
  const { session, link } = model;
  if (session.kind === 'present' && session.server?.dead) {
    return say(
      'starting',
      session.sinceMs,
      'tmux',
      'the app-server ended',
      'The app-server is being restarted; the conversation goes on after that.',
    );
  }
  if (link.kind !== 'connected') {
    return say(
      'starting',
      link.sinceMs,
      'app-server',
      'not connected to the app-server',
      'Connecting to the app-server.',
    );
  }
  return waiting(model) ?? working(model) ?? afterTurn(model, nowMs) ?? atRest(model);
}

function waiting(model: AgentModel): Activity | null {
  const oldest = model.pending[0];
  if (oldest !== undefined) return pendingActivity(oldest);
  const { thread } = model;
  if (thread.kind !== 'active' || thread.waitingOn === null) return null;
  return thread.waitingOn === 'approval'
    ? say(
        'needs_approval',
        thread.sinceMs,
        'app-server',
        'thread/status says waitingOnApproval',
        'It waits for an approval.',
      )
    : say(
        'needs_input',
        thread.sinceMs,
        'app-server',
        'thread/status says waitingOnUserInput',
        'It asks a question.',
      );
}

function pendingActivity(item: PendingItem): Activity {
  switch (item.kind) {
    case 'command':
      return say(
        'needs_approval',
        item.openedAtMs,
        'app-server',
        'an approval request is open',
        'It wants to run a command outside its sandbox.',
      );
    case 'file':
      return say(
        'needs_approval',
        item.openedAtMs,
        'app-server',
        'an approval request is open',
        'It wants to change files.',
      );
    case 'mcpTool':
      return say(
        'needs_approval',
        item.openedAtMs,
        'app-server',
        'an approval request is open',
        'It wants to use an MCP tool.',
      );
    case 'permissions':
      return say(
        'needs_approval',
        item.openedAtMs,
        'app-server',
        'an approval request is open',
        'It wants more permissions.',
      );
    case 'question':
      return say('needs_input', item.openedAtMs, 'app-server', 'a question is open', 'It asks a question.');
  }
}

function working(model: AgentModel): Activity | null {
  const { turn, thread } = model;
  if (turn !== null)
    return say('working', turn.startedAtMs, 'app-server', 'a turn is running', 'It works on its turn.');
  if (thread.kind !== 'active') return null;
  return say('working', thread.sinceMs, 'app-server', 'thread/status says active', 'It works.');
}

function afterTurn(model: AgentModel, nowMs: number): Activity | null {
  const last = model.lastTurn;
  if (last?.outcome !== 'failed') return null;
  if (last.failure?.kind === 'usage_limit') {
    const untilMs = limitResetMs(model.rateLimits, last.endedAtMs);
    if (untilMs !== null && untilMs <= nowMs) return null;
    return say(
      'limited',
      last.endedAtMs,
      'app-server',
      'the turn failed with usageLimitExceeded',
      'Its account reached a usage limit.',
      untilMs,
    );
  }
  if (model.looked) return null;
  return last.failure?.kind === 'context_window'
    ? say(
        'error',
        last.endedAtMs,
        'app-server',
        'the turn failed with contextWindowExceeded',
        'The conversation no longer fits the context window. Compact it or start a new one.',
      )
    : say(
        'error',
        last.endedAtMs,
        'app-server',
        'the turn failed',
        'The last turn failed. Attach to read why, then send the task again.',
      );
}

/**
 * When a reached limit ends: the reset of the window that is used up, else the earliest reset after the failure;
 * null when Codex gave none.
 */
export function limitResetMs(limits: RateLimits | null, failedAtMs: number): number | null {
  const windows = [limits?.primary, limits?.secondary].filter(
    (window) => window !== null && window !== undefined,
  );
  const resets = (full: boolean): number[] =>
    windows
      .filter((window) => !full || window.usedPercent >= 100)
      .map((window) => window.resetsAtMs)
      .filter((at): at is number => at !== null && at > failedAtMs);
  const used = resets(true);
  // Several used-up windows end together with the last of them.
  if (used.length > 0) return Math.max(...used);
  const any = resets(false);
  return any.length > 0 ? Math.min(...any) : null;
}

function atRest(model: AgentModel): Activity {
  const { sighting, lastTurn, thread, session } = model;
  if (model.threadId === null) {
    if (sighting?.state === 'needs_input') {
      return say(
        'needs_input',
        sighting.atMs,
        sighting.source,
        'a start dialog is open in the terminal',
        'Its terminal asks something before it can begin. Attach and answer it.',
      );
    }
    return say(
      'starting',
      session.sinceMs,
      'app-server',
      'no conversation yet',
      'Its terminal view has not opened a conversation yet.',
    );
  }
  if (lastTurn !== null && !model.looked) {
    return say(
      'done',
      lastTurn.endedAtMs,
      'app-server',
      'turn/completed',
      'It finished, and nobody has looked yet.',
    );
  }
  if (lastTurn?.outcome === 'interrupted') {
    return say(
      'idle',
      lastTurn.endedAtMs,
      'app-server',
      'the last turn was interrupted',
      'Its last turn was interrupted. It waits for a task.',
    );
  }
  return say(
    'idle',
    lastTurn?.endedAtMs ?? thread.sinceMs,
    'app-server',
    'the conversation is idle',
    'It waits for a task.',
  );
}

function terminalActivity(model: AgentModel, nowMs: number): Activity {
  const { session, sighting } = model;
  if (session.kind === 'present' && session.agent?.dead) {
    return say(
      'starting',
      session.sinceMs,
      'tmux',
      'the terminal ended',
      'Its terminal is being brought back.',
    );
  }
  if (sighting === null) {
    return say(
      'starting',
      session.sinceMs,
      'pane',
      'nothing readable in the terminal yet',
      'Its terminal shows nothing that tells its state.',
    );
  }
  const isOver = sighting.state === 'limited' && sighting.untilMs !== null && sighting.untilMs <= nowMs;
  const state: ActivityState = isOver ? 'idle' : sighting.state;
  if (state === 'idle' && model.lastTurn?.outcome === 'completed' && !model.looked) {
    return say(
      'done',
      sighting.atMs,
      sighting.source,
      sighting.evidence,
      'It finished, and nobody has looked yet.',
    );
  }
  return say(
    state,
    sighting.atMs,
    sighting.source,
    sighting.evidence,
    TERMINAL_WHY[sighting.state],
    isOver ? null : sighting.untilMs,
  );
}

const TERMINAL_WHY = {
  idle: 'It waits for a task.',
  working: 'It works.',
  needs_approval: 'It waits for an approval in its terminal.',
  needs_input: 'It asks something in its terminal.',
  limited: 'Its account reached a usage limit.',
} as const;

function say(
  state: ActivityState,
  sinceMs: number,
  source: EvidenceSource,
  evidence: string,
  why: string,
  untilMs: number | null = null,
): Activity {
  return { state, sinceMs, source, evidence, why, untilMs };
}

/** Does this state wait for a person? */
export function needsPerson(state: ActivityState): boolean {
  return state === 'needs_approval' || state === 'needs_input' || state === 'lost' || state === 'error';
}
