import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import type { Repositories } from '../../../../src/core/worktrees/repositories.ts';
import { mergeWorktree, rebaseWorktree } from '../../../../src/extension/worktrees/integrate.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { depsOver, runningFleet, serviceOver } from '../support.ts';
import { none, pictureOf, worktree } from './support.ts';

const TREE = '/shop/wt/one';
let done: string[];

beforeEach(() => {
  ui.reset();
  done = [];
});

async function worldWith(change: Partial<Repositories>) {
  const fleet: FakeFleet = await runningFleet('a');
  const repositories = fakeRepositories({
    listed: async () => Promise.resolve({ worktrees: [worktree('/shop/main', { isMain: true })], count: 1 }),
    status: async () =>
      Promise.resolve({ text: NO_TEXT, head: worktree(TREE).head, changes: none, submodules: [] }),
    ...change,
  });
  Object.assign(fleet, { repositories });
  const service = await serviceOver(fleet);
  const deps = depsOver(fleet, service);
  const picture = pictureOf(TREE);
  return { fleet, deps, picture };
}

const NO_TEXT = { ok: true, returncode: 0, output: '' };

function refusal(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): () => Promise<never> {
  return async () =>
    Promise.reject(new FleetError(code, 'Refused (codex-master-mcp something PATH).', { details }));
}

const looked = async (): Promise<void> => Promise.resolve(void done.push('look'));

const target = { target: { agentId: 'a', itemKey: null, path: null, worktree: TREE } };

describe('what is half done already', () => {
  it('is named, with the way to where it can be finished', async () => {
    const halfDone = refusal('operation_in_progress', { operation: 'merge', place: 'worktree' });
    const { deps, picture } = await worldWith({ merge: halfDone });
    ui.buttons.push('Open in New Window');
    await mergeWorktree(deps, picture, looked);
    expect(ui.shown).toEqual([
      'warning: Mila: A git merge is half done there. Finish it (git merge --continue) or take it back (git merge --abort) first. [Open in New Window]',
    ]);
    await expect.poll(() => ui.executed).toEqual([{ id: 'codexMaster.openWorktreeWindow', args: [target] }]);
  });

  it('in the main folder is looked for there', async () => {
    const halfDone = refusal('operation_in_progress', { operation: 'merge', place: 'main' });
    const { deps, picture } = await worldWith({ merge: halfDone });
    await mergeWorktree(deps, picture, looked);
    expect(ui.shown).toEqual([
      'warning: A merge, rebase or the like is half done in the main folder. Finish it or take it back there, then merge again. [Show Source Control]',
    ]);
  });
});

describe('a rebase that is refused', () => {
  it('while she is at work names her, and offers to interrupt her', async () => {
    const { deps, picture } = await worldWith({ rebase: refusal('worktree_in_use', { agents: ['a'] }) });
    ui.buttons.push('Interrupt Her and Rebase');
    await rebaseWorktree(deps, picture);
    expect(ui.shown).toEqual([
      'warning: Mila is at work there: a rebase would change the files under her hands. [Interrupt Her and Rebase]',
    ]);
    await expect
      .poll(() => ui.executed)
      .toEqual([
        { id: 'codexMaster.interrupt', args: ['a'] },
        { id: 'codexMaster.rebaseWorktree', args: [target] },
      ]);
  });

  it('with changes in no commit offers to commit them, and names no command line', async () => {
    const { deps, picture } = await worldWith({ rebase: refusal('worktree_dirty') });
    ui.buttons.push('Commit and Rebase…');
    await rebaseWorktree(deps, picture);
    expect(ui.shown.join()).not.toContain('codex-master');
    await expect
      .poll(() => ui.executed.map(({ id }) => id))
      .toEqual(['codexMaster.commitWorktree', 'codexMaster.rebaseWorktree']);
  });

  it('over conflicts offers to ask her, with the files and the branch', async () => {
    const conflicts = ['docs/a.md', 'b', 'c](command:x)', 'd'];
    const { deps, picture, fleet } = await worldWith({ rebase: refusal('merge_conflicts', { conflicts }) });
    ui.buttons.push('Ask Her to Mend It');
    const sent: string[] = [];
    const send = fleet.send.bind(fleet);
    fleet.send = async (id, wish, holder) => {
      sent.push(wish.text);
      return send(id, wish, holder);
    };
    await rebaseWorktree(deps, picture);
    await expect.poll(() => sent.length).toBe(1);
    expect(ui.shown[0]).toMatch(
      /^warning: Nothing was rebased: Mila .* docs\/a\.md, b, .* and 1 more\. \[Ask Her to Mend It\] \[Open in New Window\]$/u,
    );
    expect(ui.shown[0]).not.toContain('](command');
    expect(sent[0]).toContain('git merge main;');
    expect(sent[0]).toContain('- docs/a.md');
  });
});

describe('a merge that is refused', () => {
  it('for the main folder is told before anything is asked or committed', async () => {
    const { deps, picture } = await worldWith({
      merge: refusal('main_dirty'),
      status: async () =>
        Promise.resolve({
          text: NO_TEXT,
          head: worktree(TREE).head,
          changes: { ...none, unstaged: 1 },
          submodules: [],
        }),
      commitAll: async () => {
        done.push('commit');
        return Promise.resolve({ commit: 'c', changes: none });
      },
    });
    ui.inputs.push('Work of Mila');
    ui.buttons.push('Show Source Control');
    await mergeWorktree(deps, picture, looked);
    expect(done).toEqual([]);
    expect(ui.shown).toEqual([
      'warning: The main folder has changes that are not committed. Commit or stash them there, then merge again. [Show Source Control]',
    ]);
    await expect.poll(() => ui.executed).toEqual([{ id: 'workbench.view.scm', args: [] }]);
  });

  it('for any other reason is an error as everywhere', async () => {
    const { deps, picture } = await worldWith({ merge: refusal('git_failed') });
    await expect(mergeWorktree(deps, picture, looked)).rejects.toMatchObject({ code: 'git_failed' });
  });

  it('is not, and its row says so before the person is told', async () => {
    const { deps, picture } = await worldWith({
      merge: async (_repository, _tree, { dryRun }) => {
        done.push(dryRun ? 'try' : 'merge');
        const state = dryRun ? 'would_merge' : 'merged';
        return Promise.resolve({
          ...{ state, branch: 'one', into: 'main', commits: 2, commit: 'c', leftOut: none },
        });
      },
    });
    ui.buttons.push('Merge');
    await mergeWorktree(deps, picture, async () => {
      await looked();
      expect(ui.shown.join()).not.toContain('is in main');
    });
    expect(done).toEqual(['try', 'merge', 'look']);
    expect(ui.shown.at(-1)).toContain('The work of Mila is in main.');
  });
});
