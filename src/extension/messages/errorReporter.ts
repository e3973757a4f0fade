import { l10n } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { Logger } from '../../core/ports.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandId } from '../commands.ts';
import { errorSentence } from './errorWords.ts';
import { choose, showError, showInfo, wayTo } from './say.ts';
import type { Way } from './say.ts';

/** What an error was about, so that a button can help. */
export interface ErrorContext {
  readonly agentId?: string;
  /** Whom it hit, where a person could not tell. */
  readonly whose?: string;
  /** Does the same again over somebody else's lease; asks first. */
  readonly force?: () => Promise<void>;
}

/** Shows what went wrong as a sentence, with a button where we know what to do next. */
export class ErrorReporter {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Resolves when the notification is gone. What a person cancelled is no error. */
  async show(error: unknown, context: ErrorContext = {}): Promise<void> {
    if (FleetError.is(error, 'cancelled')) return;
    const problem = FleetError.from(error, 'Something went wrong. See the log.');
    if (problem.code === 'nothing_pending') {
      // Somebody was faster, here or in the terminal: nothing to be sorry about.
      await showInfo(errorSentence(problem));
      return;
    }
    this.#log.error(`${problem.code}${context.agentId === undefined ? '' : ` (${context.agentId})`}`, error);
    const { whose } = context;
    const sentence = errorSentence(problem);
    const text = whose === undefined ? sentence : `${whose}: ${sentence}`;
    const help = helpFor(problem.code, context);
    // Without a button VS Code cuts a message off after its first line, and what to do stands at its end.
    await choose(showError, text, [help === null ? understood() : this.#watched(help)]);
  }

  /** For work that nobody waits for, as the button of a notification that may stay for hours: shows what goes wrong. */
  watch(work: Promise<unknown>): void {
    work.catch(async (error: unknown) => this.show(error));
  }

  #watched({ label, go }: Way): Way {
    return { label, go: async () => go().catch(async (error: unknown) => this.show(error)) };
  }
}

const SELF_EXPLAINING: ReadonlySet<ErrorCode> = new Set([
  'agent_lock_timeout',
  'home_in_use',
  'scope_violation',
  'write_paths_nested',
  'role_violation',
  'prompt_too_long',
  'skill_missing',
  'not_a_repository',
  'worktree_dirty',
  'worktree_in_use',
  'main_dirty',
  'operation_in_progress',
  'merge_conflicts',
  'files_in_the_way',
  'base_ref_invalid',
  'branch_invalid',
  'consent_refused',
  'person_required',
]);

function helpFor(code: ErrorCode, context: ErrorContext): Way | null {
  switch (code) {
    case 'agent_lease_held_by_other_client':
      return context.force === undefined ? null : { label: l10n.t('Force…'), go: context.force };
    case 'could_not_read_agent_lease':
      return context.force === undefined
        ? command(l10n.t('Check Health'), COMMANDS.checkHealth)
        : { label: l10n.t('Force…'), go: context.force };
    case 'agent_not_running':
    case 'agent_lost':
      return command(l10n.t('Start'), COMMANDS.start, context.agentId);
    case 'terminal_held_by_person':
      return command(l10n.t('Hand Over'), COMMANDS.handOver, context.agentId);
    case 'control_not_available':
    case 'agent_busy':
    case 'agent_not_ready':
    case 'answer_not_possible':
    case 'delivery_failed':
    case 'delivery_unknown':
      return command(l10n.t('Attach'), COMMANDS.attach, context.agentId);
    case 'home_missing':
      return command(l10n.t('Create Her Home…'), COMMANDS.createHome, context.agentId);
    case 'tmux_missing':
      return command(l10n.t('Install…'), COMMANDS.installMissing, 'tmux');
    case 'codex_missing':
      return command(l10n.t('Install…'), COMMANDS.installMissing, 'codex');
    case 'unknown_agent':
    case 'cwd_not_a_directory':
    case 'launcher_missing':
    case 'launcher_not_executable':
    case 'launcher_is_symlink':
    case 'config_unreadable':
    case 'config_invalid':
    case 'config_too_new':
      return command(l10n.t('Open fleet.json'), COMMANDS.openFleetFile);
    case 'worktree_not_found':
      return command(l10n.t('Refresh Worktrees'), COMMANDS.refreshWorktrees);
    default:
      // Where the sentence says what to do the log has no more to tell.
      return SELF_EXPLAINING.has(code) ? null : command(l10n.t('Show Log'), COMMANDS.showLog);
  }
}

function understood(): Way {
  return { label: l10n.t('OK'), go: async () => Promise.resolve() };
}

function command(label: string, id: CommandId, argument?: string): Way {
  return wayTo(label, id, ...(argument === undefined ? [] : [argument]));
}
