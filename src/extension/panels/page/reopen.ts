import { TabInputWebview, window } from 'vscode';
import type { Tab, ViewColumn, WebviewPanel } from 'vscode';
import type { ReopenWish } from '../../../shared/reopen.ts';
import { isRecord } from '../../fleet/target.ts';
import type { OpenPanels } from './openPanels.ts';

/** Fills an empty page of a kind as after a reload; false when nobody knows the kind. */
export type Refill = (panel: WebviewPanel, wish: ReopenWish) => Promise<boolean>;

/**
 * Opens a page again that an earlier extension host left behind and nobody answers: a new one in its place, with what its webview
 * kept, and then the old one goes. It stays when the new one cannot be filled. `wish` comes from a webview: see `ReopenWish`.
 */
export async function reopenPage(panels: OpenPanels, refill: Refill, wish: unknown): Promise<void> {
  if (!isWish(wish)) return;
  const left = leftTab(panels, wish.kind);
  if (left === undefined) return;
  const { tab, column } = left;
  const panel = window.createWebviewPanel(wish.kind, tab.label, column);
  try {
    if (await refill(panel, wish)) await window.tabGroups.close(tab, true);
    else panel.dispose();
  } catch (error) {
    panel.dispose();
    throw error;
  }
}

function isWish(value: unknown): value is ReopenWish {
  return isRecord(value) && typeof value['kind'] === 'string' && typeof value['isAwaiting'] === 'boolean';
}

/** The page of this kind that is seen and no one's; of several the one that the person is in. */
function leftTab(
  panels: OpenPanels,
  kind: string,
): { readonly tab: Tab; readonly column: ViewColumn } | undefined {
  const { all, activeTabGroup } = window.tabGroups;
  for (const { viewColumn, activeTab } of [activeTabGroup, ...all])
    if (activeTab !== undefined && isOfKind(activeTab, kind) && !panels.isSeenIn(viewColumn, kind))
      return { tab: activeTab, column: viewColumn };
  return undefined;
}

/** VS Code puts a word of its own before the kind. */
function isOfKind({ input }: Tab, kind: string): boolean {
  return input instanceof TabInputWebview && input.viewType.endsWith(`-${kind}`);
}
