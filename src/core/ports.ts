import type { AgentEvent, Session, TurnOutcome, TurnFailure } from './agent/agent.ts';
import type { AssignmentRecord, LedgerPage } from './assignment/assignment.ts';
import type { AgentSpec } from './config.ts';
import type { ContentEvent } from './content/content.ts';
import type { TerminalHold } from './hold.ts';
import type { LeaseOnDisk, LeaseRecord } from './lease.ts';
import type { KeyedDelivery } from './assignment/delivery.ts';
import type { Deed } from './agent/deeds.ts';
import type { Disposable, Event } from './lifecycle.ts';
import type { Answer } from './agent/pending.ts';
import type { ReportRecord } from './assignment/report.ts';
import type { SkillInventory } from './skills.ts';
import type { WatchdogMarker } from './watchdog/watchdog.ts';
import type { WatchdogFinding } from './watchdog/watchdogTimers.ts';

/** Time as the core sees it. */
export interface Clock {
  nowMs(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

// ---- terminal multiplexer -------------------------------------------------------------------------------------

export type WindowName = 'agent' | 'server';

/** A program to run in a window: argv, never a shell string. */
export interface WindowCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** tmux, or something that behaves like it. Every method rejects with a FleetError `tmux_missing` or `tmux_failed`. */
export interface Multiplexer {
  /** Sessions by name, as they are now. One command however many there are; no server running is an empty map. */
  sessions(): Promise<ReadonlyMap<string, Session>>;
  /** Fires with the whole picture whenever a session, window or pane title of ours changed; only while watched. */
  readonly onDidChange: Event<ReadonlyMap<string, Session>>;
  /** Starts to listen (hooks of tmux and a watched file: no process while idle); ends with the last handle. */
  watch(): Disposable;
  /** Creates the session with one window. Rejects if it exists. */
  createSession(session: string, window: WindowName, command: WindowCommand): Promise<void>;
  /** Adds the window, or runs the command anew in it when it exists (what runs there is ended). */
  runInWindow(session: string, window: WindowName, command: WindowCommand): Promise<void>;
  killSession(session: string): Promise<void>;
  /** Text of the window's screen, `lines` at most, trailing blank lines cut, escape sequences removed. */
  capture(session: string, window: WindowName, lines: number): Promise<string>;
  /** Pastes text (control characters and paste terminators stripped) as one bracketed paste; no Enter. */
  paste(session: string, window: WindowName, text: string): Promise<void>;
  /** Sends named keys (`Enter`, `Escape`, `C-c`). */
  sendKeys(session: string, window: WindowName, keys: readonly string[]): Promise<void>;
  /** Appends what the window prints to a private bounded file until the window ends. Replaces an earlier pipe. */
  pipeToLog(session: string, window: WindowName, logPath: string): Promise<void>;
  /** The argv with which a person's terminal attaches to the session's `agent` window. */
  attachCommand(session: string): readonly string[];
}

// ---- Codex ----------------------------------------------------------------------------------------------------

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

/** The processes of this machine. */
export interface ProcessTable {
  /** When the processes below `pid` began, children's children too; null where the system cannot tell. */
  startsBelow(pid: number): Promise<readonly number[] | null>;
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

/** A launcher that was looked at and may be started. */
export interface CheckedLauncher {
  /** The program, with arguments that always come first. */
  readonly argv: readonly string[];
  readonly version: string | null;
  /** Can it serve and attach (`app-server --listen unix://`, `--remote`)? */
  readonly appServer: boolean;
  /** Why not, for status and doctor; null when it can. */
  readonly why: string | null;
  /** Knows `--no-daemon` (needed on the `terminal` rung by Codex versions that start a daemon). */
  readonly noDaemon: boolean;
}

export interface CodexHost {
  /** Refuses with `launcher_missing`, `launcher_not_executable`, `launcher_is_symlink`, `home_missing`, `codex_missing`. Probes once per launcher and version. */
  checkLauncher(agent: AgentSpec): Promise<CheckedLauncher>;
  /** Codex processes that use this home and were not started by us; null where the system cannot tell. */
  externalProcesses(home: string): Promise<{ readonly all: number; readonly external: number } | null>;
  /** Environment for the Agentin's programs: the usual variables, those of `passEnv`, CODEX_HOME and our markers. */
  environment(agent: AgentSpec, passEnv: readonly string[]): Readonly<Record<string, string>>;
  /** Where the Agentin's app-server listens. Refuses with `socket_path_too_long`. */
  socketPath(agent: AgentSpec): string;
  /** Removes a socket file that nobody listens on. */
  clearStaleSocket(socketPath: string): Promise<void>;
  /** Resolves when nobody listens on the Agentin's socket any more, its file removed; ends a server that goes on with its turn. */
  awaitServerEnd(agent: AgentSpec): Promise<void>;
  /** Does the home hold a session file of this thread, so that it can be resumed? */
  hasConversation(agent: AgentSpec, threadId: string): Promise<boolean>;
  /** The folders that a person told the Codex of this home about: is it to trust them? Never rejects. */
  projectTrust(home: string): Promise<ReadonlyMap<string, boolean>>;
  /** When Codex last wrote of work (not of a user's message) into the session file of this thread; null without one. */
  lastWorkAtMs(agent: AgentSpec, threadId: string): Promise<number | null>;
}

/** Reads the lower rungs by event: session files, terminal titles, raw log. Emits `sighting`, `tokens`, `turnEnded`. */
export interface TerminalWatcher extends Disposable {
  readonly onEvent: Event<AgentEvent>;
  /** Reads everything once, now. */
  look(): Promise<void>;
}

export interface TerminalWatchers {
  watch(agent: AgentSpec, logPath: string | null): TerminalWatcher;
}

// ---- state on disk --------------------------------------------------------------------------------------------

/** What is kept of an Agentin's last start (`meta/<agent>.json`). */
export interface AgentMeta {
  readonly startedAtMs: number | null;
  readonly runId: string | null;
  readonly cwd: string | null;
  readonly threadId: string | null;
  readonly control: 'app-server' | 'terminal' | null;
  /** Why it is the `terminal` rung, as a public phrase; null on the other. */
  readonly controlWhy: string | null;
  readonly rawLogPath: string | null;
  /** What she was started with; null leaves it to her home's configuration. */
  readonly model: string | null;
  readonly effort: string | null;
  /** Set by start, cleared by stop: a missing session then means `lost`, not `stopped`. */
  readonly expectedUp: boolean;
  readonly assignment: AssignmentRecord | null;
  /** The newest deliveries that had an idempotency key (bounded). */
  readonly deliveries: readonly KeyedDelivery[];
  /** The last report that she was asked for. */
  readonly report: ReportRecord | null;
  /** The watchdog asked her for a report and waits for it. */
  readonly watchdog: WatchdogMarker | null;
}

export interface RawLogInfo {
  readonly bytes: number;
  readonly updatedAtMs: number;
}

/** What of an Agentin was written: her metadata or lease, who writes in her terminal, what was done with her work or found at her. */
export interface StateChange {
  readonly agentId: string;
  readonly what: 'meta' | 'lease' | 'hold' | 'deeds' | 'finding';
}

/** State shared by all processes. Files private and atomic; refuses links and foreign folders with `state_directory_unsafe`. */
export interface FleetStore {
  /** Makes the folders and checks them; safe to call often. */
  ensure(): Promise<void>;
  /** Null where there is none; `unreadable` where something stands that is damaged, a link, too large or not ours. */
  readMeta(agentId: string): Promise<AgentMeta | null | 'unreadable'>;
  writeMeta(agentId: string, meta: AgentMeta): Promise<void>;
  /** Fires when another process (or ours) changed something of an Agentin; only while watched. */
  readonly onDidChange: Event<StateChange>;
  watch(): Disposable;
  /** Runs `work` while no other process or call holds the Agentin's lock. Rejects with `agent_lock_timeout`. */
  withLock<T>(agentId: string, work: () => Promise<T>): Promise<T>;
  /**
   * The leadership of timers that must run once for all processes; null while another process has it. It is free again
   * as soon as the handle is disposed or the process ends, however that comes about.
   */
  tryLead(): Promise<Disposable | null>;
  /** Runs `work` while no other process answers a question of hers. */
  answering<T>(agentId: string, work: () => Promise<T>): Promise<T>;
  readLease(agentId: string): Promise<LeaseOnDisk>;
  writeLease(agentId: string, lease: LeaseRecord): Promise<void>;
  removeLease(agentId: string): Promise<void>;
  /** Who writes in her terminal. What cannot be read holds nothing. */
  readHold(agentId: string): Promise<TerminalHold | null>;
  writeHold(agentId: string, hold: TerminalHold): Promise<void>;
  removeHold(agentId: string): Promise<void>;
  /** What was done with her worktrees, oldest first; what cannot be read is nothing. */
  readDeeds(agentId: string): Promise<readonly Deed[]>;
  /** Adds one, whoever else adds one at that moment; the oldest go. */
  noteDeed(agentId: string, deed: Deed): Promise<void>;
  /** What the watchdog found at her last; what cannot be read is nothing. */
  readFinding(agentId: string): Promise<WatchdogFinding | null>;
  writeFinding(agentId: string, finding: WatchdogFinding): Promise<void>;
  removeFinding(agentId: string): Promise<void>;
  /** Creates an empty private log and returns its path. */
  createRawLog(runId: string, agentId: string): Promise<string>;
  rawLogInfo(path: string): Promise<RawLogInfo | null>;
  /** The last `bytes` of a raw log as text; '' when it is not one of ours. */
  rawLogTail(path: string, bytes: number): Promise<string>;
  /** Adds the assignment to the ledger, or brings what the ledger says of it up to date. */
  noteAssignment(agentId: string, record: AssignmentRecord): Promise<void>;
  /** The newest `limit` assignments, of one Agentin or (null) of all. Rejects with `state_unreadable`. */
  readAssignments(limit: number, agentId: string | null): Promise<LedgerPage>;
}

// ---- skills ---------------------------------------------------------------------------------------------------

/** The skills that Codex finds with a home. Opens no file and follows no link. */
export interface SkillShelf {
  /** What is there now; the same object as last time when nothing changed. Never rejects: what cannot be read makes it incomplete. */
  inventory(home: string): Promise<SkillInventory>;
}

// ---- workspace ------------------------------------------------------------------------------------------------

export interface Workspace {
  /** An absolute real directory for `cwd`; refuses with `cwd_not_a_directory`. `~` is expanded. */
  resolveDirectory(cwd: string): Promise<string>;
  /** Absolute path with links and `..` followed; the path need not exist. */
  resolvePath(base: string, path: string): Promise<string>;
  /** What `preparePaths` would make of these paths, parents included, outermost first. */
  missingAmong(paths: readonly string[]): Promise<readonly string[]>;
  /**
   * Makes each missing path (a folder, or an empty file when `path` looks like one); returns those it made. They say
   * `markMs` as the time of their last change.
   */
  preparePaths(paths: readonly string[], markMs: number): Promise<readonly string[]>;
  /** Those of the paths that are files now. */
  filesAmong(paths: readonly string[]): Promise<readonly string[]>;
  /** Removes those of the paths that are empty and, by their mark, as `preparePaths` made them. */
  removeUntouched(paths: readonly string[], markMs: number): Promise<void>;
}
