import { describe, expect, it } from 'vitest';
import { Uri } from 'vscode';
import { BASE_SCHEME, contentOf, fileContentOf, uriOf } from '../../../../src/extension/worktrees/address.ts';

const file = { tree: '/shop/wt', commit: 'c'.repeat(40), file: { path: 'a.ts' } };

describe('an address of a document of ours', () => {
  it('tells what the document holds', () => {
    expect(contentOf(uriOf('/shop/wt/a.ts', file))).toEqual(file);
    expect(fileContentOf(uriOf('/shop/wt/a.ts', file))).toEqual(file);
    expect(contentOf(uriOf('/shop/wt/a.ts', { words: '(no text)' }))).toEqual({ words: '(no text)' });
    expect(fileContentOf(uriOf('/shop/wt/a.ts', { words: '(no text)' }))).toBeNull();
  });

  it.each([
    'nothing',
    '',
    'null',
    '{}',
    '{"words":7}',
    '{"tree":"/shop","commit":"c","file":{}}',
    '{"tree":"/shop","commit":"c","file":{"path":"a","id":"b"}}',
    '{"tree":"/shop","file":{"path":"a"}}',
  ])('that somebody else made up tells nothing: %s', (query) => {
    expect(contentOf(Uri.from({ scheme: BASE_SCHEME, path: '/a', query }))).toBeNull();
  });

  it('is none where the scheme is another', () => {
    expect(contentOf(Uri.from({ scheme: 'git', path: '/a', query: JSON.stringify(file) }))).toBeNull();
  });
});
