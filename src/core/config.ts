import type { WatchdogSettings } from './watchdog/watchdogTimers.ts';

/** One Agentin as the fleet file names it; paths are absolute. */
export interface AgentSpec {
  readonly id: string;
  readonly name: string;
  readonly home: string;
  /** The launcher to start; null means `codex` from PATH with the home as CODEX_HOME. */
  readonly runner: string | null;
  /** tmux session, `codex_agent_<id>_mcp` unless named. */
  readonly session: string;
  /** Where it starts when a caller names no cwd; null means the caller's own. */
  readonly cwd: string | null;
}

/** A model and its reasoning effort; null leaves the choice to the home's own configuration. */
export interface ModelChoice {
  readonly model: string | null;
  readonly effort: string | null;
}

/** `guarded`: workspace-write, approvals on request. `yolo`: no sandbox, no approvals, chosen by the owner. */
export type LaunchPolicy = 'guarded' | 'yolo';

/** How much is kept on disk. */
export interface Limits {
  /** Assignments in the ledger, which takes 1 MiB at most however many these are. */
  readonly ledgerRecords: number;
  /** Raw terminal logs of 5 MiB each; those of Agentinnen that run are kept beyond that. */
  readonly rawLogs: number;
}

/** Reference contract §0.2. */
export const DEFAULT_LIMITS: Limits = { ledgerRecords: 500, rawLogs: 20 };

/** A program that the owner declares for a repository: argv, run in the working tree without a shell. */
export interface DeclaredProgram {
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
}

/** What the fleet file says of one repository. */
export interface RepositoryConfig {
  /** Its main working tree, absolute. */
  readonly path: string;
  /** May hooks and filters of the repository's own configuration run? */
  readonly trusted: boolean;
  /** Prepares a new worktree; runs only after a person's consent. */
  readonly setup: DeclaredProgram | null;
  /** What must succeed before a commit. */
  readonly checks: readonly (DeclaredProgram & { readonly name: string })[];
}

export interface FleetConfig {
  readonly agents: readonly AgentSpec[];
  readonly models: { readonly default: ModelChoice; readonly write: ModelChoice };
  readonly launch: {
    readonly policy: LaunchPolicy;
    readonly search: boolean;
    readonly extraArgs: readonly string[];
    /** Names of environment variables that Agentinnen get from the process that starts them, beside the usual ones. */
    readonly passEnv: readonly string[];
  };
  readonly tmux: { readonly socketName: string };
  readonly limits: Limits;
  readonly watchdog: WatchdogSettings;
  readonly repositories: readonly RepositoryConfig[];
}
