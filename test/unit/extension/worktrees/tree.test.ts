import { beforeEach, describe, expect, it } from 'vitest';
import { CheckResults } from '../../../../src/extension/checks/results.ts';
import { WorktreeModel } from '../../../../src/extension/worktrees/model.ts';
import { worktreeNodes } from '../../../../src/extension/worktrees/rows.ts';
import type { RepositoryChange } from '../../../../src/extension/worktrees/watch.ts';
import { RowTree } from '../../../../src/extension/views/rows/rowTree.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { renderTree, ui } from '../../fakes/vscode/index.ts';
import type { TreeStyle } from '../../fakes/vscode/tree.ts';
import { person, serviceOver, silent } from '../support.ts';
import { FakeWorktrees, file, none, review, worktree } from './support.ts';

let git: FakeWorktrees;
let watchers: ((change: RepositoryChange) => void)[];

beforeEach(() => {
  ui.reset();
  git = new FakeWorktrees();
  watchers = [];
});

async function modelOver(
  fleet: FakeFleet,
  patience: { readonly settleMs: number; readonly patienceMs: number } = { settleMs: 0, patienceMs: 1000 },
  results = new CheckResults(),
): Promise<WorktreeModel> {
  return new WorktreeModel({
    service: await serviceOver(fleet),
    log: silent,
    folders: () => ['/shop'],
    watch: (_commonDir, onChange) => {
      watchers.push(onChange);
      return { dispose: () => watchers.splice(watchers.indexOf(onChange), 1) };
    },
    draftsOf: () => 0,
    settle: async (repository) => git.settle(repository),
    ...patience,
    checksOf: (tree) => results.of(tree),
  });
}

function drawn(model: WorktreeModel, style: TreeStyle = {}): string {
  const picture = () => worktreeNodes(model.pictures, 0, model.left);
  const tree = new RowTree({ now: () => 0, picture, nextChangeMs: () => null });
  tree.setVisible(true);
  return renderTree(tree, style);
}

function fleetWith(): FakeFleet {
  return Object.assign(new FakeFleet(), { repositories: git.repositories });
}

