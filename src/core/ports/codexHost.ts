import type { AgentSpec } from '../config.ts';

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
