import { l10n } from 'vscode';
import type { FixId } from '../../core/diagnostics/check.ts';

interface CheckWords {
  readonly title: () => string;
  /** What it is for, to whoever never heard of it. */
  readonly purpose: () => string;
}

/** Each check by its topic; see `subjectOf`. */
const CHECKS: Readonly<Record<string, CheckWords>> = {
  tmux_available: {
    title: () => l10n.t('tmux'),
    purpose: () => l10n.t('Agentinnen live in tmux; that is why they go on when this window is closed.'),
  },
  tmux_version: {
    title: () => l10n.t('tmux version'),
    purpose: () => l10n.t('Older ones cannot do what the terminals of Agentinnen need.'),
  },
  git_available: {
    title: () => l10n.t('git'),
    purpose: () => l10n.t('Worktrees, reviews and checks need it. Agentinnen work without it.'),
  },
  node_version: {
    title: () => l10n.t('Node version'),
    purpose: () => l10n.t('The command line and the Masterjet run on it.'),
  },
  node_pty_native: {
    title: () => l10n.t('Terminal part for this platform'),
    purpose: () =>
      l10n.t('With it the panel sees that you type in a terminal, so that messages from elsewhere wait.'),
  },
  state_directory_safe: {
    title: () => l10n.t('State folder'),
    purpose: () => l10n.t('Leases, assignments and logs are kept there, for you alone.'),
  },
  fleet_file: {
    title: () => l10n.t('Fleet file'),
    purpose: () => l10n.t('It says who belongs to your fleet.'),
  },
  watchdog_settings: {
    title: () => l10n.t('Watchdog settings'),
    purpose: () => l10n.t('It notices an Agentin who works and gives no sign of life.'),
  },
  raw_log_retention_configured: {
    title: () => l10n.t('Raw logs'),
    purpose: () => l10n.t('What terminals showed is kept for a while, and never without bounds.'),
  },
  codex_available: {
    title: () => l10n.t('Codex program'),
    purpose: () =>
      l10n.t('Your own Codex, and Agentinnen without a launcher of their own, are started by it.'),
  },
  codex_home_context: {
    title: () => l10n.t('Home of your Codex'),
    purpose: () => l10n.t('Who leads needs another home than those who are led.'),
  },
  repo_wrapper_exists: {
    title: () => l10n.t('Masterjet program'),
    purpose: () => l10n.t('It starts the Masterjet and the command line.'),
  },
  repo_wrapper_executable: {
    title: () => l10n.t('Masterjet permissions'),
    purpose: () => l10n.t('It starts the Masterjet and the command line.'),
  },
  installed_symlink: {
    title: () => l10n.t('Command codex-master-mcp'),
    purpose: () => l10n.t('Terminals and your Codex find the Masterjet through it.'),
  },
  installed_source_worktree_state: {
    title: () => l10n.t('Installed version'),
    purpose: () => l10n.t('What runs should be a version that can be named.'),
  },
  mcp_startup_self_test: {
    title: () => l10n.t('Masterjet self-test'),
    purpose: () => l10n.t('It is started as your Codex starts it, and must answer.'),
  },
  mcp_registered: {
    title: () => l10n.t('Registration'),
    purpose: () => l10n.t('It gives your Codex the tools to lead Agentinnen.'),
  },
  codex_client_mcp_config: {
    title: () => l10n.t('config.toml of your Codex'),
    purpose: () => l10n.t('There your Codex reads how the Masterjet is started.'),
  },
  mcp_startup_timeout_configured: {
    title: () => l10n.t('Time to start'),
    purpose: () => l10n.t('On a busy machine the Masterjet answers late, and Codex would give it up.'),
  },
  mcp_registered_fleet: {
    title: () => l10n.t('Registered fleet'),
    purpose: () => l10n.t('A Teamleiterin should lead the fleet that you see here.'),
  },
  home_exists: {
    title: () => l10n.t('Home'),
    purpose: () => l10n.t('Her settings, sign-in and conversations are there.'),
  },
  runner_executable: {
    title: () => l10n.t('Launcher'),
    purpose: () => l10n.t('It starts her Codex.'),
  },
  tmux_session_state: {
    title: () => l10n.t('Terminal session'),
    purpose: () => l10n.t('Her programs run in it.'),
  },
  home_not_used_externally: {
    title: () => l10n.t('Other users of her home'),
    purpose: () => l10n.t('Two Codex in one home disturb each other.'),
  },
  control: {
    title: () => l10n.t('Control'),
    purpose: () => l10n.t('With the app-server states are exact and scopes are enforced.'),
  },
  signed_in: {
    title: () => l10n.t('Sign-in'),
    purpose: () => l10n.t('Without it she gets no answer from a model.'),
  },
  socket_path: {
    title: () => l10n.t('Path of her socket'),
    purpose: () => l10n.t('The panel talks to her app-server through it.'),
  },
  lease_readable: {
    title: () => l10n.t('Lease'),
    purpose: () => l10n.t('It says who leads her right now.'),
  },
  client_versions: {
    title: () => l10n.t('Versions of who is connected'),
    purpose: () => l10n.t('Another version may know other tools than this window.'),
  },
};

