import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { passed, passedIf, warned, type Check } from '../../../core/diagnostics/check.ts';
import type { CodexHomeContext } from '../../../core/diagnostics/codexHome.ts';
import type { LinkState, SelfTestReport, WorktreeState } from '../../../core/diagnostics/diagnostics.ts';
import type { ClientConfigStatus, RegistrationStatus } from '../../../core/diagnostics/registration.ts';

/** The Masterjet: its program, its link, its registration. */

/** `repo_wrapper_exists` and `repo_wrapper_executable`. */
export async function wrapperChecks(wrapper: string): Promise<readonly Check[]> {
  const isFile = await stat(wrapper).then(
    (stats) => stats.isFile(),
    () => false,
  );
  const canRun = await access(wrapper, constants.X_OK).then(
    () => true,
    () => false,
  );
  const hint = 'The program that starts the Masterjet is missing or damaged. Install Codex Master again.';
  const advice = { hint, fix: 'reinstall_extension' } as const;
  return [
    passedIf(isFile, 'repo_wrapper_exists', advice),
    passedIf(isFile && canRun, 'repo_wrapper_executable', advice),
  ];
}

/** A link is one way to have the Masterjet started; a registration that names its program directly is the other. */
export function linkCheck(link: LinkState, config: ClientConfigStatus): Check {
  const isDirect = !link.exists && config.command_matches_install_path;
  const hint =
    link.target_state === 'different'
      ? 'The installed command is a link to another program. Look what it is, then run "codex-master-mcp install --force".'
      : link.exists
        ? 'Something else stands where the installed command belongs. Look what it is, and move it away.'
        : 'Codex Master is not installed as a command. "Install for Codex…" in the panel does it, or the command "install".';
  const isOurs = link.target_state === 'matching_repo_wrapper';
  const facts = { ...link, registered_directly: isDirect };
  return passedIf(isOurs || isDirect, 'installed_symlink', { hint, fix: 'install' }, facts);
}

export function worktreeCheck({ severity, ...facts }: WorktreeState): Check {
  const name = 'installed_source_worktree_state';
  if (severity === 'info') return passed(name, facts);
  const hint =
    facts.state === 'dirty'
      ? 'The checkout that is installed has changes that are not committed: what runs is none of its versions.'
      : 'Git does not say whether the installed checkout has changes.';
  return warned(name, { hint }, facts);
}

export function selfTestCheck(test: SelfTestReport): Check {
  const { status, problem, returncode, subject, version, elapsed_ms, timeout_seconds } = test;
  const facts = { status, problem, returncode, subject, version, elapsed_ms, timeout_seconds };
  const hint =
    subject === 'package'
      ? 'The Masterjet does not start. It needs Node 22.13 or newer; install Codex Master again if that is there.'
      : 'The Masterjet does not start as it is installed. Run "codex-master-mcp install" again, with a Node of 22.13 or newer on PATH.';
  return passedIf(
    test.ok,
    'mcp_startup_self_test',
    { hint, fix: subject === 'package' ? 'reinstall_extension' : 'install' },
    facts,
  );
}

const REGISTER = {
  hint: 'Register the Masterjet for the Codex that leads: "Install for Codex…" in the panel does it, or the command "install".',
  fix: 'register_mcp_server',
} as const;

/** `mcp_registered`, `codex_client_mcp_config`, `mcp_startup_timeout_configured`. */
export function registrationChecks(
  registration: RegistrationStatus,
  config: ClientConfigStatus,
): readonly Check[] {
  const { ok: isRegistered, redaction_applied: _, ...registered } = registration;
  const { ok: isConfigured, ...configured } = config;
  const isShort = config.reason === 'mcp_startup_timeout_too_low';
  const patience = {
    hint: `Set startup_timeout_sec = ${registration.startup_timeout_recommended_sec} for codex-master-mcp in that Codex' config.toml, or run "codex-master-mcp install" again.`,
    fix: 'raise_startup_timeout',
  } as const;
  const timeout = {
    startup_timeout_sec: config.startup_timeout_sec ?? registration.startup_timeout_sec,
    recommended_sec: registration.startup_timeout_recommended_sec,
  };
  const isKnown = config.server_declared || registration.registered;
  const isPatient = config.startup_timeout_ok || registration.startup_timeout_ok;
  return [
    passedIf(isRegistered, 'mcp_registered', registrationAdvice(registration), registered),
    passedIf(isConfigured, 'codex_client_mcp_config', isShort ? patience : configAdvice(config), configured),
    passedIf(isPatient, 'mcp_startup_timeout_configured', isKnown ? patience : REGISTER, timeout),
  ];
}

function registrationAdvice({ reason }: RegistrationStatus): typeof REGISTER | { readonly hint: string } {
  switch (reason) {
    case 'codex_missing':
      return { hint: 'Codex is not on PATH, so nothing is known of its registration. Install it.' };
    case 'codex_timed_out':
      return { hint: 'Codex did not answer in time. Run "codex mcp list" to see what it waits for.' };
    case 'codex_failed':
    case 'codex_output_not_understood':
      return { hint: 'Codex could not say which MCP servers it has. Run "codex mcp list" to see why.' };
    case 'mcp_server_disabled':
      return { hint: 'The Masterjet is registered but switched off: set enabled = true in config.toml.' };
    case 'mcp_command_mismatch':
      return { ...REGISTER, hint: `Another command has the Masterjet's name. ${REGISTER.hint}` };
    case 'codex_home_missing':
    case 'mcp_server_not_registered':
    case null:
      return REGISTER;
  }
}

function configAdvice({ reason }: ClientConfigStatus): typeof REGISTER | { readonly hint: string } {
  switch (reason) {
    case 'codex_config_invalid_toml':
      return { hint: 'The config.toml of the active Codex home is not valid TOML: correct it by hand.' };
    case 'codex_config_not_regular_file':
      return {
        hint: 'The config.toml of the active Codex home is no regular file, and links are not followed here.',
      };
    case 'codex_config_unreadable':
      return { hint: 'The config.toml of the active Codex home cannot be read, or is larger than 1 MiB.' };
    case 'mcp_server_disabled':
      return { hint: 'The Masterjet is switched off in config.toml: set enabled = true.' };
    case 'codex_config_missing':
    case 'mcp_server_not_declared':
    case 'mcp_command_missing':
    case 'mcp_command_mismatch':
    case 'mcp_startup_timeout_too_low':
    case null:
      return REGISTER;
  }
}

export function homeCheck({ ok, ...facts }: CodexHomeContext): Check {
  const hint =
    'CODEX_HOME names the home of an Agentin. She is led and never leads: unset it, or name the home of your own Codex.';
  return passedIf(ok, 'codex_home_context', { hint, fix: 'unset_codex_home' }, facts);
}

/** Codex gives its servers only the variables that are registered: one that is missing there means another fleet. */
export function sameFleetCheck(different: readonly string[] | null): Check {
  const facts = { different_variables: different };
  if (different === null || different.length === 0) return passed('mcp_registered_fleet', facts);
  const hint = `The registered Masterjet is told otherwise where its fleet lies (${different.join(', ')}), so that it may lead another one than this. Register it again from here if this is the right one.`;
  return warned('mcp_registered_fleet', { hint, fix: 'register_mcp_server' }, facts);
}
