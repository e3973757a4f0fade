import { l10n } from 'vscode';
import type { MessageItem } from 'vscode';
import { showDialog } from './say.ts';

/** Shows what was done: a dialog with "Close" (VS Code's own would say "Cancel"); true when the action was chosen. */
export async function showDone(title: string, detail: string, action?: string): Promise<boolean> {
  const close: MessageItem = { title: l10n.t('Close'), isCloseAffordance: true };
  const items: MessageItem[] = action === undefined ? [close] : [{ title: action }, close];
  const chosen = await showDialog(title, detail, items);
  return chosen !== undefined && chosen.title === action;
}
