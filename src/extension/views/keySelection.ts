import { commands } from 'vscode';
import type { TreeView } from 'vscode';
import type { RowHandle } from './rowTree.ts';

/**
 * The rows that a key pressed in the tree is about: the selected ones when the focused row is among them, else that row.
 * VS Code tells extensions the selection alone, and arrow keys move the focus without it: so the focused row is found by
 * toggling it, twice, which changes nothing. Only while the tree has the focus.
 */
export async function rowsUnderKeys(view: TreeView<RowHandle>): Promise<readonly RowHandle[]> {
  const before = [...view.selection];
  await commands.executeCommand('list.toggleSelection');
  const after = [...view.selection];
  await commands.executeCommand('list.toggleSelection');
  const [focused] = [...without(after, before), ...without(before, after)];
  if (focused === undefined) return before.length === 1 ? before : [];
  const isSelected = before.some((row) => row.id === focused.id);
  return isSelected ? [focused, ...before.filter((row) => row.id !== focused.id)] : [focused];
}

function without(rows: readonly RowHandle[], others: readonly RowHandle[]): RowHandle[] {
  const ids = new Set(others.map((row) => row.id));
  return rows.filter((row) => !ids.has(row.id));
}
