import type { Check } from '../../core/diagnostics/check.ts';

/** Where a check belongs in the tree. */
export type HealthGroup =
  | { readonly kind: 'agent'; readonly agentId: string }
  | { readonly kind: 'machine' | 'codex' | 'masterjet' };

/** What a check is about, without the Agentin that it is about. */
export interface Subject {
  readonly group: HealthGroup;
  /** The check's name, for an Agentin's its end (`home_exists`). */
  readonly topic: string;
}

const CODEX = new Set(['codex_available', 'codex_home_context']);
const MASTERJET = new Set([
  'repo_wrapper_exists',
  'repo_wrapper_executable',
  'installed_symlink',
  'installed_source_worktree_state',
  'mcp_startup_self_test',
  'mcp_registered',
  'codex_client_mcp_config',
  'mcp_startup_timeout_configured',
  'mcp_registered_fleet',
  'client_versions',
]);

/** An id may hold what separates it from the topic, so that the longest one that fits is taken. */
export function subjectOf(name: string, agentIds: readonly string[]): Subject {
  const ids = agentIds.filter((id) => name.startsWith(`agent_${id}_`));
  const agentId = ids.toSorted((one, other) => other.length - one.length)[0];
  if (agentId !== undefined) {
    return { group: { kind: 'agent', agentId }, topic: name.slice(`agent_${agentId}_`.length) };
  }
  const kind = CODEX.has(name) ? 'codex' : MASTERJET.has(name) ? 'masterjet' : 'machine';
  return { group: { kind }, topic: name };
}

/** Something that a person should know of, as one row. */
export interface Finding {
  readonly check: Check;
  /** A choice that was not made is no error: whoever leads from the panel alone needs no Masterjet in her own Codex. */
  readonly level: 'error' | 'warning';
  /** Names of the checks that say the same. */
  readonly covers: readonly string[];
}

const LEAD_SETUP = [
  'installed_symlink',
  'mcp_registered',
  'codex_client_mcp_config',
  'mcp_startup_timeout_configured',
] as const;

/** What needs attention, the worst first. Four checks that say "your Codex does not lead" are one finding. */
export function findingsOf(checks: readonly Check[]): readonly Finding[] {
  const covered = isLeadNotSetUp(checks) ? failing(checks, LEAD_SETUP) : [];
  const [setup] = covered;
  const isTold = (check: Check): boolean => covered.includes(check) || followsFromAnother(check, checks);
  const others = checks.filter((check) => check.severity !== 'info' && !isTold(check));
  const findings = others.map((check): Finding => ({
    check,
    level: check.ok ? 'warning' : 'error',
    covers: [check.name],
  }));
  if (setup !== undefined) {
    findings.push({ check: setup, level: 'warning', covers: covered.map(({ name }) => name) });
  }
  return findings.toSorted((one, other) => rank(one) - rank(other));
}

/** What is missing is said once, by the check of it, and not again by every check that needs it. */
function followsFromAnother({ name, facts }: Check, checks: readonly Check[]): boolean {
  const fails = (other: string): boolean => checks.some((check) => check.name === other && !check.ok);
  if (facts['error_code'] === 'home_missing') return true;
  if (name === 'tmux_version') return fails('tmux_available');
  if (name.endsWith('_socket_path') && facts['error_code'] !== 'socket_path_too_long')
    return fails('state_directory_safe');
  const isCodexMissing = facts['error_code'] === 'codex_missing' || facts['reason'] === 'codex_missing';
  return isCodexMissing && name !== 'codex_available' && fails('codex_available');
}

function rank({ level }: Finding): number {
  return level === 'error' ? 0 : 1;
}

function failing(checks: readonly Check[], names: readonly string[]): readonly Check[] {
  return checks.filter((check) => !check.ok && names.includes(check.name));
}

function isLeadNotSetUp(checks: readonly Check[]): boolean {
  const facts = (name: string): Check['facts'] => checks.find((check) => check.name === name)?.facts ?? {};
  return facts('installed_symlink')['exists'] === false && facts('mcp_registered')['registered'] === false;
}
