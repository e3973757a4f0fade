import { env, l10n } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/errors.ts';

/** Marks the panel's own errors in every bundle: commands throw them in one, and they are shown in the other. */
const IN_ITS_LANGUAGE = Symbol.for('codex-master.inTheWindowsLanguage');

/** An error of the panel itself; its sentence is in the window's language already. */
export function panelError(code: ErrorCode, sentence: string, cause?: unknown): FleetError {
  const error = new FleetError(code, sentence, cause === undefined ? {} : { cause });
  return Object.assign(error, { [IN_ITS_LANGUAGE]: true });
}

/**
 * A FleetError in the window's language. English shows the error's own sentence, which knows the particulars; other
 * languages show what its code means, and the own sentence where we have no words for the code.
 */
export function errorSentence(error: FleetError): string {
  if (env.language.startsWith('en') || IN_ITS_LANGUAGE in error) return error.message;
  return SENTENCES[error.code]?.() ?? error.message;
}

/** Where in the fleet file the mistake is, and what: the short of `errorSentence`, for a row that names the file already. */
export function faultText(error: FleetError): string {
  const { line, field, fault } = error.details;
  if (typeof fault !== 'string') return errorSentence(error);
  const where = [
    typeof line === 'number' ? l10n.t('line {0}', line) : null,
    typeof field === 'string' ? l10n.t('field {0}', field) : null,
  ].filter((part) => part !== null);
  const what = env.language.startsWith('en') ? fault : errorSentence(error);
  return where.length === 0 ? what : `${where.join(', ')}: ${what}`;
}

/** What a code means in the window's language; null for one that we have no words for. */
export function codeSentence(code: string): string | null {
  return Object.hasOwn(SENTENCES, code) ? (SENTENCES[code as ErrorCode]?.() ?? null) : null;
}