describe('the tree of worktrees', () => {
  it('says what each brings, what conflicts with whom, and names the Agentin who works there', async () => {
    const fleet = fleetWith();
    await fleet.start('a', { cwd: '/shop/wt/one', prompt: null }, person);
    git.trees.set(
      '/shop/wt/one',
      review('/shop/wt/one', {
        files: [file('src/cart.js', { added: 3, removed: 2 }), file('new.md', { kind: 'added' })],
        added: 4,
        removed: 2,
        uncommitted: { ...none, unstaged: 1 },
        againstMain: { ahead: 2, behind: 1 },
      }),
    );
    git.trees.set(
      '/shop/wt/two',
      review('/shop/wt/two', { files: [file('src/cart.js', { kind: 'moved', from: 'x' })] }),
    );
    git.trees.set('/shop/wt/three', review('/shop/wt/three'));
    git.clashes.set('snapshot-/shop/wt/one snapshot-/shop/wt/two', {
      shared: ['src/cart.js', 'b'],
      conflicts: ['src/cart.js'],
    });
    git.clashes.set('snapshot-/shop/wt/one main', { shared: ['new.md'], conflicts: [] });
    const model = await modelOver(fleet);
    await model.lookAtAll();
    expect(drawn(model, { withContext: true })).toBe(
      [
        'Mila  one · +4 −2 · 1 conflict · not committed · 2 ahead · 1 behind  {worktree changed dirty behind hers}',
        '  × two  2 files, 1 conflict  {meeting}',
        '  cart.js  src · changed · +3 −2  {worktreeFile}',
        '  new.md  new · +1 −0  {worktreeFile}',
        'two  +1 −0 · 1 conflict  {worktree changed}',
        '  × Mila  2 files, 1 conflict  {meeting}',
        '  cart.js  src · moved from x · +1 −0  {worktreeFile}',
        'three  no changes  {worktree}',
      ].join('\n'),
    );
    // Signs are for the eye: a screen reader says what they mean.
    expect(drawn(model, { spoken: true })).toBe(
      [
        'Mila, branch one, lines added: 4, removed: 2, 1 conflict, not committed, 2 ahead, 1 behind',
        '  In common with two: 2 files, 1 conflict',
        '  cart.js, src, changed, lines added: 3, removed: 2',
        '  new.md, new, lines added: 1, removed: 0',
        'two, lines added: 1, removed: 0, 1 conflict',
        '  In common with Mila: 2 files, 1 conflict',
        '  cart.js, src, moved from x, lines added: 1, removed: 0',
        'three, no changes',
      ].join('\n'),
    );
    model.dispose();
  });

  it('looks at nothing while nobody does, at everything when it is opened, and at one worktree after a turn there', async () => {
    const fleet = fleetWith();
    await fleet.start('a', { cwd: '/shop/wt/one', prompt: null }, person);
    git.trees.set('/shop/wt/one', review('/shop/wt/one'));
    git.trees.set('/shop/wt/two', review('/shop/wt/two'));
    const model = await modelOver(fleet);
    model.touch('all');
    model.touch('/shop/wt/one');
    expect([git.asked, watchers]).toEqual([[], []]);
    const changed = new Promise<void>((resolve) => model.onDidChange(resolve));
    model.setVisible(true);
    await changed;
    expect(git.asked.splice(0)).toEqual(['listed', 'review /shop/wt/one', 'review /shop/wt/two']);
    expect(watchers).toHaveLength(1);
    const again = new Promise<void>((resolve) => model.onDidChange(resolve));
    model.touch('/shop/wt/two');
    await again;
    expect(git.asked.splice(0)).toEqual(['listed', 'review /shop/wt/two']);
    model.setVisible(false);
    expect(watchers).toEqual([]);
    model.dispose();
  });

  it('shows what is there before it is known what was changed in it, where that takes long', async () => {
    const looked = Promise.withResolvers<void>();
    git = new FakeWorktrees({ review: async (_repository, tree) => looked.promise.then(() => review(tree)) });
    git.trees.set('/shop/wt/large', review('/shop/wt/large'));
    const model = await modelOver(fleetWith());
    model.setVisible(true);
    await expect.poll(() => drawn(model)).toBe('large');
    const changed = new Promise<void>((resolve) => model.onDidChange(resolve));
    looked.resolve();
    await changed;
    expect(drawn(model)).toBe('large  no changes');
    model.dispose();
  });

  it('looks again when one was put right that its maker had left half made', async () => {
    git.trees.set('/shop/wt/half', review('/shop/wt/half'));
    const settled = Promise.withResolvers<boolean>();
    const asked: string[] = [];
    git.settle = async ({ commonDir }) => {
      asked.push(commonDir);
      return asked.length === 1 ? settled.promise : false;
    };
    const model = await modelOver(fleetWith());
    model.setVisible(true);
    await expect.poll(() => drawn(model)).toBe('half  no changes');
    git.trees.clear();
    settled.resolve(true);
    await expect.poll(() => drawn(model)).toBe('');
    model.dispose();
    expect(asked).toEqual(['/shop/.git', '/shop/.git']);
  });

  it('shows the worktree that an Agentin was started in, made by whomever', async () => {
    const fleet = fleetWith();
    const model = await modelOver(fleet);
    const looked = new Promise<void>((resolve) => model.onDidChange(resolve));
    model.setVisible(true);
    await looked;
    expect(model.pictures).toEqual([]);
    git.trees.set('/shop/wt/new', review('/shop/wt/new'));
    await fleet.start('a', { cwd: '/shop/wt/new', prompt: null }, person);
    await expect.poll(() => drawn(model)).toContain('Mila  new · no changes');
    model.dispose();
  });

  it('looks after an event of git at the worktree that it is about, and at all after one of the main branch', async () => {
    for (const name of ['one', 'two', 'three']) git.trees.set(`/shop/wt/${name}`, review(`/shop/wt/${name}`));
    const model = await modelOver(fleetWith());
    const lookAfter = async (change?: RepositoryChange): Promise<readonly string[]> => {
      git.asked.length = 0;
      const looked = new Promise<void>((resolve) => model.onDidChange(resolve));
      if (change === undefined) model.setVisible(true);
      else watchers[0]?.(change);
      await looked;
      return git.asked.filter((one) => one !== 'listed');
    };
    const all = await lookAfter();
    expect(all).toHaveLength(3);
    expect(await lookAfter({ kind: 'branch', branch: 'two' })).toEqual(['review /shop/wt/two']);
    expect(await lookAfter({ kind: 'worktree', tree: '/shop/wt/one' })).toEqual(['review /shop/wt/one']);
    expect(await lookAfter({ kind: 'branch', branch: 'shop' })).toEqual(all);
    expect(await lookAfter({ kind: 'worktree', tree: '/shop/wt/new' })).toEqual(all);
    git.asked.length = 0;
    watchers[0]?.({ kind: 'branch', branch: 'of-nobody' });
    expect(await lookAfter({ kind: 'all' })).toEqual(all);
    model.dispose();
  });

  it('names who works in a worktree within another one there alone', async () => {
    const fleet = fleetWith();
    await fleet.start('a', { cwd: '/shop/wt/outer/inner/src', prompt: null }, person);
    for (const tree of ['/shop/wt/outer', '/shop/wt/outer/inner']) git.trees.set(tree, review(tree));
    const model = await modelOver(fleet);
    await model.lookAtAll();
    expect(drawn(model)).toBe('outer  no changes\nMila  inner · no changes');
    model.dispose();
  });

  it('says of one that git is making that it is', async () => {
    git.trees.set('/shop/wt/one', review('/shop/wt/one'));
    const head = { kind: 'detached', commit: '0'.repeat(40) } as const;
    git.repositories.listed = async () =>
      Promise.resolve({ worktrees: [worktree('/shop/wt/one', { head, locked: 'initializing' })], count: 1 });
    const model = await modelOver(fleetWith());
    await model.lookAtAll();
    expect(drawn(model)).toBe('one  is being made');
    model.dispose();
  });

  it('says how many worktrees it leaves out', async () => {
    git.trees.set('/shop/wt/one', review('/shop/wt/one'));
    git.count = 60;
    const model = await modelOver(fleetWith());
    await model.lookAtAll();
    expect(drawn(model)).toBe('one  no changes\n… and 58 more');
    model.dispose();
  });

  it('compares anew when something changed, and gives the older comparison up', async () => {
    git.trees.set('/shop/wt/one', review('/shop/wt/one', { files: [file('a')] }));
    git.trees.set('/shop/wt/two', review('/shop/wt/two', { files: [file('a')] }));
    const signals: (AbortSignal | undefined)[] = [];
    git.repositories.clash = async (_repository, _a, _b, signal) => {
      signals.push(signal);
      // The first never ends by itself.
      if (signals.length === 1)
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      return Promise.resolve({ shared: ['a'], conflicts: [] });
    };
    const model = await modelOver(fleetWith());
    model.touch('all');
    await model.look();
    const first = model.lookAtAll();
    await model.lookAtAll();
    await first;
    expect(signals.slice(0, -1).every((signal) => signal?.aborted === true)).toBe(true);
    expect(signals.at(-1)?.aborted).toBe(false);
    expect(drawn(model)).toContain('× two  1 file, 0 conflicts');
    model.dispose();
    expect(signals.at(-1)?.aborted).toBe(true);
  });

  it('looks once for many who ask at the same time, and does not wait for the end of changes for ever', async () => {
    git.trees.set('/shop/wt/one', review('/shop/wt/one'));
    const model = await modelOver(fleetWith(), { settleMs: 60_000, patienceMs: 0 });
    await Promise.all(Array.from({ length: 10 }, async () => model.lookAtAll()));
    expect(git.asked.splice(0).filter((one) => one === 'listed')).toHaveLength(1);
    const looked = new Promise<void>((resolve) => model.onDidChange(resolve));
    model.setVisible(true);
    await looked;
    expect(git.asked).toContain('listed');
    model.dispose();
  });

  it('shows what the checks came to, each below, and that it is outdated', async () => {
    git.trees.set('/shop/wt/one', review('/shop/wt/one'));
    const results = new CheckResults();
    const model = await modelOver(fleetWith(), undefined, results);
    await model.lookAtAll();
    const check = {
      name: 'unit',
      key: 'unit',
      assignmentId: null,
      durationMs: 2000,
      endedAtMs: null,
      output: '',
      isOutdated: false,
    };
    results.set('/shop/wt/one', { ...check, state: 'failed' });
    results.set('/shop/wt/one', { ...check, key: 'git', name: 'git', state: 'passed' });
    expect(drawn(model, { withContext: true })).toBe(
      [
        'one  no changes · checks failed  {worktree}',
        '  checks failed  unit  {checks failed}',
        '    unit  failed · 2.0 s  {check}',
        '    git  passed · 2.0 s  {check}',
      ].join('\n'),
    );
    results.outdate('/shop/wt/one');
    expect(drawn(model)).toContain('one  no changes · checks outdated\n  checks outdated  unit\n');
    model.dispose();
  });

  it('shows a worktree that cannot be looked at, and says how many files it leaves out', async () => {
    const files = Array.from({ length: 100 }, (_, index) => file(`f${index}`));
    git.trees.set('/shop/wt/one', review('/shop/wt/one', { files, fileCount: 120 }));
    const model = await modelOver(fleetWith());
    await model.lookAtAll();
    expect(drawn(model).split('\n').at(-1)).toBe('  … and 20 more');
    git.repositories.review = async () => Promise.reject(new Error('no'));
    await model.lookAtAll();
    expect(drawn(model)).toBe('one');
    model.dispose();
  });
});
