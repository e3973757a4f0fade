import { commands, TabInputCustom, TabInputText, TabInputTextDiff, TabInputWebview, window } from 'vscode';
import type { Tab, TabGroup, ViewColumn, WebviewPanel } from 'vscode';
import type { TerminalPlace } from './terminalPlaces.ts';

/** Our pages that are back after a reload. */
export interface PagesInFront {
  seenIn(column: ViewColumn): Promise<WebviewPanel | undefined>;
}

type BringBack = () => Promise<void>;

/**
 * A terminal that is opened in a column covers what is seen there. Resolves with what brings that back once it is
 * covered; null when the terminal was in front before, or covers nothing. The focus stays where it is.
 */
export async function keepInFront(
  { column, isFront }: TerminalPlace,
  pages: PagesInFront,
): Promise<BringBack | null> {
  const group = window.tabGroups.all.find(({ viewColumn }) => viewColumn === column);
  const tab = group?.activeTab;
  if (isFront || group === undefined || tab === undefined) return null;
  return (await revealOf(tab, group, pages)) ?? (() => revealByPlace(tab, group));
}

async function revealOf(tab: Tab, { viewColumn }: TabGroup, pages: PagesInFront): Promise<BringBack | null> {
  const { input, label } = tab;
  const how = { viewColumn, preserveFocus: true, preview: tab.isPreview };
  if (input instanceof TabInputText) return async () => void (await window.showTextDocument(input.uri, how));
  if (input instanceof TabInputTextDiff)
    return async () => commands.executeCommand('vscode.diff', input.original, input.modified, label, how);
  if (input instanceof TabInputCustom)
    return async () => commands.executeCommand('vscode.openWith', input.uri, input.viewType, how);
  if (!(input instanceof TabInputWebview) || !input.viewType.includes('codexMaster.')) return null;
  const panel = await pages.seenIn(viewColumn);
  return panel === undefined ? null : async () => Promise.resolve(panel.reveal(viewColumn, true));
}

/** For what VS Code has no word for (another's page, several diffs): in the group that has the focus anyway. */
async function revealByPlace(tab: Tab, { viewColumn }: TabGroup): Promise<void> {
  const { activeTabGroup } = window.tabGroups;
  const index = activeTabGroup.tabs.findIndex(({ label }) => label === tab.label);
  if (activeTabGroup.viewColumn !== viewColumn || index < 0) return;
  await commands.executeCommand('workbench.action.openEditorAtIndex', index);
}
