import type { RowNode } from './rowNode.ts';

/** So many rows from the top are taken to be in sight: VS Code tells nobody which are. */
const ROWS_IN_SIGHT = 20;

/** Are there such rows, and does each stand among the first of the tree, with those below the rows that are open? */
export function areNearTheTop(
  ids: readonly string[],
  roots: readonly RowNode[],
  isOpen: (node: RowNode) => boolean,
): boolean {
  const left = new Set(ids);
  let line = 0;
  for (const node of roots) {
    if (line >= ROWS_IN_SIGHT) break;
    left.delete(node.id);
    line += 1 + (isOpen(node) ? node.children.length : 0);
  }
  return ids.length > 0 && left.size === 0;
}
