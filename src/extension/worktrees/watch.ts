import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';

/** What git writes when branches move, worktrees come and go, or something is staged. */
const FILES = [
  'HEAD',
  'packed-refs',
  'refs/heads/**',
  'worktrees/*',
  'worktrees/*/HEAD',
  'worktrees/*/index',
  'worktrees/*/locked',
];
/** VS Code knows no braces within braces: such a pattern matches nothing at all. */
const PATTERN = `{${FILES.join(',')}}`;

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
