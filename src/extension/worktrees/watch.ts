import path from 'node:path';
import { RelativePattern, Uri, workspace } from 'vscode';
import { treeOfEntry } from '../../adapters/git/state/find.ts';
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
  // Our own note of whose it is, which comes last.
  'worktrees/*/codex-master.json',
  // How far its set-up script came.
  'worktrees/*/codex-master-setup.json',
];
/** VS Code knows no braces within braces: such a pattern matches nothing at all. */
const PATTERN = `{${FILES.join(',')}}`;

/** What an event of git is about: one branch, one worktree, or who knows what. */
export type RepositoryChange =
  | { readonly kind: 'all' }
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'worktree'; readonly tree: string };

/** Hears when anything changes in a repository that the tree shows, and what it is about. */
export function watchRepository(commonDir: string, onChange: (change: RepositoryChange) => void): Disposable {
  const store = new DisposableStore();
  const watcher = store.add(
    workspace.createFileSystemWatcher(new RelativePattern(Uri.file(commonDir), PATTERN)),
  );
  const heard = async ({ fsPath }: Uri): Promise<void> => {
    const change = await changeOf(commonDir, path.relative(commonDir, fsPath));
    if (!store.isDisposed && change !== null) onChange(change);
  };
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
    store.add(event((uri) => void heard(uri)));
  return store;
}

/** Null for what tells nothing: git's locks come and go with each change. */
async function changeOf(commonDir: string, file: string): Promise<RepositoryChange | null> {
  const [, branch] = /^refs\/heads\/(.+)$/.exec(file) ?? [];
  // No branch can be called so.
  if (branch !== undefined) return branch.endsWith('.lock') ? null : { kind: 'branch', branch };
  const [, entry] = /^worktrees\/([^/]+)\/[^/]+$/.exec(file) ?? [];
  const tree = entry === undefined ? null : await treeOfEntry(path.join(commonDir, 'worktrees', entry));
  return tree === null ? { kind: 'all' } : { kind: 'worktree', tree };
}
