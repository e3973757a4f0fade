import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';

/** What git writes when branches move, worktrees come and go, or something is staged. */
const PATTERN = '{HEAD,packed-refs,refs/heads/**,worktrees/*/{HEAD,index,locked},worktrees/*}';

/** Hears when anything changes in a repository that the tree shows. */
export function watchRepository(commonDir: string, onChange: () => void): Disposable {
  const store = new DisposableStore();
  const watcher = store.add(
    workspace.createFileSystemWatcher(new RelativePattern(Uri.file(commonDir), PATTERN)),
  );
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
    store.add(event(onChange));
  return store;
}
