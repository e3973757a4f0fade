/**
 * Why an operation was refused or failed. The first block are names of the reference contract; the rest are ours.
 * A code is part of the public interface: add, never rename.
 */
export type ErrorCode =
  | 'agent_lease_held_by_other_client'
  | 'could_not_read_agent_lease'
  | 'invalid_arguments'
  | 'unknown_tool'
  | 'unknown_agent'
  | 'agent_not_running'
  | 'agent_not_ready'
  | 'agent_busy'
  | 'agent_lost'
  | 'agent_lock_timeout'
  | 'terminal_held_by_person'
  | 'launcher_missing'
  | 'launcher_not_executable'
  | 'launcher_is_symlink'
  | 'home_missing'
  | 'home_in_use'
  | 'cwd_not_a_directory'
  | 'socket_path_too_long'
  | 'tmux_missing'
  | 'tmux_failed'
  | 'codex_missing'
  | 'codex_failed'
  | 'codex_request_timeout'
  | 'codex_disconnected'
  | 'control_not_available'
  | 'delivery_failed'
  | 'delivery_unknown'
  | 'idempotency_key_reused'
  | 'nothing_pending'
  | 'answer_not_possible'
  | 'scope_violation'
  | 'write_paths_nested'
  | 'role_violation'
  | 'prompt_too_long'
  | 'skill_missing'
  | 'state_directory_unsafe'
  | 'state_unreadable'
  | 'state_unwritable'
  | 'config_unreadable'
  | 'config_invalid'
  | 'config_too_new'
  | 'registration_failed'
  | 'plugin_cache_failed'
  | 'install_refused'
  | 'install_incomplete'
  | 'uninstall_incomplete'
  | 'git_missing'
  | 'git_failed'
  | 'not_a_repository'
  | 'worktree_path_refused'
  | 'worktree_not_found'
  | 'base_ref_invalid'
  | 'branch_invalid'
  | 'consent_refused'
  | 'person_required'
  | 'worktree_detached'
  | 'worktree_dirty'
  | 'worktree_in_use'
  | 'worktree_changed'
  | 'ignored_files_too_large'
  | 'main_dirty'
  | 'operation_in_progress'
  | 'merge_conflicts'
  | 'files_in_the_way'
  | 'window_closed'
  | 'cancelled'
  | 'timeout'
  | 'internal';

export interface FleetErrorDetails {
  /** May the same call succeed later without a change? Default false. */
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  /** Public, machine-readable extras; never a path, secret, prompt or lease owner. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Marks our errors in every bundle: the window's two hold a class each, which `instanceof` would tell apart. */
const BRAND = Symbol.for('codex-master.FleetError');

/**
 * The one error class of the product. `message` is a public sentence: what failed and what to do next,
 * without local paths, secrets, prompts or lease owners. Anything private belongs in `cause`.
 */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, extra: FleetErrorDetails = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.code = code;
    this.retryable = extra.retryable ?? false;
    this.retryAfterSeconds = extra.retryAfterSeconds;
    this.details = extra.details ?? {};
  }

  static is(error: unknown, code?: ErrorCode): error is FleetError {
    if (!(error instanceof Error) || !(BRAND in error)) return false;
    return code === undefined || (error as FleetError).code === code;
  }

  /** Any thrown value as a FleetError; a foreign one becomes `internal` with a sentence of ours, its own text kept as cause. */
  static from(error: unknown, sentence: string): FleetError {
    return FleetError.is(error) ? error : new FleetError('internal', sentence, { cause: error });
  }
}
