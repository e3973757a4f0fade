/** One thing that agent_doctor looked at (reference contract §7). */

/** What a front end may offer to do about a failed check. */
export type FixId =
  | 'close_external_codex'
  | 'correct_fleet_file'
  | 'correct_launcher'
  | 'create_home'
  | 'install'
  | 'install_codex'
  | 'install_git'
  | 'install_tmux'
  | 'log_in'
  | 'raise_startup_timeout'
  | 'register_mcp_server'
  | 'reinstall_extension'
  | 'repair_lease'
  | 'repair_state_directory'
  | 'shorten_socket_path'
  | 'unset_codex_home'
  | 'update_codex'
  | 'update_git'
  | 'update_node'
  | 'update_tmux';

/** Public figures of a check, in the words of the contract; never a path. */
export type CheckFacts = Readonly<Record<string, unknown>>;

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** `error` exactly when it is not ok; a `warning` works, but not as well as it could. */
  readonly severity: 'info' | 'warning' | 'error';
  /** What to do, as a public sentence; null when there is nothing to do. */
  readonly hint: string | null;
  readonly fix: FixId | null;
  readonly facts: CheckFacts;
}

export interface Advice {
  readonly hint: string;
  readonly fix?: FixId;
}

export function passed(name: string, facts: CheckFacts = {}): Check {
  return { name, ok: true, severity: 'info', hint: null, fix: null, facts };
}

export function warned(name: string, { hint, fix }: Advice, facts: CheckFacts = {}): Check {
  return { name, ok: true, severity: 'warning', hint, fix: fix ?? null, facts };
}

export function failed(name: string, { hint, fix }: Advice, facts: CheckFacts = {}): Check {
  return { name, ok: false, severity: 'error', hint, fix: fix ?? null, facts };
}

export function passedIf(isOk: boolean, name: string, advice: Advice, facts: CheckFacts = {}): Check {
  return isOk ? passed(name, facts) : failed(name, advice, facts);
}

export interface DoctorReport {
  /** All checks are. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export function reportOf(checks: readonly Check[]): DoctorReport {
  return { ok: checks.every(({ ok }) => ok), checks };
}
