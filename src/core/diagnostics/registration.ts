/** What a Codex home says about the Masterjet, judged (reference contract §7, mcp_registration and client_config). */

/** What Codex should give the Masterjet to start: it may have to wait for a fleet's locks, and Codex gives up after 10 s unless told. */
export const STARTUP_TIMEOUT_SECONDS = 120;

/** An MCP server as a Codex home declares it. */
export interface DeclaredServer {
  readonly enabled: boolean;
  /** Null for a server that is reached by a URL. */
  readonly argv: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly startupTimeoutSeconds: number | null;
}

export type ClientConfigReason =
  | 'codex_config_missing'
  | 'codex_config_unreadable'
  | 'codex_config_not_regular_file'
  | 'codex_config_invalid_toml'
  | 'mcp_server_not_declared'
  | 'mcp_server_disabled'
  | 'mcp_command_missing'
  | 'mcp_command_mismatch'
  | 'mcp_startup_timeout_too_low';

export interface ClientConfigStatus {
  readonly server_declared: boolean;
  readonly command_configured: boolean;
  readonly command_matches_install_path: boolean;
  readonly startup_timeout_sec: number | null;
  readonly startup_timeout_ok: boolean;
  readonly ok: boolean;
  /** The first thing that is wrong; null when nothing is. */
  readonly reason: ClientConfigReason | null;
}

/** What could be read of config.toml: the server's table, null when it has none, or why nothing could be read. */
export type ConfigReading =
  | { readonly kind: 'read'; readonly server: DeclaredServer | null }
  | { readonly kind: 'failed'; readonly reason: ClientConfigReason };

/** `matches`: does the declared command start this Masterjet? */
export function judgeClientConfig(reading: ConfigReading, matches: boolean): ClientConfigStatus {
  const server = reading.kind === 'read' ? reading.server : null;
  const reason = reading.kind === 'failed' ? reading.reason : serverReason(server, matches);
  return {
    server_declared: server !== null,
    command_configured: server?.argv !== undefined && server.argv !== null,
    command_matches_install_path: matches,
    startup_timeout_sec: server?.startupTimeoutSeconds ?? null,
    startup_timeout_ok: isPatient(server),
    ok: reason === null,
    reason,
  };
}

function serverReason(server: DeclaredServer | null, matches: boolean): ClientConfigReason | null {
  if (server === null) return 'mcp_server_not_declared';
  if (!server.enabled) return 'mcp_server_disabled';
  if (server.argv === null) return 'mcp_command_missing';
  if (!matches) return 'mcp_command_mismatch';
  return isPatient(server) ? null : 'mcp_startup_timeout_too_low';
}

function isPatient(server: DeclaredServer | null): boolean {
  return (server?.startupTimeoutSeconds ?? 0) >= STARTUP_TIMEOUT_SECONDS;
}

export type RegistrationReason =
  | 'codex_missing'
  | 'codex_home_missing'
  | 'codex_timed_out'
  | 'codex_failed'
  | 'codex_output_not_understood'
  | 'mcp_server_not_registered'
  | 'mcp_server_disabled'
  | 'mcp_command_mismatch';

export interface RegistrationStatus {
  readonly registered: boolean;
  readonly command_matches: boolean;
  readonly startup_timeout_sec: number | null;
  readonly startup_timeout_ok: boolean;
  readonly startup_timeout_recommended_sec: number;
  /** Registered, enabled, and with our command; a short time-out is a check of its own. */
  readonly ok: boolean;
  readonly reason: RegistrationReason | null;
  /** 124 when Codex did not answer in time, null when it was never started or ended by a signal. */
  readonly returncode: number | null;
  /** The first line that Codex wrote to stderr, redacted; null when all went well. */
  readonly output_excerpt: string | null;
  readonly redaction_applied: true;
}

/** What Codex answered when asked for the server. */
export type RegistrationAnswer =
  | { readonly kind: 'answered'; readonly server: DeclaredServer | null }
  | {
      readonly kind: 'failed';
      readonly reason: RegistrationReason;
      readonly returncode: number | null;
      readonly outputExcerpt: string | null;
    };

/** `matches`: does the registered command start this Masterjet? */
export function judgeRegistration(answer: RegistrationAnswer, matches: boolean): RegistrationStatus {
  const server = answer.kind === 'answered' ? answer.server : null;
  const reason = answer.kind === 'failed' ? answer.reason : registrationReason(server, matches);
  return {
    registered: server !== null,
    command_matches: matches,
    startup_timeout_sec: server?.startupTimeoutSeconds ?? null,
    startup_timeout_ok: isPatient(server),
    startup_timeout_recommended_sec: STARTUP_TIMEOUT_SECONDS,
    ok: reason === null,
    reason,
    returncode: answer.kind === 'failed' ? answer.returncode : 0,
    output_excerpt: answer.kind === 'failed' ? answer.outputExcerpt : null,
    redaction_applied: true,
  };
}

function registrationReason(server: DeclaredServer | null, matches: boolean): RegistrationReason | null {
  if (server === null) return 'mcp_server_not_registered';
  if (!server.enabled) return 'mcp_server_disabled';
  return matches ? null : 'mcp_command_mismatch';
}
