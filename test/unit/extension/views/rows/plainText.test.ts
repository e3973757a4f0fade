import { MarkdownString } from 'vscode';
import { expect, it } from 'vitest';
import { appendPlain } from '../../../../../src/extension/views/rows/plainText.ts';

function shown(...texts: readonly string[]): string {
  const markdown = new MarkdownString();
  for (const text of texts) appendPlain(markdown, text);
  return markdown.value;
}

it('lets a long line break between its words', () => {
  expect(shown('Keys: ', 'one, two; three')).toBe('Keys: one, two; three');
});

it('leaves blanks alone that could mean something at the beginning of a line', () => {
  expect(shown('    code')).toBe('&nbsp;&nbsp;&nbsp;&nbsp;code');
  expect(shown('a\n b')).toBe('a\n\n&nbsp;b');
  expect(shown('wide  gap')).toBe('wide&nbsp;&nbsp;gap');
});

it('interprets nothing', () => {
  expect(shown('[link](command:x)')).not.toContain('](');
});
