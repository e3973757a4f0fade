import type { ActivityState, EvidenceSource } from './agent.ts';

/** The fixed part of an `Activity`. `evidence` and `why` are public phrases that front ends translate by their text. */
export interface ActivityPhrase {
  readonly state: ActivityState;
  readonly source: EvidenceSource;
  readonly evidence: string;
  readonly why: string;
}

function phrase(state: ActivityState, source: EvidenceSource, evidence: string, why: string): ActivityPhrase {
  return { state, source, evidence, why };
}

/** Every reason that an Agentin can have for its state, by name. */
export const PHRASES = {
  lost: phrase(
    'lost',
    'tmux',
    'the tmux session is gone',
    'It was running and nobody stopped it. Start brings it back on the same conversation.',
  ),
  startAsked: phrase('starting', 'meta', 'start was asked for', 'Its programs are being started.'),
  absent: phrase('stopped', 'tmux', 'no tmux session', 'It is not running.'),
  unseen: phrase('stopped', 'meta', 'not looked at yet', 'Nothing is known of it yet.'),
  serverKeepsEnding: phrase(
    'error',
    'tmux',
    'the app-server ended several times',
    'It was restarted and ended again. See its window "server", then stop and start it.',
  ),
  viewKeepsEnding: phrase(
    'error',
    'tmux',
    'the terminal view ended several times',
    'It was brought back and ended again. Attach to see why, then stop and start it.',
  ),
  restartFailed: phrase(
    'error',
    'process',
    'a restart was refused',
    'Its launcher or home cannot be used any more. Stop it, mend that, and start it.',
  ),
  serverEnded: phrase(
    'starting',
    'tmux',
    'the app-server ended',
    'The app-server is being restarted; the conversation goes on after that.',
  ),
  connecting: phrase(
    'starting',
    'app-server',
    'not connected to the app-server',
    'Connecting to the app-server.',
  ),
  wantsCommand: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'It wants to run a command outside its sandbox.',
  ),
  wantsFiles: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'It wants to change files.',
  ),
  wantsTool: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'It wants to use an MCP tool.',
  ),
  wantsPermissions: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'It wants more permissions.',
  ),
  waitsForApproval: phrase(
    'needs_approval',
    'app-server',
    'thread/status says waitingOnApproval',
    'It waits for an approval.',
  ),
  asks: phrase('needs_input', 'app-server', 'a question is open', 'It asks a question.'),
  waitsForInput: phrase(
    'needs_input',
    'app-server',
    'thread/status says waitingOnUserInput',
    'It asks a question.',
  ),
  turnRuns: phrase('working', 'app-server', 'a turn is running', 'It works on its turn.'),
  threadActive: phrase('working', 'app-server', 'thread/status says active', 'It works.'),
  limited: phrase(
    'limited',
    'app-server',
    'the turn failed with usageLimitExceeded',
    'Its account reached a usage limit.',
  ),
  contextFull: phrase(
    'error',
    'app-server',
    'the turn failed with contextWindowExceeded',
    'The conversation no longer fits the context window. Compact it or start a new one.',
  ),
  turnFailed: phrase(
    'error',
    'app-server',
    'the turn failed',
    'The last turn failed. Attach to read why, then send the task again.',
  ),
  startDialog: phrase(
    'needs_input',
    'pane',
    'a start dialog is open in the terminal',
    'Its terminal asks something before it can begin. Attach and answer it.',
  ),
  noThread: phrase(
    'starting',
    'app-server',
    'no conversation yet',
    'Its terminal view has not opened a conversation yet.',
  ),
  finished: phrase('done', 'app-server', 'turn/completed', 'It finished, and nobody has looked yet.'),
  interrupted: phrase(
    'idle',
    'app-server',
    'the last turn was interrupted',
    'Its last turn was interrupted. It waits for a task.',
  ),
  idle: phrase('idle', 'app-server', 'the conversation is idle', 'It waits for a task.'),
  terminalEnded: phrase('starting', 'tmux', 'the terminal ended', 'Its terminal is being brought back.'),
  terminalUnread: phrase(
    'starting',
    'pane',
    'nothing readable in the terminal yet',
    'Its terminal shows nothing that tells its state.',
  ),
} as const satisfies Record<string, ActivityPhrase>;

/** Why a state stands that only the terminal or the session file shows. */
export const SIGHTING_WHY = {
  idle: 'It waits for a task.',
  done: 'It finished, and nobody has looked yet.',
  working: 'It works.',
  needs_approval: 'It waits for an approval in its terminal.',
  needs_input: 'It asks something in its terminal.',
  limited: 'Its account reached a usage limit.',
} as const;
