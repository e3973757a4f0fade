import { commands } from 'vscode';
import type { TreeView } from 'vscode';
import type { RowHandle } from './rowTree.ts';

const MOST_LOOKS = 5;

/**
 * The rows that a key pressed in the tree is about: the selected ones when the focused row is among them, else that row.
 * VS Code tells extensions the selection alone, and arrow keys move the focus without it: so the focused row is found by
 * toggling it, twice, which changes nothing. Only while the tree has the focus. Null when the tree was redrawn under
 * every look, so that nobody can tell.
 */
export async function rowsUnderKeys(view: TreeView<RowHandle>): Promise<readonly RowHandle[] | null> {
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const first = await look(view);
    if (first === null) continue;
    // A tree that is redrawn says that nothing is selected, which looks as if the only selected row had been toggled.
    const isSure = first.focused !== undefined && first.toggled.length > 0;
    if (!isSure && (await look(view))?.focused?.id !== first.focused?.id) continue;
    return rowsOf(first);
  }
  return null;
}

interface Look {
  readonly selected: readonly RowHandle[];
  readonly toggled: readonly RowHandle[];
  /** Undefined when no row has the focus. */
  readonly focused: RowHandle | undefined;
}

/** Null when what was seen is not what toggling one row twice does. */
async function look(view: TreeView<RowHandle>): Promise<Look | null> {
  const selected = [...view.selection];
  await commands.executeCommand('list.toggleSelection');
  const toggled = [...view.selection];
  await commands.executeCommand('list.toggleSelection');
  const isBack = changed([...view.selection], selected).length === 0;
  const [focused, ...others] = changed(toggled, selected);
  return isBack && others.length === 0 ? { selected, toggled, focused } : null;
}

function rowsOf({ selected, focused }: Look): readonly RowHandle[] {
  if (focused === undefined) return selected.length === 1 ? selected : [];
  const isSelected = selected.some((row) => row.id === focused.id);
  return isSelected ? [focused, ...selected.filter((row) => row.id !== focused.id)] : [focused];
}

function changed(rows: readonly RowHandle[], others: readonly RowHandle[]): RowHandle[] {
  return [...without(rows, others), ...without(others, rows)];
}

function without(rows: readonly RowHandle[], others: readonly RowHandle[]): RowHandle[] {
  const ids = new Set(others.map((row) => row.id));
  return rows.filter((row) => !ids.has(row.id));
}
