import type { Session } from '../agent/agent.ts';
import type { Disposable, Event } from '../lifecycle.ts';

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
