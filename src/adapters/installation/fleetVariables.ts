import type { Environment } from './places.ts';

/**
 * MCP clients give their servers only a few variables, and none of those that say where a fleet lies. Without them
 * the Masterjet would lead another fleet than the one it was installed for.
 */
const FLEET_VARIABLES = [
  'CODEX_MASTER_FLEET',
  'CODEX_MASTER_MCP_STATE',
  'CODEX_AGENT_MCP_STATE',
  'CODEX_AGENT_A_HOME',
  'CODEX_AGENT_A_RUNNER',
  'CODEX_AGENT_A_SESSION',
  'CODEX_AGENT_B_HOME',
  'CODEX_AGENT_B_RUNNER',
  'CODEX_AGENT_B_SESSION',
  'TMUX_TMPDIR',
  'XDG_CONFIG_HOME',
] as const;

/** Those of them that are set. */
export function fleetVariables(env: Environment): Readonly<Record<string, string>> {
  const known = FLEET_VARIABLES.map((name) => [name, env[name]] as const);
  return Object.fromEntries(
    known.filter((entry): entry is readonly [(typeof entry)[0], string] => Boolean(entry[1])),
  );
}
