import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { Repositories, WorktreeWish } from '../../../../src/core/worktrees/repositories.ts';
import { isForceable } from '../../../../src/core/worktrees/worktreeWork.ts';
import type { Obstacle, ObstacleKind, RemovalResult } from '../../../../src/core/worktrees/worktreeWork.ts';
import { MadeRoom, runInTree } from '../../../../src/extension/worktrees/ownPrograms.ts';
import { removeWorktree } from '../../../../src/extension/worktrees/removal.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { depsOver, runningFleet, serviceOver } from '../support.ts';
import { pictureOf, worktree } from './support.ts';

const TREE = '/shop/wt/one';

beforeEach(() => ui.reset());

function obstacle(kind: ObstacleKind, ...examples: readonly string[]): Obstacle {
  return { kind, count: Math.max(1, examples.length), examples };
}

/** A worktree with these in the way, one list for each look (the last one for all further ones), and what is done to it. */
async function worktreeWith(looks: (readonly Obstacle[])[], change: Partial<Repositories> = {}) {
  const fleet = await runningFleet('a');
  const done: string[] = [];
  let isThere = true;
  const repositories = fakeRepositories({
    remove: async (_repository, _tree, { force, dryRun, agentsBelow: _agents }) => {
      const obstacles = (looks.length > 1 ? looks.shift() : looks[0]) ?? [];
      const kept = { discardedFolders: [], branch: 'one', keptBranch: null, keptFiles: 0, keptFolder: null };
      const stands = obstacles.some((one) => !(force && isForceable(one)));
      const state: RemovalResult['state'] = stands ? 'refused' : dryRun ? 'would_remove' : 'removed';
      if (state === 'removed') isThere = false;
      const isDetached = obstacles.some(({ kind }) => kind === 'detached');
      const isKept = isDetached || obstacles.some(({ kind }) => kind === 'uncommitted');
      const branches = { branch: isDetached ? null : 'one', keptBranch: isKept ? 'kept/one' : null };
      return Promise.resolve({ ...kept, ...branches, state, obstacles });
    },
    unlock: async () => {
      done.push('unlock');
      looks[0] = [];
      return Promise.resolve();
    },
    listed: async () => Promise.resolve({ worktrees: [worktree(`${TREE}/inner`)], count: 1 }),
    createWorktree: async (_repository, { agentId, baseRef }: WorktreeWish) => {
      done.push(`worktree for ${agentId} at ${baseRef ?? 'HEAD'}`);
      return Promise.reject(new FleetError('git_failed', 'Made up.'));
    },
    ...change,
  });
  Object.assign(fleet, { repositories });
  const service = await serviceOver(fleet);
  const seen = (): void => void done.push('seen');
  const deps = { ...depsOver(fleet, service), seen };
  const isLocked = looks[0]?.some(({ kind }) => kind === 'locked') === true;
  const picture = pictureOf(TREE, { worktree: worktree(TREE, { locked: isLocked ? 'a stick' : null }) });
  return { remove: async () => removeWorktree(deps, picture), done, isThere: () => isThere };
}

