import { env, l10n } from 'vscode';
import type { Check, CheckFacts } from '../../core/diagnostics/check.ts';
import { codeSentence } from '../messages/errorWords.ts';
import { fixAdvice } from './words.ts';

/**
 * What is wrong and what to do, in a sentence. English shows the doctor's own, which knows the particulars. Other languages
 * say it by what was found, else by the fix; `topic` as of `subjectOf`.
 */
export function adviceText(
  { hint, fix, facts }: Pick<Check, 'hint' | 'fix' | 'facts'>,
  topic: string,
): string {
  if (hint === null) return '';
  if (env.language.startsWith('en') && !(fix !== null && HAS_BUTTON.has(topic))) return hint;
  const byCode = typeof facts['error_code'] === 'string' ? codeSentence(facts['error_code']) : null;
  return byCode ?? BY_TOPIC[topic]?.(facts) ?? (fix === null ? hint : fixAdvice(fix));
}

/** Where the doctor names a command to type, which nobody needs who has the fix beside the row. */
const HAS_BUTTON = new Set(['home_exists', 'installed_symlink', 'lease_readable', 'signed_in']);

/** Null: what is said of the fix says it. */
const BY_TOPIC: Readonly<Record<string, (facts: CheckFacts) => string | null>> = {
  codex_available: ({ returncode }) =>
    returncode === null
      ? null
      : l10n.t('Codex from PATH does not tell its version in time. Run "codex --version" to see why.'),
  codex_client_mcp_config: ({ reason }) => configAdvice(reason),
  control: ({ app_server_possible: isPossible }) =>
    isPossible === true
      ? l10n.t('She was started when her Codex had no app-server. Stop and start her.')
      : null,
  installed_source_worktree_state: ({ state }) =>
    state === 'dirty'
      ? l10n.t(
          'The checkout that is installed has changes that are not committed: what runs is none of its versions.',
        )
      : l10n.t('git does not say whether the installed checkout has changes.'),
  installed_symlink: ({ target_state: target, exists }) => {
    if (target === 'different')
      return l10n.t(
        'The installed command is a link to another program. Look what it is, then install again.',
      );
    return exists === true
      ? l10n.t(
          'Something else stands where the installed command belongs. Look what it is, and move it away.',
        )
      : null;
  },
  mcp_registered: ({ reason }) => registrationAdvice(reason),
  mcp_registered_fleet: ({ different_variables: names }) =>
    l10n.t(
      'The registered Masterjet may lead another fleet than this one ({0}). Register it again from here if this is the right one.',
      Array.isArray(names) ? names.join(', ') : '',
    ),
  mcp_startup_self_test: ({ subject }) =>
    subject === 'package'
      ? l10n.t(
          'The Masterjet does not start. It needs Node 22.13 or newer; if that is there, install Codex Master again.',
        )
      : l10n.t(
          'The Masterjet does not start as it is installed. Install it again, with Node 22.13 or newer on PATH.',
        ),
  raw_log_retention_configured: () =>
    l10n.t('Some logs of terminals are larger than they may be. The next start of an Agentin tidies up.'),
};

function registrationAdvice(reason: unknown): string | null {
  switch (reason) {
    case 'codex_missing':
      return l10n.t('Codex is not on PATH, so that nothing is known of its registration. Install it.');
    case 'codex_timed_out':
      return l10n.t('Codex did not answer in time. Run "codex mcp list" to see what it waits for.');
    case 'codex_failed':
    case 'codex_output_not_understood':
      return l10n.t('Codex could not say which MCP servers it has. Run "codex mcp list" to see why.');
    case 'mcp_server_disabled':
      return l10n.t('The Masterjet is registered but turned off: set enabled = true in config.toml.');
    case 'mcp_command_mismatch':
      return l10n.t('Another command has the name of the Masterjet. Register the Masterjet again.');
    default:
      return null;
  }
}

function configAdvice(reason: unknown): string | null {
  switch (reason) {
    case 'codex_config_invalid_toml':
      return l10n.t('The config.toml of your Codex is not valid TOML: correct it by hand.');
    case 'codex_config_not_regular_file':
      return l10n.t('The config.toml of your Codex is no regular file, and links are not followed here.');
    case 'codex_config_unreadable':
      return l10n.t('The config.toml of your Codex cannot be read, or is larger than 1 MiB.');
    case 'mcp_server_disabled':
      return l10n.t('The Masterjet is turned off in config.toml: set enabled = true.');
    default:
      return null;
  }
}
