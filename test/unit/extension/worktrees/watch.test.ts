import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchRepository } from '../../../../src/extension/worktrees/watch.ts';
import type { RepositoryChange } from '../../../../src/extension/worktrees/watch.ts';
import { ui } from '../../fakes/vscode/index.ts';

let shop: string;
let heard: RepositoryChange[];

/** Git's folder with one worktree, `agent-a`, of which git's own name is another than its folder's. */
beforeEach(() => {
  ui.reset();
  heard = [];
  shop = realpathSync(mkdtempSync(path.join(tmpdir(), 'watch-')));
  mkdirSync(path.join(shop, '.git/worktrees/agent-a'), { recursive: true });
  mkdirSync(path.join(shop, 'wt'));
  writeFileSync(path.join(shop, '.git/worktrees/agent-a/gitdir'), `${path.join(shop, 'wt/.git')}\n`);
  watchRepository(path.join(shop, '.git'), (change) => heard.push(change));
});

afterEach(async () => rm(shop, { recursive: true, force: true }));

function changes(file: string): void {
  ui.touched.fire(path.join(shop, '.git', file));
}

describe('a repository that the tree shows', () => {
  it.each<[string, string, object]>([
    ['a commit of the main branch', 'refs/heads/main', { kind: 'branch', branch: 'main' }],
    ['a commit of ours', 'refs/heads/codex-master/a-1', { kind: 'branch', branch: 'codex-master/a-1' }],
    ['packed branches', 'packed-refs', { kind: 'all' }],
    ['another branch in the main folder', 'HEAD', { kind: 'all' }],
    ['a worktree that comes or goes', 'worktrees/agent-b', { kind: 'all' }],
    ['what a worktree had that is gone', 'worktrees/agent-b/HEAD', { kind: 'all' }],
  ])('is looked at again after %s', async (_what, file, change) => {
    changes(file);
    await expect.poll(() => heard).toEqual([change]);
  });

  it.each([
    ['another branch there', 'HEAD'],
    ['what is staged there', 'index'],
    ['a lock', 'locked'],
    ['our note of whose it is', 'codex-master.json'],
  ])('is looked at in one worktree after %s', async (_what, file) => {
    changes(`worktrees/agent-a/${file}`);
    await expect.poll(() => heard).toEqual([{ kind: 'worktree', tree: path.join(shop, 'wt') }]);
  });

  it.each([
    'objects/ab/cdef',
    'FETCH_HEAD',
    'worktrees/agent-a/gitdir',
    'refs/tags/v1',
    'refs/heads/main.lock',
  ])('is not looked at again for %s', async (file) => {
    changes(file);
    // It is heard later than whatever needs no file.
    changes('worktrees/agent-a/index');
    await expect.poll(() => heard).toHaveLength(1);
    expect(heard[0]?.kind).toBe('worktree');
  });
});