const SENTENCES: Readonly<Partial<Record<ErrorCode, () => string>>> = {
  agent_lease_held_by_other_client: () =>
    l10n.t('Another Teamleiterin holds this Agentin. Wait until she releases it, or take it by force.'),
  could_not_read_agent_lease: () => l10n.t('The lease file of this Agentin is damaged. Health repairs it.'),
  unknown_agent: () => l10n.t('There is no such Agentin in fleet.json. Look there at who is in your fleet.'),
  agent_not_running: () => l10n.t('The Agentin is not running. Start her first.'),
  agent_not_ready: () => l10n.t('The Agentin is not ready yet. Try again in a moment.'),
  agent_busy: () => l10n.t('The Agentin is working. Wait for her or interrupt her.'),
  agent_lost: () => l10n.t('The Agentin is lost. Start brings her back.'),
  agent_lock_timeout: () => l10n.t('Somebody else is changing this Agentin right now. Try again.'),
  terminal_held_by_person: () => l10n.t('Someone types in her terminal. Wait until they let go of it.'),
  launcher_missing: () => l10n.t('Her launcher does not exist. Correct "runner" in fleet.json.'),
  launcher_not_executable: () =>
    l10n.t('Her launcher is not executable. Allow it with chmod +x, or correct "runner" in fleet.json.'),
  launcher_is_symlink: () =>
    l10n.t(
      'Her launcher is a symbolic link, which we do not start. Name the program itself as "runner" in fleet.json.',
    ),
  home_missing: () => l10n.t('Her home folder does not exist. Make it, or correct "home" in fleet.json.'),
  home_in_use: () => l10n.t('Another Codex already uses her home. End that one first.'),
  cwd_not_a_directory: () =>
    l10n.t('The folder to work in does not exist. Make it, or correct "cwd" in fleet.json.'),
  socket_path_too_long: () =>
    l10n.t(
      'The path of her socket is too long for this system. Set XDG_RUNTIME_DIR to a folder with a shorter path.',
    ),
  tmux_missing: () => l10n.t('tmux is not installed. Install it, then try again.'),
  tmux_failed: () => l10n.t('tmux refused. See the log.'),
  codex_missing: () => l10n.t('Codex is not installed. Install it, then try again.'),
  codex_failed: () => l10n.t('Codex refused. See the log.'),
  codex_request_timeout: () =>
    l10n.t('Codex did not answer in time. Try again; if it stays so, stop and start her.'),
  codex_disconnected: () =>
    l10n.t('The connection to the Codex app-server is gone. It is being made anew: try again in a moment.'),
  control_not_available: () =>
    l10n.t('This is not possible with the launcher that this Agentin has. Do it in her terminal.'),
  delivery_failed: () =>
    l10n.t('The message could not be delivered. Look at her terminal, then send it again.'),
  delivery_unknown: () =>
    l10n.t('It is not known whether the message arrived. Look before you send it again.'),
  idempotency_key_reused: () =>
    l10n.t('Something else was sent before in its place. Look before you send this.'),
  nothing_pending: () => l10n.t('This was already answered, or its turn is over.'),
  answer_not_possible: () => l10n.t('This cannot be answered that way. Answer in her terminal, or decline.'),
  scope_violation: () =>
    l10n.t('The write paths are not possible. Choose files or folders in her folder that no link leads to.'),
  write_paths_nested: () =>
    l10n.t(
      'Another Agentin may write above or below these paths right now. Wait for her, or choose a worktree.',
    ),
  role_violation: () =>
    l10n.t(
      'This does not fit the role. An Arbeitsbiene needs paths that she may write, an Exploriererin gets none.',
    ),
  prompt_too_long: () => l10n.t('The text is too long. Shorten it, or put it into a file and name that.'),
  skill_missing: () => l10n.t('She does not have this skill. Choose another one, or none.'),
  state_directory_unsafe: () =>
    l10n.t(
      'The state folder is not safe: it is a link or belongs to somebody else. Name another one in CODEX_MASTER_MCP_STATE.',
    ),
  state_unreadable: () => l10n.t('The state folder cannot be read. Look who owns it and who may read it.'),
  state_unwritable: () =>
    l10n.t('The state folder cannot be written. Look whether the disk is full, and at its owner and mode.'),
  config_unreadable: () => l10n.t('fleet.json cannot be read. Put a file there that you may read.'),
  config_invalid: () =>
    l10n.t('fleet.json has a mistake. Correct it; until then the fleet goes on with what it knew before.'),
  config_too_new: () =>
    l10n.t('fleet.json was made for a newer version of Codex Master. Update Codex Master.'),
  git_missing: () => l10n.t('git is not installed. Install it, then try again.'),
  git_failed: () => l10n.t('git refused. See the log.'),
  not_a_repository: () =>
    l10n.t('This folder is not in a git repository. Open one that is, or make one with "git init".'),
  worktree_path_refused: () => l10n.t('The worktree cannot be made there. Choose another folder.'),
  worktree_not_found: () => l10n.t('There is no such worktree any more. Look at the worktrees again.'),
  worktree_detached: () =>
    l10n.t('The worktree or the main working tree is on no branch. Make or check one out there.'),
  worktree_dirty: () => l10n.t('The worktree has changes that are not committed. Commit them first.'),
  worktree_in_use: () =>
    l10n.t('An Agentin is at work in this worktree. Wait until she has finished, or interrupt her.'),
  worktree_changed: () => l10n.t('Something changed in the worktree just now. Look at it, then try again.'),
  ignored_files_too_large: () =>
    l10n.t(
      'The files there that git ignores are too many or too large to be kept. Move them away or delete what can be made again.',
    ),
  main_dirty: () =>
    l10n.t('The main working tree has changes that are not committed. Commit or stash them there first.'),
  operation_in_progress: () =>
    l10n.t('A merge, rebase or the like is half done there. Finish it or take it back first.'),
  merge_conflicts: () =>
    l10n.t('Both sides changed the same places. Nothing was changed. Let the Agentin bring them together.'),
  files_in_the_way: () =>
    l10n.t('Untracked or ignored files would be overwritten. Move them away or commit them first.'),
  base_ref_invalid: () =>
    l10n.t(
      'The branch or commit to begin at does not exist. Name another one; a new repository needs a first commit.',
    ),
  branch_invalid: () =>
    l10n.t('The new branch exists already, or its name is not possible. Choose another name.'),
  consent_refused: () =>
    l10n.t('Only a person can allow what runs with all that they may do. Allow it yourself, then try again.'),
  person_required: () => l10n.t('Only a person may do this, no model. Do it yourself, in the panel.'),
  registration_failed: () =>
    l10n.t('Codex could not register the Masterjet. "codex doctor" in that home tells why.'),
  plugin_cache_failed: () =>
    l10n.t(
      'The plugin could not be put into the plugin cache of Codex. What was there before is still there.',
    ),
  install_refused: () =>
    l10n.t('Codex Master cannot be installed there; nothing was changed. The log tells why.'),
  install_incomplete: () =>
    l10n.t(
      'The installation is incomplete. Install again to go on, or uninstall. The log tells what failed.',
    ),
  uninstall_incomplete: () => l10n.t('Uninstalling is incomplete. Try again; the log tells what failed.'),
  timeout: () => l10n.t('It took too long. Try again; the log tells more.'),
  internal: () => l10n.t('Something went wrong. See the log.'),
};
