import type { AgentSpec } from '../../../core/config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Set on everything that we start, so that it is known as ours; the reference's names (contract §7). */
export const MARKERS = { CODEX_MASTER_MCP: '1', CODEX_AGENT_MCP: '1' } as const;

/**
 * What a Codex needs of the person's environment: where programs and files are, language, network, keys' agents.
 * API keys and everything that belongs to an editor or another Codex stay out; `launch.passEnv` adds by name.
 */
const USUAL = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'COLORTERM'],
  ...['SSH_AUTH_SOCK', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'],
  ...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'CODEX_CA_CERTIFICATE'],
]);
const USUAL_PREFIXES = ['LC_', 'XDG_'];
const FALLBACK_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The whole environment of an Agentin's programs. */
export function agentEnvironment(
  env: Environment,
  agent: Pick<AgentSpec, 'home'>,
  passEnv: readonly string[],
): Readonly<Record<string, string>> {
  const wanted = new Set(passEnv);
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (isUsual(entry[0]) || wanted.has(entry[0])),
  );
  return { PATH: FALLBACK_PATH, ...Object.fromEntries(kept), CODEX_HOME: agent.home, ...MARKERS };
}

function isUsual(name: string): boolean {
  return USUAL.has(name) || USUAL_PREFIXES.some((prefix) => name.startsWith(prefix));
}
