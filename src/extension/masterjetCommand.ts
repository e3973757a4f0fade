import path from 'node:path';
import type { NodeCommand } from './nodeCommand.ts';

/** The name under which leads know our MCP server. */
export const MASTERJET = 'codex-master-mcp';

/** How to start the Masterjet: what a client's configuration says, and what VS Code's own chat runs. */
export interface MasterjetCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * MCP clients give their servers only a few variables, and none of those that say where a fleet lies. Without them
 * the Masterjet would lead another fleet than this window.
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

export function masterjetCommand(
  node: NodeCommand,
  extensionFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): MasterjetCommand {
  const known = FLEET_VARIABLES.map((name) => [name, environment[name]] as const);
  const fleet = Object.fromEntries(
    known.filter((entry): entry is readonly [(typeof entry)[0], string] => Boolean(entry[1])),
  );
  return {
    command: node.command,
    args: [path.join(extensionFolder, 'dist', 'mcp.js')],
    env: { ...node.env, ...fleet },
  };
}
