import type { TreeDataProvider } from 'vscode';
import type { RowHandle, RowTree } from './rowTree.ts';

/** Longer than the first reading takes; rows that come later still are told as a change. */
const PATIENCE_MS = 1500;

/**
 * VS Code asks a tree for its rows when it shows the view. Who answers "none" is asked again after a change, which takes
 * its turn among all that a window has to do while it opens: rows that are there in a moment come with the first answer.
 */
export function withPatience(tree: RowTree, known: () => Promise<void>): TreeDataProvider<RowHandle> {
  let first: Promise<void> | undefined;
  return {
    get onDidChangeTreeData() {
      return tree.onDidChangeTreeData;
    },
    getChildren: async (handle) => {
      if (handle === undefined) await (first ??= atMost(PATIENCE_MS, known()));
      return tree.getChildren(handle);
    },
    getTreeItem: (handle) => tree.getTreeItem(handle),
    resolveTreeItem: (item, handle) => tree.resolveTreeItem(item, handle),
    getParent: (handle) => tree.getParent(handle),
  };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
