import { describe, expect, it } from 'vitest';
import { applyDiff, sidesOfDiff } from '../../../../../src/extension/views/inbox/patch.ts';

const file = 'one\ntwo\nthree\nfour\nfive\nsix\n';

describe('applying a unified diff', () => {
  it('replaces, adds and removes lines, hunk by hunk', () => {
    const diff = [
      '--- a/file',
      '+++ b/file',
      '@@ -1,3 +1,3 @@',
      ' one',
      '-two',
      '+zwei',
      ' three',
      '@@ -5,2 +5,3 @@ section',
      ' five',
      '+five and a half',
      ' six',
      '',
    ].join('\n');
    expect(applyDiff(file, diff)).toBe('one\nzwei\nthree\nfour\nfive\nfive and a half\nsix\n');
  });

  it('takes a hunk without counts, and one at the very beginning', () => {
    expect(applyDiff('a\n', '@@ -1 +1 @@\n-a\n+b\n')).toBe('b\n');
    expect(applyDiff('', '@@ -0,0 +1,1 @@\n+new\n')).toBe('new\n');
  });

  it('passes over the mark of a missing newline', () => {
    const diff = '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n';
    expect(applyDiff('a', diff)).toBe('b');
  });

  it.each([
    ['that does not fit to the text', '@@ -1,2 +1,2 @@\n one\n-zwei\n+2\n'],
    ['that reaches beyond its end', '@@ -6,2 +6,1 @@\n six\n-seven\n'],
    ['whose hunks are out of order', '@@ -4 +4 @@\n-four\n+4\n@@ -1 +1 @@\n-one\n+1\n'],
    ['that is none', 'hello'],
  ])('refuses a diff %s', (_case, diff) => {
    expect(applyDiff(file, diff)).toBeNull();
  });
});

describe('the sides of a diff alone', () => {
  it('hold the lines of its hunks', () => {
    const diff = '@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n@@ -9 +9 @@\n-nine\n+neun\n';
    expect(sidesOfDiff(diff)).toEqual({ before: 'one\ntwo\n⋯\nnine', after: 'one\nzwei\n⋯\nneun' });
  });
});