/** Each fix: what its action is called, and what is to be done in one sentence. */
const FIXES: Readonly<Record<FixId, { readonly title: () => string; readonly advice: () => string }>> = {
  close_external_codex: {
    title: () => l10n.t('Show Which Codex…'),
    advice: () => l10n.t('Another Codex uses her home. End it before you start her.'),
  },
  correct_fleet_file: {
    title: () => l10n.t('Open fleet.json'),
    advice: () =>
      l10n.t('fleet.json has a mistake. Correct it; until then the fleet goes on with what it knew before.'),
  },
  correct_launcher: {
    title: () => l10n.t('Correct the Launcher in fleet.json'),
    advice: () => l10n.t('Her launcher cannot be started. Correct "runner" in fleet.json.'),
  },
  create_home: {
    title: () => l10n.t('Create Her Home…'),
    advice: () => l10n.t('Her home folder does not exist. Make it, or correct "home" in fleet.json.'),
  },
  install: {
    title: () => l10n.t('Install for Codex…'),
    advice: () => l10n.t('Codex Master is not installed for your own Codex, or not completely.'),
  },
  install_codex: {
    title: () => l10n.t('Install Codex…'),
    advice: () => l10n.t('Codex is not installed, or does not tell its version.'),
  },
  install_git: {
    title: () => l10n.t('Install git…'),
    advice: () => l10n.t('git is not installed. Worktrees, reviews and checks need it.'),
  },
  install_tmux: {
    title: () => l10n.t('Install tmux…'),
    advice: () => l10n.t('tmux is not installed. Agentinnen live in it.'),
  },
  log_in: {
    title: () => l10n.t('Log In…'),
    advice: () => l10n.t('She is not signed in to Codex yet. Log her in.'),
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
  repair_lease: {
    title: () => l10n.t('Repair Her Lease…'),
    advice: () => l10n.t('Her lease cannot be read, so that nobody can lead her.'),
  },
  repair_state_directory: {
    title: () => l10n.t('Show the State Folder…'),
    advice: () => l10n.t('The state folder cannot be used: it must be yours alone and writable.'),
  },
  shorten_socket_path: {
    title: () => l10n.t('Show How…'),
    advice: () =>
      l10n.t(
        'The path of her socket is too long for this system. Set XDG_RUNTIME_DIR to a folder with a shorter path.',
      ),
  },
  unset_codex_home: {
    title: () => l10n.t('Show How…'),
    advice: () => l10n.t('CODEX_HOME names the home of an Agentin. She is led and never leads.'),
  },
  update_codex: {
    title: () => l10n.t('Update Codex…'),
    advice: () => l10n.t('Her Codex has no app-server: scopes are told, not enforced. Update Codex.'),
  },
  update_git: {
    title: () => l10n.t('Update git…'),
    advice: () => l10n.t('git 2.38 or newer is needed to find out before a merge what would conflict.'),
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
  return CHECKS[topic]?.title() ?? topic;
}

/** Empty for a check that we do not know. */
export function checkPurpose(topic: string): string {
  return CHECKS[topic]?.purpose() ?? '';
}

export function fixTitle(fix: FixId): string {
  return FIXES[fix].title();
}

/** What a fix is about, as a sentence. */
export function fixAdvice(fix: FixId): string {
  return FIXES[fix].advice();
}
