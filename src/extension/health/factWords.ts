import { env, l10n } from 'vscode';
import type { Check } from '../../core/diagnostics/check.ts';
import type { Fact } from '../views/rows/row.ts';
import { phrase } from '../text/words.ts';

/*
 * What a check found, in words. Leads get the bare names and values (`facts` of the operation); a person gets a label, and
 * a value that needs no knowledge of them. What we have no word for is shown as it is.
 */

type Word = () => string;

const LABELS: Readonly<Record<string, Word>> = {
  action: () => l10n.t('What it does'),
  agent_count: () => l10n.t('Agentinnen'),
  app_server_possible: () => l10n.t('App-server possible'),
  bytes: () => l10n.t('Length'),
  codex_home_env: () => l10n.t('Variable CODEX_HOME'),
  command_configured: () => l10n.t('Names a command'),
  command_matches: () => l10n.t('Starts this Masterjet'),
  command_matches_install_path: () => l10n.t('Starts this Masterjet'),
  control: () => l10n.t('Control'),
  different_variables: () => l10n.t('Other than here'),
  elapsed_ms: () => l10n.t('Took'),
  enabled: () => l10n.t('Turned on'),
  exists: () => l10n.t('Exists'),
  external_process_count: () => l10n.t('Other Codex processes'),
  file_count: () => l10n.t('Files'),
  home_kind: () => l10n.t('Belongs to'),
  idle_seconds: () => l10n.t('Silent for'),
  manage_unclaimed: () => l10n.t('Also who is led by nobody'),
  matched_agent: () => l10n.t('Agentin'),
  max_bytes: () => l10n.t('At most for each'),
  max_files: () => l10n.t('Files at most'),
  mcp_visibility: () => l10n.t('Has the Masterjet'),
  output_excerpt: () => l10n.t('Codex says'),
  oversized_count: () => l10n.t('Too large'),
  platform: () => l10n.t('Platform'),
  problem: () => l10n.t('Problem'),
  reason: () => l10n.t('Why'),
  recommended_sec: () => l10n.t('Time recommended'),
  registered: () => l10n.t('Registered'),
  registered_directly: () => l10n.t('Registered without the command'),
  report_grace_seconds: () => l10n.t('Then waits for a report'),
  returncode: () => l10n.t('Exit code'),
  running: () => l10n.t('Running'),
  runtime: () => l10n.t('Runs in'),
  server_declared: () => l10n.t('Named in config.toml'),
  session: () => l10n.t('tmux session'),
  sign_in: () => l10n.t('Sign-in'),
  startup_timeout_ok: () => l10n.t('Time is enough'),
  startup_timeout_recommended_sec: () => l10n.t('Time recommended'),
  startup_timeout_sec: () => l10n.t('Time to start'),
  state: () => l10n.t('State'),
  status: () => l10n.t('Result'),
  subject: () => l10n.t('Tested'),
  symlink: () => l10n.t('Is a link'),
  target_state: () => l10n.t('Points to'),
  timeout_seconds: () => l10n.t('Time given'),
  total_bytes: () => l10n.t('Size in all'),
  tracked_change_count: () => l10n.t('Changed files'),
  untracked_count: () => l10n.t('New files'),
  version: () => l10n.t('Version'),
  why: () => l10n.t('Why'),
};

