import type { AssignmentRecord } from '../assignment/assignment.ts';
import type { LimitText } from '../limits/limitText.ts';
import type { PendingItem } from './pending.ts';

/** What an Agentin is doing, in the words of the design. */
export type ActivityState =
  | 'stopped'
  | 'starting'
  | 'idle'
  | 'done'
  | 'working'
  | 'needs_approval'
  | 'needs_input'
  | 'limited'
  | 'error'
  | 'lost';

/** Where a piece of evidence comes from, best first. */
export type EvidenceSource =
  | 'app-server'
  | 'rollout'
  | 'terminal-title'
  | 'pane'
  | 'tmux'
  | 'process'
  | 'meta';

/** A state together with how we know it. `evidence` is a short public phrase, never raw output. */
export interface Activity {
  readonly state: ActivityState;
  readonly sinceMs: number;
  readonly source: EvidenceSource;
  readonly evidence: string;
  readonly why: string;
  /** When the state is expected to end (a limit's reset), if known. */
  readonly untilMs: number | null;
}

/** The rung of the ladder of control that this Agentin is led by. */
export type Control = 'app-server' | 'terminal';

export interface PaneState {
  readonly pid: number | null;
  /** Exit status or signal of a pane whose program ended; null while it runs. */
  readonly dead: { readonly exitStatus: number | null } | null;
  readonly title: string;
}

/** The tmux session of an Agentin as last observed. */
export type Session =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'present'; readonly agent: PaneState | null; readonly server: PaneState | null };

/** Our connection to the Agentin's app-server. */
export type Link =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'connected' };

export type ThreadStatus =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notLoaded' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'active'; readonly waitingOn: 'approval' | 'input' | null }
  | { readonly kind: 'systemError' };

export type TurnOutcome = 'completed' | 'interrupted' | 'failed';

/**
 * Why a turn failed, in our words; `codexKind` is Codex' own error kind where it gave one. Of a limit, where Codex says so:
 * when it ends, and the model whose limit it is.
 */
export interface TurnFailure {
  readonly kind: 'usage_limit' | 'context_window' | 'server' | 'other';
  readonly codexKind: string | null;
  readonly untilMs: number | null;
  readonly model: string | null;
}

export interface ActiveTurn {
  readonly turnId: string;
  readonly startedAtMs: number;
  /** What happens right now, as a short label ("runs a command"); never raw output. */
  readonly doing: string | null;
}

export interface FinishedTurn {
  readonly turnId: string;
  readonly outcome: TurnOutcome;
  readonly failure: TurnFailure | null;
  /** Where somebody heard it begin, or Codex says when that was. */
  readonly startedAtMs?: number;
  readonly endedAtMs: number;
}

/** A turn of before anybody watched: it changes nothing but what became of the assignment that it was of. */
export interface PastTurn {
  readonly turnId: string;
  /** Null when its beginning is too long ago to be read. */
  readonly startedAtMs: number | null;
  readonly end: FinishedTurn;
}

export interface TokenUsage {
  readonly contextUsedTokens: number;
  readonly contextWindowTokens: number | null;
  readonly totalTokens: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface RateLimitWindow {
  readonly usedPercent: number;
  readonly windowMinutes: number | null;
  readonly resetsAtMs: number | null;
}

export interface RateLimits {
  /** The 5 h window. */
  readonly primary: RateLimitWindow | null;
  /** The weekly window. */
  readonly secondary: RateLimitWindow | null;
}

export interface ThreadSettings {
  readonly model: string | null;
  readonly effort: string | null;
  readonly approvalPolicy: string | null;
  /** The permission profile in force (`:workspace`, `cm_…`), null when Codex does not say. */
  readonly permissions: string | null;
}

/** What the lower rungs saw last: one of the states that text can show. */
export interface TerminalSighting {
  readonly state: 'idle' | 'working' | 'needs_approval' | 'needs_input' | 'limited';
  readonly source: EvidenceSource;
  readonly evidence: string;
  readonly atMs: number;
  readonly untilMs: number | null;
  /** What the text says of a limit, where the state was read from text. */
  readonly limit?: LimitText;
}

/** What we gave up on. */
export type Trouble = 'server_keeps_ending' | 'view_keeps_ending' | 'restart_failed';

/** A thing seen or heard, each with the moment it became true. */
export type Since<T> = T & { readonly sinceMs: number };

/** Everything known of one Agentin. Changed by `reduceAgent` alone. */
export interface AgentModel {
  readonly id: string;
  readonly control: Control;
  readonly session: Since<Session>;
  readonly link: Since<Link>;
  readonly startingSinceMs: number | null;
  readonly threadId: string | null;
  readonly thread: Since<ThreadStatus>;
  readonly turn: ActiveTurn | null;
  readonly lastTurn: FinishedTurn | null;
  readonly pending: readonly PendingItem[];
  readonly tokens: TokenUsage | null;
  readonly rateLimits: RateLimits | null;
  readonly settings: ThreadSettings | null;
  readonly sighting: TerminalSighting | null;
  /** Why it could not be kept alive; cleared by the next start. */
  readonly trouble: Since<{ readonly what: Trouble }> | null;
  readonly assignment: AssignmentRecord | null;
  /** False from the end of a turn until a person or lead has looked at it. */
  readonly looked: boolean;
}

export type AgentEvent =
  | { readonly type: 'control'; readonly control: Control }
  | { readonly type: 'starting' }
  | { readonly type: 'startFailed' }
  | { readonly type: 'session'; readonly session: Session }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'threadBound'; readonly threadId: string | null }
  | { readonly type: 'threadStatus'; readonly status: ThreadStatus }
  | { readonly type: 'turnStarted'; readonly turnId: string; readonly startedAtMs: number }
  | { readonly type: 'pastTurn'; readonly turn: PastTurn }
  | { readonly type: 'turnDoing'; readonly turnId: string; readonly doing: string | null }
  | { readonly type: 'turnEnded'; readonly turn: FinishedTurn }
  | { readonly type: 'pendingOpened'; readonly item: PendingItem }
  | { readonly type: 'pendingResolved'; readonly key: string }
  | { readonly type: 'tokens'; readonly tokens: TokenUsage }
  | { readonly type: 'rateLimits'; readonly rateLimits: RateLimits }
  | { readonly type: 'settings'; readonly settings: ThreadSettings }
  | { readonly type: 'sighting'; readonly sighting: TerminalSighting }
  | { readonly type: 'trouble'; readonly what: Trouble | null }
  | { readonly type: 'assignment'; readonly assignment: AssignmentRecord | null }
  | { readonly type: 'looked' };

/** An Agentin of which nothing has been seen yet. */
export function unknownAgent(id: string, nowMs: number): AgentModel {
  return {
    id,
    control: 'app-server',
    session: { kind: 'unknown', sinceMs: nowMs },
    link: { kind: 'none', sinceMs: nowMs },
    startingSinceMs: null,
    threadId: null,
    thread: { kind: 'unknown', sinceMs: nowMs },
    turn: null,
    lastTurn: null,
    pending: [],
    tokens: null,
    rateLimits: null,
    settings: null,
    sighting: null,
    trouble: null,
    assignment: null,
    looked: true,
  };
}
