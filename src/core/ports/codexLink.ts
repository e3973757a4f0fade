import type { AgentEvent, TurnFailure, TurnOutcome } from '../agent/agent.ts';
import type { Answer } from '../agent/pending.ts';
import type { ContentEvent } from '../content/content.ts';
import type { Disposable, Event } from '../lifecycle.ts';

/** Everything a turn may override, always named whole: overrides are sticky in Codex. */
export interface TurnTuple {
  /** `:read-only`, `:workspace`, `:danger-full-access`, or a profile installed before. */
  readonly permissions: string;
  readonly approvalPolicy: 'on-request' | 'never';
  readonly model: string | null;
  readonly effort: string | null;
}

/** A permission profile: the project is readable, only the write paths are writable. */
export interface WriteProfile {
  readonly name: string;
  /** Writable paths below the project root, relative, `.` for all of it. */
  readonly projectWritePaths: readonly string[];
  /** Writable paths elsewhere, absolute. */
  readonly absoluteWritePaths: readonly string[];
  /** Those of both that are files; Codex takes every writable path for a folder unless told what not to guard in it. */
  readonly fileWritePaths: readonly string[];
}

/** A turn as Codex remembers it; `running` while it is not over. */
export interface RememberedTurn {
  readonly turnId: string;
  readonly outcome: TurnOutcome | 'running';
  readonly failure: TurnFailure | null;
  readonly endedAtMs: number | null;
}

/** The turn that a message went into. */
export interface FoundTurn extends RememberedTurn {
  /** The message began it; else it ran already. */
  readonly began: boolean;
}

/** What a running turn does, by the items that Codex told of. A user's message into it counts for nothing. */
export interface TurnWork {
  readonly turnId: string;
  /** When it began, or when an item of it last began or ended. */
  readonly lastSignAtMs: number;
  /** Commands that run; `startedAtMs` null where nobody told. */
  readonly commands: readonly { readonly itemId: string; readonly startedAtMs: number | null }[];
}

/**
 * One Agentin's app-server as a client sees it. Reconnects by itself with backoff and subscribes again; what it
 * hears comes out as `AgentEvent`s, the end of a turn also when it was missed. Ephemeral threads and those with a parent are left out.
 * Requests reject with `codex_disconnected`, `codex_request_timeout` or `codex_failed`.
 */
export interface CodexLink extends Disposable {
  readonly onEvent: Event<AgentEvent>;
  /** What she plans, changes and says, where this process asked for it (`PanelFleet`); silent elsewhere. */
  readonly onContent: Event<ContentEvent>;
  /** Hears every word that she writes, as `written`, gathered to at most ten a second, until the handle is disposed. */
  hearWords(): Disposable;
  /** A turn of before as it is on record; null when the conversation does not know it. */
  readContent(turnId: string): Promise<ContentEvent | null>;
  /** The running turn's work; null while none runs as far as we have heard. */
  readonly work: TurnWork | null;
  /** Resolves when connected (and bound to the thread, if there is one); rejects with `codex_disconnected` after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Resolves with the thread's id once there is one that is not ephemeral; rejects with `agent_not_ready`. */
  thread(timeoutMs: number): Promise<string>;
  /** Sends the text as a new turn, or into the running one. Resolves with the turn's id. `clientKey` marks the message. */
  startTurn(text: string, tuple: TurnTuple, clientKey: string): Promise<string>;
  interruptTurn(turnId: string): Promise<void>;
  /** Rejects with `nothing_pending` when the item is gone (answered elsewhere, turn over). */
  answer(key: string, answer: Answer): Promise<void>;
  applyTuple(tuple: TurnTuple): Promise<void>;
  /** Does no turn run in the thread? Asked now, since what we heard may lag behind. */
  isAtRest(): Promise<boolean>;
  installProfile(profile: WriteProfile): Promise<void>;
  /** Takes our profile out of the home's config.toml; one that is not there is fine. */
  removeProfile(name: string): Promise<void>;
  /** What became of a turn; null when the thread does not know it. */
  turn(turnId: string): Promise<RememberedTurn | null>;
  /**
   * The turn that holds the message marked `clientKey`. `unclear` while a turn runs and does not show it: what is on
   * its way into a turn is listed up to half a second later.
   */
  findTurn(clientKey: string): Promise<FoundTurn | 'absent' | 'unclear'>;
}

/** What a link goes by until it has seen more. */
export interface Preferred {
  /** The thread to look for first; null takes the one that the TUI opens. */
  readonly threadId: string | null;
  /** Where she works, absolute, as it is known now; null leaves a conversation in the folder that it had. */
  cwd(): string | null;
}

export interface CodexConnector {
  /** Begins to connect to the socket. */
  connect(agentId: string, socketPath: string, preferred: Preferred): CodexLink;
  /** Does the model stream into this conversation within `forMs`: a word, a thought, a tool's output? Never rejects. */
  hearsStream(socketPath: string, threadId: string, forMs: number): Promise<boolean>;
}
