import { beforeEach, expect, it } from 'vitest';
import { TabInputTextDiff } from 'vscode';
import { uriOf } from '../../../../src/extension/worktrees/address.ts';
import { closeReviews } from '../../../../src/extension/worktrees/tabs.ts';
import { Uri, ui } from '../../fakes/vscode/index.ts';

beforeEach(() => ui.reset());

const gone = { tree: '/shop/wt/one', name: 'Mila', isNamesake: false };

function diff(tree: string): unknown {
  return new TabInputTextDiff(uriOf(`${tree}/a.ts`, { words: '' }), Uri.file(`${tree}/a.ts`) as never);
}

function show(...tabs: readonly (readonly [label: string, input: unknown])[]): void {
  ui.tabGroups = [{ tabs: tabs.map(([label, input]) => ({ label, input })) }] as never;
}

it('closes the review of a worktree that is gone and its diffs, and nothing else', async () => {
  show(
    ['Review: Mila (2 files)', undefined],
    ['Review: Mila · checks passed (2 files)', undefined],
    ['Review: Milana (2 files)', undefined],
    ['Review: Nora (2 files)', undefined],
    ['Review: Mila', { uri: Uri.file('/notes/Review: Mila') }],
    ['a.ts (Mila)', diff('/shop/wt/one')],
    ['a.ts (Nora)', diff('/shop/wt/oneness')],
  );
  await closeReviews(gone);
  expect(ui.executed).toEqual([
    {
      id: 'close tabs',
      args: ['Review: Mila (2 files)', 'Review: Mila · checks passed (2 files)', 'a.ts (Mila)'],
    },
  ]);
});

function several(...files: readonly (readonly [scheme: string, path: string])[]): unknown {
  const uris = files.map(([scheme, path]) => Uri.from({ scheme, path }));
  return { textDiffs: uris.map((modified) => ({ original: undefined, modified })) };
}

it('knows a review by what it shows, whatever others are called', async () => {
  const [base, file] = ['codex-master-base', 'file'] as const;
  show(
    ['Review: Mila (1 file)', several([file, '/shop/wt/one/new.ts'])],
    ['Review: Mila (2 files)', several([file, '/shop/wt/other/new.ts'])],
    ['main branch × Mila (1 file)', several([base, '/shop/wt/one/a.ts'])],
    ['Git: Changes (1 file)', several([file, '/shop/wt/one/new.ts'])],
    ['Somebody’s (2 files)', several([base, '/shop/wt/one/a.ts'], [file, '/shop/b.ts'])],
  );
  await closeReviews({ ...gone, isNamesake: true });
  expect(ui.executed).toEqual([
    { id: 'close tabs', args: ['Review: Mila (1 file)', 'main branch × Mila (1 file)'] },
  ]);
});

it('leaves a review alone that may be of another worktree of the same name', async () => {
  show(['Review: Mila (2 files)', undefined], ['a.ts (Mila)', diff('/shop/wt/one')]);
  await closeReviews({ ...gone, isNamesake: true });
  expect(ui.executed).toEqual([{ id: 'close tabs', args: ['a.ts (Mila)'] }]);
});
