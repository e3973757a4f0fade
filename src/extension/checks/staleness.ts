import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Repositories, Repository } from '../../core/worktrees/repositories.ts';

/** Gathers the changes that a tool or a turn makes together. */
const SETTLE_MS = 500;

/** The state of the files of a working tree, without those that git ignores; null when it cannot be told. */
export async function stateOf(
  repositories: Pick<Repositories, 'review'>,
  repository: Repository,
): Promise<string | null> {
  const review = await repositories.review(repository, repository.here, 0).catch(() => null);
  return review?.snapshot ?? null;
}

/** A working tree that is followed; `look` asks whether its files are others by now. */
export interface FollowedTree extends Disposable {
  look(): void;
}

/**
 * Follows the files of a working tree that was checked, until they are others than `checked`; tells that once. Events of
 * the file system come late or not at all from some places, so whoever knows of a change lets it look as well.
 */
export function followTree(
  repositories: Pick<Repositories, 'review'>,
  repository: Repository,
  checked: string | null,
  onOther: () => void,
): FollowedTree {
  const store = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    const now = await stateOf(repositories, repository);
    if (store.isDisposed || (now !== null && now === checked)) return;
    store.dispose();
    onOther();
  };
  const lookSoon = (): void => {
    if (store.isDisposed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), SETTLE_MS);
  };
  const onEvent = ({ path }: Uri): void => {
    // Git's own files change with every look at them.
    if (!/\/\.git(?:\/|$)/u.test(path)) lookSoon();
  };
  const pattern = new RelativePattern(Uri.file(repository.here), '**');
  const watcher = store.add(workspace.createFileSystemWatcher(pattern));
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
    store.add(event(onEvent));
  store.add({ dispose: () => clearTimeout(timer) });
  // What changed while nobody followed.
  void look();
  return { look: lookSoon, dispose: () => store.dispose() };
}
