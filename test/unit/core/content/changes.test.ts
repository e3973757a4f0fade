import { describe, expect, test } from 'vitest';
import { changesOf } from '../../../../src/core/content/changes.ts';
import { type ContentEvent } from '../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../src/core/content/contentReducer.ts';
import { T, begun, after, turnAfter, edited, found } from './contentEvents.ts';

describe('changes', () => {
  const hunk = '@@ -1 +1 @@\n-a\n+b\n';
  const diff = (path: string): string =>
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunk}`;

  test('are those of the diff, each at its place on this machine', () => {
    const turn = turnAfter(edited('e', '/repo/deep/a.txt', hunk), {
      type: 'diff',
      turnId: T,
      diff: diff('deep/a.txt') + diff('deep/b.txt'),
    });
    expect(changesOf(turn)).toMatchObject({
      source: 'diff',
      added: 2,
      files: [{ absolutePath: '/repo/deep/a.txt' }, { absolutePath: '/repo/deep/b.txt' }],
    });
  });

  test('without a diff they are her edits that succeeded, added up', () => {
    const turn = turnAfter(
      edited('e1', '/repo/a.txt', hunk),
      edited('e2', '/repo/a.txt', hunk),
      edited('e3', '/repo/b.txt', hunk, 'failed'),
    );
    expect(changesOf(turn)).toMatchObject({
      source: 'edits',
      added: 2,
      removed: 2,
      files: [{ path: '/repo/a.txt', kind: 'changed', added: 2 }],
    });
  });

  test('are unknown where nobody listened, and none where somebody did', () => {
    expect(changesOf(after(found([])).turns[0]!).source).toBe('unknown');
    expect(changesOf(turnAfter()).source).toBe('edits');
  });

  test('the same diff again is nothing new', () => {
    const once = after(begun, { type: 'diff', turnId: T, diff: diff('a') });
    expect(reduceContent(once, { type: 'diff', turnId: T, diff: diff('a') })).toBe(once);
    expect(reduceContent(once, { type: 'diff', turnId: T, diff: '' }).turns[0]?.diff?.files).toEqual([]);
  });

  test('a file that she made and took away again is none', () => {
    const one = (id: string, kind: 'add' | 'delete'): ContentEvent => ({
      type: 'item',
      turnId: T,
      item: { kind: 'edit', id, state: 'done', changes: [{ path: '/r/x', kind, diff: 'text\n' }] },
    });
    expect(changesOf(turnAfter(one('e1', 'add'))).files).toMatchObject([{ kind: 'added', added: 1 }]);
    expect(changesOf(turnAfter(one('e1', 'add'), one('e2', 'delete'))).files).toEqual([]);
  });
});
