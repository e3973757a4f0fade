import { env, l10n } from 'vscode';
import type { Check, FixId } from '../../core/diagnostics/check.ts';

/** What a check is called, by its topic; see `subjectOf`. */
const TITLES: Readonly<Record<string, () => string>> = {
  tmux_available: () => l10n.t('tmux'),
  tmux_version: () => l10n.t('tmux version'),
  node_version: () => l10n.t('Node version'),
  node_pty_native: () => l10n.t('Terminal part for this platform'),
  state_directory_safe: () => l10n.t('State folder'),
  fleet_file: () => l10n.t('Fleet file'),
  watchdog_settings: () => l10n.t('Watchdog settings'),
  raw_log_retention_configured: () => l10n.t('Raw logs'),
  codex_available: () => l10n.t('Codex program'),
  codex_home_context: () => l10n.t('Home of your Codex'),
  repo_wrapper_exists: () => l10n.t('Masterjet program'),
  repo_wrapper_executable: () => l10n.t('Masterjet permissions'),
  installed_symlink: () => l10n.t('Command codex-master-mcp'),
  installed_source_worktree_state: () => l10n.t('Installed version'),
  mcp_startup_self_test: () => l10n.t('Masterjet self-test'),
  mcp_registered: () => l10n.t('Registration'),
  codex_client_mcp_config: () => l10n.t('config.toml of your Codex'),
  mcp_startup_timeout_configured: () => l10n.t('Time to start'),
  mcp_registered_fleet: () => l10n.t('Registered fleet'),
  home_exists: () => l10n.t('Home'),
  runner_executable: () => l10n.t('Launcher'),
  tmux_session_state: () => l10n.t('Terminal session'),
  home_not_used_externally: () => l10n.t('Other users of her home'),
  control: () => l10n.t('Control'),
  signed_in: () => l10n.t('Sign-in'),
  socket_path: () => l10n.t('Path of her socket'),
};

/** Each fix: what its action is called, and what is to be done in one sentence. */
const FIXES: Readonly<Record<FixId, { readonly title: () => string; readonly advice: () => string }>> = {
  close_external_codex: {
    title: () => l10n.t('Show Which Codex…'),
    advice: () => l10n.t('Another Codex uses her home. End it before you start her.'),
  },
  correct_fleet_file: {
    title: () => l10n.t('Open fleet.json'),
    advice: () => l10n.t('fleet.json has a mistake; the fleet goes on with what it knew before.'),
  },
  correct_launcher: {
    title: () => l10n.t('Mend the Launcher in fleet.json'),
    advice: () => l10n.t('Her launcher cannot be started. Mend "runner" in fleet.json.'),
  },
  create_home: {
    title: () => l10n.t('Create Her Home…'),
    advice: () => l10n.t('Her home folder does not exist. Make it, or mend "home" in fleet.json.'),
  },
  install: {
    title: () => l10n.t('Install for Codex…'),
    advice: () => l10n.t('Codex Master is not installed for your own Codex, or not completely.'),
  },
  install_codex: {
    title: () => l10n.t('Install Codex…'),
    advice: () => l10n.t('Codex is not installed, or does not tell its version.'),
  },
  install_tmux: {
    title: () => l10n.t('Install tmux…'),
    advice: () => l10n.t('tmux is not installed. Agentinnen live in it.'),
  },
  log_in: {
    title: () => l10n.t('Log In…'),
    advice: () => l10n.t('She is not signed in to Codex yet.'),
  },
  raise_startup_timeout: {
    title: () => l10n.t('Give the Masterjet Time…'),
    advice: () => l10n.t('Your Codex gives the Masterjet too little time to start.'),
  },
  register_mcp_server: {
    title: () => l10n.t('Register the Masterjet for Codex…'),
    advice: () => l10n.t('The Masterjet is not registered with your Codex as it should be.'),
  },
  reinstall_extension: {
    title: () => l10n.t('Show the Extension'),
    advice: () => l10n.t('Part of this package is missing or made for another platform. Install it again.'),
  },
  repair_state_directory: {
    title: () => l10n.t('Show the State Folder…'),
    advice: () => l10n.t('The state folder cannot be used: it must be yours alone and writable.'),
  },
  shorten_socket_path: {
    title: () => l10n.t('Show How…'),
    advice: () => l10n.t('The path of her socket is too long for this system.'),
  },
  unset_codex_home: {
    title: () => l10n.t('Show How…'),
    advice: () => l10n.t('CODEX_HOME names the home of an Agentin. She is led and never leads.'),
  },
  update_codex: {
    title: () => l10n.t('Update Codex…'),
    advice: () => l10n.t('Her Codex has no app-server: scopes are told, not enforced. Update Codex.'),
  },
  update_node: {
    title: () => l10n.t('Show How…'),
    advice: () => l10n.t('Node 22.13 or newer is needed for the command line and the Masterjet.'),
  },
  update_tmux: {
    title: () => l10n.t('Update tmux…'),
    advice: () => l10n.t('tmux 3.2 or newer is needed.'),
  },
};

export function checkTitle(topic: string): string {
  return TITLES[topic]?.() ?? topic;
}

export function fixTitle(fix: FixId): string {
  return FIXES[fix].title();
}

/** What to do, as a sentence: the doctor's own knows the particulars; other languages say what the fix is about. */
export function adviceText({ hint, fix }: Pick<Check, 'hint' | 'fix'>): string {
  if (hint === null) return '';
  if (env.language.startsWith('en') || fix === null) return hint;
  return FIXES[fix].advice();
}
