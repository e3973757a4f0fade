import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../../src/extension/worktrees/address.ts';
import { sidesOf, sizeText, textSides } from '../../../../src/extension/worktrees/sides.ts';
import type { Sides } from '../../../../src/extension/worktrees/sides.ts';
import type { ChangedFile, FileVersion } from '../../../../src/core/worktrees/worktreeWork.ts';
import { file } from './support.ts';

const compared = { tree: '/shop/wt', base: 'base', snapshot: 'snapshot' };
const small = { before: 10, after: 12 };
const version = (kind: FileVersion['kind'], letter: string): FileVersion => ({ kind, id: letter.repeat(40) });

/** `file PATH` for the worktree's own, `COMMIT ID` for a commit's, else the words. */
function said({ left, right }: Sides): readonly (string | null)[] {
  return [left, right].map((uri) => {
    if (uri === undefined) return null;
    if (uri.scheme === 'file') return `file ${uri.fsPath}`;
    const content = contentOf(uri);
    if (content === null) return null;
    if ('words' in content) return content.words;
    return `${content.commit} ${'id' in content.file ? content.file.id[0] : content.file.path}`;
  });
}

const among = (changed: ChangedFile, sizes = small) => said(sidesOf(compared, changed, sizes));

describe('a changed file in the review', () => {
  it('is compared as text with the worktree’s own file', () => {
    expect(among(file('a.ts'))).toEqual(['base a', 'file /shop/wt/a.ts']);
    expect(among(file('a.ts', { kind: 'added' }))).toEqual([null, 'file /shop/wt/a.ts']);
    expect(among(file('a.ts', { kind: 'deleted' }))).toEqual(['base a', null]);
  });

  it('that is a link shows where it leads, and never what is there', () => {
    const link = file('key', { before: null, after: version('symlink', 'c') });
    expect(among(link)).toEqual([null, 'snapshot c']);
    expect(said(textSides(compared, link))).toEqual([null, 'snapshot c']);
  });

  it('whose name is no UTF-8 is shown as git has it', () => {
    expect(among(file('caf\u{FFFD}.txt'))).toEqual(['base a', 'snapshot b']);
  });

  it('is told in words where it is too large, no text, or only its mode is another one', () => {
    expect(among(file('big'), { before: 20_000_000, after: 5 })).toEqual([
      '(20 MB: too large to be compared here. Open the file.)',
      '(5 B: too large to be compared here. Open the file.)',
    ]);
    expect(among(file('logo.png', { added: null, removed: null }))).toEqual([
      '(10 B, no text)',
      '(12 B, no text)',
    ]);
    const mode = file('run.sh', { before: version('file', 'a'), after: version('executable', 'a') });
    expect(among(mode)).toEqual(['(not executable)', '(executable)']);
    const inner = file('lib', { before: version('submodule', 'a'), after: version('submodule', 'b') });
    expect(among(inner)).toEqual(['(submodule at aaaaaaaaaaaa)', '(submodule at bbbbbbbbbbbb)']);
  });

  it('that is a picture is compared as a picture, alone', () => {
    const picture = file('logo.png', { added: null, removed: null });
    expect(said(textSides(compared, picture))).toEqual(['base a', 'file /shop/wt/logo.png']);
  });
});

it('sizes are short', () => {
  expect([0, 999, 1000, 12_345, 1_500_000, 24_000_000_000].map(sizeText)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '12 kB',
    '1.5 MB',
    '24 GB',
  ]);
});
