import { beforeEach, describe, expect, it } from 'vitest';
import { watchRepository } from '../../../../src/extension/worktrees/watch.ts';
import { ui } from '../../fakes/vscode.ts';

beforeEach(() => ui.reset());

describe('a repository that the tree shows', () => {
  it.each([
    ['a commit of the main branch', 'refs/heads/main'],
    ['a commit of a branch of ours', 'refs/heads/codex-master/a-1'],
    ['packed branches', 'packed-refs'],
    ['another branch that is checked out', 'HEAD'],
    ['a worktree that comes or goes', 'worktrees/agent-a'],
    ['a commit in a worktree', 'worktrees/agent-a/HEAD'],
    ['what is staged there', 'worktrees/agent-a/index'],
    ['a lock', 'worktrees/agent-a/locked'],
  ])('is looked at again after %s', (_what, file) => {
    let looks = 0;
    watchRepository('/shop/.git', () => (looks += 1));
    ui.touched.fire(`/shop/.git/${file}`);
    expect(looks).toBe(1);
  });

  it.each(['objects/ab/cdef', 'FETCH_HEAD', 'worktrees/agent-a/gitdir', 'refs/tags/v1'])(
    'is not looked at again for %s',
    (file) => {
      let looks = 0;
      watchRepository('/shop/.git', () => (looks += 1));
      ui.touched.fire(`/shop/.git/${file}`);
      expect(looks).toBe(0);
    },
  );
});
