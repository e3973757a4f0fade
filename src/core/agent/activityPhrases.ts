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
    'She was running and nobody stopped her. Start brings her back on the same conversation.',
  ),
  startAsked: phrase('starting', 'meta', 'start was asked for', 'Her programs are being started.'),
  absent: phrase('stopped', 'tmux', 'no tmux session', 'She is not running.'),
  unseen: phrase('stopped', 'meta', 'not looked at yet', 'Nothing is known of her yet.'),
  serverKeepsEnding: phrase(
    'error',
    'tmux',
    'the app-server ended several times',
    'It was restarted and ended again. See her window "server", then stop and start her.',
  ),
  viewKeepsEnding: phrase(
    'error',
    'tmux',
    'the terminal view ended several times',
    'It was brought back and ended again. Attach to see why, then stop and start her.',
  ),
  restartFailed: phrase(
    'error',
    'process',
    'a restart was refused',
    'Her launcher or home cannot be used any more. Stop her, fix that, and start her.',
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
  unreachable: phrase(
    'error',
    'app-server',
    'not connected to the app-server',
    'Her app-server runs, but cannot be reached: it hangs, or its socket was removed. Her terminal may still show her. Stop and start her; the conversation goes on.',
  ),
  wantsCommand: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'She wants to run a command outside her sandbox.',
  ),
  wantsFiles: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'She wants to change files.',
  ),
  wantsTool: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'She wants to use an MCP tool.',
  ),
  wantsPermissions: phrase(
    'needs_approval',
    'app-server',
    'an approval request is open',
    'She wants more permissions.',
  ),
  waitsForApproval: phrase(
    'needs_approval',
    'app-server',
    'thread/status says waitingOnApproval',
    'She waits for an approval.',
  ),
  asks: phrase('needs_input', 'app-server', 'a question is open', 'She asks a question.'),
  waitsForInput: phrase(
    'needs_input',
    'app-server',
    'thread/status says waitingOnUserInput',
    'She asks a question.',
  ),
  turnRuns: phrase('working', 'app-server', 'a turn is running', 'She works on her turn.'),
  threadActive: phrase('working', 'app-server', 'thread/status says active', 'She works.'),
  limited: phrase(
    'limited',
    'app-server',
    'the turn failed with usageLimitExceeded',
    'Her account reached a usage limit.',
  ),
  limitOver: phrase(
    'idle',
    'app-server',
    'the limit that ended the turn is over',
    'Her limit is over. What it cut off is to be sent again.',
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
    'Her terminal asks something before she can begin. Attach and answer it.',
  ),
  noThread: phrase(
    'starting',
    'app-server',
    'no conversation yet',
    'Her terminal view has not opened a conversation yet.',
  ),
  finished: phrase('done', 'app-server', 'turn/completed', 'She finished, and nobody has looked yet.'),
  interrupted: phrase(
    'idle',
    'app-server',
    'the last turn was interrupted',
    'Her last turn was interrupted. She waits for a task.',
  ),
  idle: phrase('idle', 'app-server', 'the conversation is idle', 'She waits for a task.'),
  terminalEnded: phrase('starting', 'tmux', 'the terminal ended', 'Her terminal is being brought back.'),
  terminalUnread: phrase(
    'starting',
    'pane',
    'nothing readable in the terminal yet',
    'Her terminal shows nothing that tells her state.',
  ),
} as const satisfies Record<string, ActivityPhrase>;

/** Why a state stands that only the terminal or the session file shows. */
export const SIGHTING_WHY = {
  idle: 'She waits for a task.',
  done: 'She finished, and nobody has looked yet.',
  working: 'She works.',
  needs_approval: 'She waits for an approval in her terminal.',
  needs_input: 'She asks something in her terminal.',
  limited: 'Her account reached a usage limit.',
} as const;
