import { EventEmitter, lm, McpStdioServerDefinition, workspace } from 'vscode';
import type { Disposable } from 'vscode';
import type { MasterjetCommand } from './masterjetCommand.ts';

export const MCP_PROVIDER = 'codexMaster.masterjet';

/**
 * Offers the Masterjet to VS Code's own chat, in Restricted Mode not yet: it can start and assign. Nothing is started until a
 * person uses it there.
 */
export function registerMcpProvider(command: () => Promise<MasterjetCommand>, version: string): Disposable[] {
  // Editors built on VS Code may come without it.
  if (typeof lm?.registerMcpServerDefinitionProvider !== 'function') return [];
  const changed = new EventEmitter<void>();
  const trust = workspace.onDidGrantWorkspaceTrust(() => changed.fire());
  const provider = lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: async () => {
      if (!workspace.isTrusted) return [];
      const { command: program, args, env } = await command();
      return [new McpStdioServerDefinition('Codex Master', program, [...args], { ...env }, version)];
    },
  });
  return [provider, trust, changed];
}
