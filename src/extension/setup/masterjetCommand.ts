import path from 'node:path';
import { fleetVariables } from '../../adapters/installation/fleetVariables.ts';
import type { NodeCommand } from './nodeCommand.ts';

/** The name under which leads know our MCP server. */
export const MASTERJET = 'codex-master-mcp';

/** How to start the Masterjet: what a client's configuration says, and what VS Code's own chat runs. */
export interface MasterjetCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function masterjetCommand(
  node: NodeCommand,
  extensionFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): MasterjetCommand {
  return {
    command: node.command,
    args: [path.join(extensionFolder, 'dist', 'mcp.js')],
    env: { ...node.env, ...fleetVariables(environment) },
  };
}
