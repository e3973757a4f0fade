import { l10n, window, workspace } from 'vscode';
import type { AgentSpec } from '../../../core/config.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { folderOf } from '../../views/agents/agentTexts.ts';

/**
 * Where the Agentin should work: null leaves it to fleet.json, otherwise the workspace folder, asked for when there
 * are several. Undefined when the person gave up choosing.
 */
export async function startFolder(spec: AgentSpec): Promise<string | null | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (spec.cwd !== null || folders.length === 0) return null;
  if (folders.length === 1) return folders[0]?.uri.fsPath;
  const placeHolder = l10n.t('In which folder should {0} work?', spec.name);
  return (await window.showWorkspaceFolderPick({ placeHolder }))?.uri.fsPath;
}

/** The folder that an Agentin works in, or will when it is started from here; null when nothing says so. */
export function workFolder(agent: AgentSnapshot): string | null {
  return folderOf(agent) ?? workspace.workspaceFolders?.[0]?.uri.fsPath ?? null;
}