describe('a worktree that is not removed', () => {
  it.each<[ObstacleKind, string, string]>([
    ['locked', 'It is locked: a stick.', '[Unlock and Remove…]'],
    [
      'operation_in_progress',
      'A git rebase is half done there. Finish it (git rebase --continue)',
      '[Open in New Window] [Look Again…]',
    ],
    ['submodule', 'A submodule holds work of its own: lib.', '[Open in New Window] [Look Again…]'],
    ['nested', 'lies in it: inner.', '[Remove the Inner One First…]'],
    ['in_use', 'Programs work there: sleep.', '[Look Again…]'],
    ['main', 'It is the main working tree.', ''],
  ])('because it is %s says so, and what can be done next', async (kind, why, buttons) => {
    const names = {
      operation_in_progress: 'rebase',
      submodule: 'lib',
      nested: 'inner',
      in_use: 'sleep',
    } as Record<string, string>;
    const name = names[kind];
    const { remove, isThere } = await worktreeWith([[obstacle(kind, ...(name === undefined ? [] : [name]))]]);
    expect(await remove()).toBe(false);
    expect(ui.shown).toHaveLength(1);
    expect(ui.shown[0]).toMatch(/^warning: The worktree Mila is not removed\./);
    expect(ui.shown[0]).toContain(why);
    expect(ui.shown[0]?.endsWith(buttons)).toBe(true);
    expect(isThere()).toBe(true);
  });

  it('because of a bisect says how that is taken back', async () => {
    const { remove } = await worktreeWith([[obstacle('operation_in_progress', 'bisect')]]);
    await remove();
    expect(ui.shown[0]).toContain('Take it back first: git bisect reset.');
  });

  it('is unlocked, and asked about then', async () => {
    const { remove, done, isThere } = await worktreeWith([[obstacle('locked')]]);
    ui.buttons.push('Unlock and Remove…', 'Remove');
    expect(await remove()).toBe(true);
    expect([done, isThere()]).toEqual([['unlock'], false]);
  });

  it.each([
    ['setup', 'Its set-up script still runs there: sleep.', 'Stop the Script and Remove…'],
    ['check', 'Its checks still run there: sleep.', 'Stop the Checks and Remove…'],
  ] as const)('because of a %s that this window runs stops that and goes on', async (kind, why, button) => {
    const looks = [[obstacle('in_use', 'sleep')]];
    const { remove, isThere } = await worktreeWith(looks);
    const lasting = runInTree(
      { tree: TREE, kind, signal: new AbortController().signal },
      async (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            looks[0] = [];
            reject(new FleetError('cancelled', 'Stopped.'));
          });
        }),
    ).catch((error: unknown) => error);
    ui.buttons.push(button, 'Remove');
    expect(await remove()).toBe(true);
    expect([await lasting, isThere()]).toEqual([expect.any(MadeRoom), false]);
    expect(ui.shown[0]).toContain(why);
    expect(ui.shown[0]).toMatch(/\[Stop the [^\]]*\] \[Look Again…\]$/u);
  });

  it('because of a script in another worktree, or one that is over, has nothing of ours to stop', async () => {
    const { signal } = new AbortController();
    const other = Promise.withResolvers<void>();
    const lasting = runInTree({ tree: `${TREE}2`, kind: 'setup', signal }, async () => other.promise);
    await runInTree({ tree: TREE, kind: 'setup', signal }, async () => Promise.resolve());
    const { remove } = await worktreeWith([[obstacle('in_use', 'sleep')]]);
    await remove();
    expect(ui.shown[0]).toMatch(/Programs work there: sleep\.[^[]*\[Look Again…\]$/u);
    other.resolve();
    await lasting;
  });

  it('for several reasons names them all', async () => {
    const { remove } = await worktreeWith([[obstacle('locked'), obstacle('in_use', 'sh')]]);
    await remove();
    expect(ui.shown[0]).toMatch(/It is locked: a stick\. Programs work there: sh\..*\[Look Again…\]$/u);
  });

  it('because it changed between the question and the answer is asked about again', async () => {
    const { remove, isThere } = await worktreeWith([[], [obstacle('uncommitted')]]);
    ui.buttons.push('Remove', 'Look Again…', undefined);
    expect(await remove()).toBe(false);
    expect(ui.shown[1]).toBe(
      'warning: The worktree Mila is not removed. Something changed there just now. [Look Again…]',
    );
    expect(ui.shown[2]).toContain('1 changed file is in no commit: it is kept on a new branch.');
    expect(isThere()).toBe(true);
  });

  it('because it changed at the moment of removal is no error, and asked about again', async () => {
    const looks = [[obstacle('uncommitted')]];
    const { remove } = await worktreeWith(looks, {
      remove: async (_repository, _tree, { dryRun }) => {
        if (!dryRun) throw new FleetError('worktree_changed', 'Something changed.');
        const kept = { branch: 'one', keptBranch: null, keptFiles: 0, keptFolder: null };
        return Promise.resolve({
          ...{ state: 'refused', obstacles: looks[0] ?? [], discardedFolders: [], ...kept },
        });
      },
    });
    ui.buttons.push('Keep All That and Remove', undefined);
    expect(await remove()).toBe(false);
    expect(ui.shown[1]).toMatch(/Something changed there just now\. \[Look Again…\]$/u);
  });
});

describe('a worktree that is removed', () => {
  it('tells on which branches its work is, and brings it back', async () => {
    const { remove, done } = await worktreeWith([[obstacle('uncommitted'), obstacle('unmerged')]]);
    ui.buttons.push('Keep All That and Remove', 'Bring It Back');
    expect(await remove()).toBe(true);
    expect(ui.shown[1]).toBe(
      'info: The worktree Mila is removed. Its commits are on the branch one. What was in no commit is on the branch kept/one. [Bring It Back] [Copy Branch Name]',
    );
    await expect.poll(() => done).toEqual(['worktree for a at kept/one']);
    // What cannot be done is told.
    await expect.poll(() => ui.shown.at(-1)).toContain('Made up.');
  });

  it.each<[string, readonly ObstacleKind[], string]>([
    ['commits', ['detached'], 'Its commits are on the branch kept/one. ['],
    [
      'commits and changes',
      ['uncommitted', 'detached'],
      'Its commits are on the branch kept/one. What was in no commit is on the branch kept/one. [',
    ],
  ])('tells where %s of no branch are', async (_what, kinds, told) => {
    const { remove } = await worktreeWith([kinds.map((kind) => obstacle(kind))]);
    ui.buttons.push('Keep All That and Remove');
    expect(await remove()).toBe(true);
    expect(ui.shown[1]).toContain(`The worktree Mila is removed. ${told}`);
  });

  it('says so before, where this very window shows it', async () => {
    ui.folders = [{ uri: { fsPath: TREE } }];
    const { remove } = await worktreeWith([[]]);
    await remove();
    expect(ui.shown[0]).toContain('It is the folder that this window shows.');
  });
});
