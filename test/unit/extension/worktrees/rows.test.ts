import { beforeEach, describe, expect, it } from 'vitest';
import { WorktreeModel } from '../../../../src/extension/worktrees/model.ts';
import { worktreeNodes } from '../../../../src/extension/worktrees/rows.ts';
import { RowTree } from '../../../../src/extension/views/rows/rowTree.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import type { TreeStyle } from '../../fakes/vscode/tree.ts';
import { person, serviceOver, silent } from '../support.ts';
import { FakeWorktrees, file, review } from './support.ts';

let git: FakeWorktrees;

beforeEach(() => {
  ui.reset();
  git = new FakeWorktrees();
});

async function modelOver(fleet: FakeFleet): Promise<WorktreeModel> {
  Object.assign(fleet, { repositories: git.repositories });
  return new WorktreeModel({
    service: await serviceOver(fleet),
    log: silent,
    folders: () => ['/shop'],
    watch: () => ({ dispose: () => {} }),
    draftsOf: () => 0,
    settle: async () => Promise.resolve(false),
    settleMs: 0,
    patienceMs: 1000,
    checksOf: () => [],
  });
}

function drawn(model: WorktreeModel, style: TreeStyle = {}): string {
  const picture = () => worktreeNodes(model.pictures, 0, model.left);
  const tree = new RowTree({ now: () => 0, picture, nextChangeMs: () => null });
  tree.setVisible(true);
  return renderTree(tree, style);
}

describe('a row of a worktree', () => {
  it('says what is half done, on which branch, and what is on none', async () => {
    const onNone = { kind: 'detached', commit: 'c034a9a8'.repeat(5) } as const;
    git.entries.set('/shop/wt/one', { head: onNone }).set('/shop/wt/two', { head: onNone });
    const rebase = { kind: 'rebase', branch: 'feature' } as const;
    git.trees.set('/shop/wt/one', review('/shop/wt/one', { halfDone: rebase }));
    git.trees.set('/shop/wt/two', review('/shop/wt/two'));
    const model = await modelOver(new FakeFleet());
    await model.lookAtAll();
    expect(drawn(model)).toBe('one  feature · rebase half done · no changes\ntwo  c034a9a8 · no changes');
    expect(drawn(model, { spoken: true })).toBe(
      'one, branch feature, rebase half done, no changes\ntwo, commit c034a9a8, on no branch, no changes',
    );
    model.dispose();
  });

  it('says how far a set-up script came that did not succeed', async () => {
    for (const setUp of ['running', 'unfinished', 'failed'] as const) {
      git.entries.set(`/shop/wt/${setUp}`, { setUp });
      git.trees.set(`/shop/wt/${setUp}`, review(`/shop/wt/${setUp}`));
    }
    const model = await modelOver(new FakeFleet());
    await model.lookAtAll();
    expect(drawn(model, { withContext: true })).toBe(
      [
        'running  is being set up · no changes  {worktree}',
        'unfinished  set-up not finished · no changes  {worktree unready}',
        'failed  set-up failed · no changes  {worktree unready}',
      ].join('\n'),
    );
    model.dispose();
  });

  it('says which of very many are not held against each other', async () => {
    for (let count = 1; count <= 22; count += 1) {
      const tree = `/shop/wt/t${count}`;
      const files = count === 2 ? [] : [file('src/cart.js')];
      git.trees.set(tree, review(tree, { files, added: files.length }));
    }
    const asked: string[] = [];
    git.repositories.clash = async (_repository, a, b) => {
      asked.push(a, b);
      return Promise.resolve({ shared: [], conflicts: [] });
    };
    const model = await modelOver(new FakeFleet());
    await model.lookAtAll();
    expect(
      drawn(model)
        .split('\n')
        .filter((line) => !line.startsWith(' '))
        .slice(-3),
    ).toEqual([
      't21  +1 −0',
      't22  +1 −0 · not compared',
      '1 is not looked at for conflicts  only 20 that changed something are: merge or remove some',
    ]);
    expect([asked.includes('snapshot-/shop/wt/t21'), asked.includes('snapshot-/shop/wt/t22')]).toEqual([
      true,
      false,
    ]);
    model.dispose();
  });

  it('gives those with one name titles that tell them apart', async () => {
    const fleet = new FakeFleet();
    await fleet.start('a', { cwd: '/shop/wt/one', prompt: null }, person);
    const made = { agentId: 'a', createdAtMs: 0, branch: 'two', baseCommit: 'base' };
    for (const name of ['one', 'two', 'three']) git.trees.set(`/shop/wt/${name}`, review(`/shop/wt/${name}`));
    git.entries.set('/shop/wt/two', { made });
    const model = await modelOver(fleet);
    await model.lookAtAll();
    expect(model.pictures.map(({ name, title }) => `${name}: ${title}`)).toEqual([
      'Mila: Mila (one)',
      'Mila: Mila (two)',
      'three: three',
    ]);
    model.dispose();
  });
});
