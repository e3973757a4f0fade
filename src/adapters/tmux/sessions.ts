import type { PaneState, Session } from '../../core/agent/agent.ts';
import type { TmuxCommand } from './command.ts';

const windowKind = '#{?#{==:#{window_name},agent},agent,#{?#{==:#{window_name},server},server,other}}';

const FIELDS = [
  '#{pid}',
  '#{pane_index}',
  windowKind,
  '#{pane_pid}',
  '#{pane_dead}',
  '#{pane_dead_status}',
  '#{pane_dead_signal}',
  '#{session_name}',
  '#{pane_title}',
];

/**
 * The one question that tells everything. Separated by `:`, which a session's name cannot hold; the title, which
 * may hold anything, comes last. (tmux makes `_` of a separator that is not printable.)
 */
export const LIST_PANES: TmuxCommand = ['list-panes', '-a', '-F', FIELDS.join(':')];

/** Unlike the panes these can be asked for when there are none. */
export const LIST_SESSIONS: TmuxCommand = ['list-sessions', '-F', '#{session_id}'];

const LINE =
  /^(?<pid>\d+):(?<index>\d+):(?<window>agent|server|other):(?<panePid>\d*):(?<dead>[01]?):(?<status>\d*):(?<signal>\d*):(?<session>[^:]*):(?<title>.*)$/u;

export interface Listing {
  /** Process id of the tmux server; null when nothing was listed. */
  readonly serverPid: number | null;
  readonly sessions: ReadonlyMap<string, Session>;
  /** A program has ended and tmux has not yet learned how. */
  readonly endUnknown: boolean;
}

/** As shells say it: an exit status, or 128 and the signal's number. Null while tmux has not collected it. */
function exitStatus(status: string, signal: string): number | null {
  if (status !== '') return Number(status);
  return signal === '' ? null : 128 + Number(signal);
}

function parsePane(fields: Readonly<Record<string, string | undefined>>): PaneState {
  const { panePid = '', dead = '', status = '', signal = '', title = '' } = fields;
  if (dead === '1') return { pid: null, dead: { exitStatus: exitStatus(status, signal) }, title };
  return { pid: panePid === '' ? null : Number(panePid), dead: null, title };
}

/** Reads the answer to `LIST_PANES`. Lines that are not of its form are left out. */
export function parseListing(text: string): Listing {
  const sessions = new Map<string, { kind: 'present'; agent: PaneState | null; server: PaneState | null }>();
  let serverPid: number | null = null;
  let endUnknown = false;
  for (const line of text.split('\n')) {
    const fields: Readonly<Record<string, string | undefined>> | undefined = LINE.exec(line)?.groups;
    const name = fields?.['session'];
    if (fields === undefined || name === undefined) continue;
    serverPid = Number(fields['pid']);
    const session = sessions.get(name) ?? { kind: 'present', agent: null, server: null };
    sessions.set(name, session);
    const window = fields['window'];
    // Panes that a person split off come after the first one, which is the program's.
    if ((window === 'agent' || window === 'server') && session[window] === null) {
      session[window] = parsePane(fields);
      endUnknown ||= session[window].dead?.exitStatus === null;
    }
  }
  return { serverPid, sessions, endUnknown };
}