const VALUES: Readonly<Record<string, Word>> = {
  'action:interrupt': () => l10n.t('asks for a report, then interrupts'),
  'action:none': () => l10n.t('only tells you'),
  'action:release': () => l10n.t('asks for a report, then gives her back'),
  'action:report': () => l10n.t('asks for a report'),
  'action:stop': () => l10n.t('asks for a report, then stops her'),
  'codex_home_env:set': () => l10n.t('set'),
  'codex_home_env:unset': () => l10n.t('not set'),
  'control:app-server': () => l10n.t('Codex app-server'),
  'control:terminal': () => l10n.t('terminal only'),
  'home_kind:custom_home': () => l10n.t('a Codex of yours, in a folder of its own'),
  'home_kind:main_default_home': () => l10n.t('your own Codex'),
  'home_kind:managed_agent_home': () => l10n.t('an Agentin'),
  'mcp_visibility:depends_on_custom_home_registration': () => l10n.t('if it is registered there'),
  'mcp_visibility:expected_if_registered': () => l10n.t('if it is registered'),
  'mcp_visibility:not_expected_for_master_mcp': () => l10n.t('no: Agentinnen never lead'),
  'problem:cancelled': () => l10n.t('it was cancelled'),
  'problem:ended_early': () => l10n.t('it ended too early'),
  'problem:input_closed': () => l10n.t('it stopped listening'),
  'problem:no_message': () => l10n.t('it said nothing'),
  'problem:not_installed': () => l10n.t('it is not there'),
  'problem:not_started': () => l10n.t('it could not be started'),
  'problem:timed_out': () => l10n.t('it took too long'),
  'problem:tool_missing': () => l10n.t('a tool is missing'),
  'problem:too_much_output': () => l10n.t('it said too much'),
  'problem:unsupported_version': () => l10n.t('it speaks another version of MCP'),
  'problem:wrong_answer': () => l10n.t('it gave a wrong answer'),
  'problem:wrong_server': () => l10n.t('it is another server'),
  'reason:codex_config_invalid_toml': () => l10n.t('config.toml is not valid'),
  'reason:codex_config_missing': () => l10n.t('there is no config.toml'),
  'reason:codex_config_not_regular_file': () => l10n.t('config.toml is no regular file'),
  'reason:codex_config_unreadable': () => l10n.t('config.toml cannot be read'),
  'reason:codex_failed': () => l10n.t('Codex reported a failure'),
  'reason:codex_home_missing': () => l10n.t('this Codex has no home yet'),
  'reason:codex_missing': () => l10n.t('Codex is not installed'),
  'reason:codex_output_not_understood': () => l10n.t('the answer of Codex was not understood'),
  'reason:codex_timed_out': () => l10n.t('Codex did not answer in time'),
  'reason:mcp_command_mismatch': () => l10n.t('another command has its name'),
  'reason:mcp_command_missing': () => l10n.t('no command is named'),
  'reason:mcp_server_disabled': () => l10n.t('it is turned off'),
  'reason:mcp_server_not_declared': () => l10n.t('config.toml does not name it'),
  'reason:mcp_server_not_registered': () => l10n.t('it is not registered'),
  'reason:mcp_startup_timeout_too_low': () => l10n.t('too little time to start'),
  'runtime:electron': () => l10n.t('VS Code'),
  'runtime:node': () => l10n.t('Node itself'),
  'sign_in:not_needed': () => l10n.t('not needed: her models are not from OpenAI'),
  'sign_in:not_signed_in': () => l10n.t('not signed in'),
  'sign_in:signed_in': () => l10n.t('signed in'),
  'sign_in:unknown': () => l10n.t('not known: it is kept where only Codex reads it'),
  'state:clean': () => l10n.t('no changes'),
  'state:dirty': () => l10n.t('with changes that are not committed'),
  'state:not_applicable': () => l10n.t('no checkout is installed'),
  'state:unknown': () => l10n.t('unknown'),
  'status:failed': () => l10n.t('failed'),
  'status:ok': () => l10n.t('passed'),
  'status:timeout': () => l10n.t('took too long'),
  'status:unavailable': () => l10n.t('was not possible'),
  'subject:installed_link': () => l10n.t('the installed command'),
  'subject:package': () => l10n.t('what this extension brings'),
  'subject:registered_command': () => l10n.t('the registered command'),
  'target_state:different': () => l10n.t('another program'),
  'target_state:matching_repo_wrapper': () => l10n.t('this Masterjet'),
  'target_state:not_symlink': () => l10n.t('nothing: it is no link'),
  'target_state:unreadable': () => l10n.t('not readable'),
  'why:the launcher cannot be used': () => l10n.t('her launcher cannot be used'),
};

/** What says nothing to a person that the advice does not say. */
const FOR_PROGRAMS = new Set(['error_code', 'external_processes_truncated', 'symlink_allowed']);

/** Lines of a tooltip; what is not known, and lists of processes, are left out. */
export function factLines({ facts }: Pick<Check, 'facts'>): readonly Fact[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const text = FOR_PROGRAMS.has(name) ? null : valueText(name, value);
    return text === null ? [] : [{ label: LABELS[name]?.() ?? name.replaceAll('_', ' '), value: text }];
  });
}

function valueText(name: string, value: unknown): string | null {
  if (typeof value === 'boolean') return value ? l10n.t('yes') : l10n.t('no');
  if (typeof value === 'number') return numberText(name, value);
  if (Array.isArray(value)) return listText(value);
  if (typeof value !== 'string') return null;
  return VALUES[`${name}:${value}`]?.() ?? (name === 'why' ? phrase(value) : value);
}

function numberText(name: string, value: number): string | null {
  if (name === 'returncode' && value === 0) return null;
  if (/_sec(?:onds)?$/u.test(name)) return l10n.t('{0} s', value);
  if (name.endsWith('_ms')) return l10n.t('{0} ms', value);
  if (/(?:^|_)bytes$/u.test(name)) return sizeText(value);
  return new Intl.NumberFormat(env.language).format(value);
}

function listText(list: readonly unknown[]): string | null {
  const texts = list.filter((item) => typeof item === 'string');
  return texts.length === 0 ? null : texts.join(', ');
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function sizeText(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const options = { style: 'unit', unit: UNITS[step] ?? 'byte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(env.language, options).format(bytes / 1000 ** step);
}
