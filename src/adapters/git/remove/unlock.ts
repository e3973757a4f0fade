import type { Repository } from '../../../core/worktrees/repositories.ts';
import { gitFailed, type Git } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { listedWorktrees } from '../state/look.ts';

/** See `WorktreeWork.unlock`. Also of a worktree whose folder is gone: git knows it by its place. */
export async function unlockWorktree(
  git: Git,
  { root }: Repository,
  tree: string,
  trusted: boolean,
): Promise<void> {
  const writing = await git.writing(root, trusted);
  const { code, stderr } = await writing.run(['worktree', 'unlock', '--', tree]);
  if (code === 0) return;
  // Somebody may have been faster.
  const listed = await listedWorktrees(git.plain(root));
  if (listed.some(({ path, locked }) => path === tree && locked === null)) return;
  throw gitFailed(`The worktree was not unlocked. ${excerpt(stderr, tree, 300)}`);
}
