import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cleanPaste } from '../../../../src/adapters/tmux/cleanPaste.ts';
import { runs } from '../../fuzz/dice.ts';

describe('text to paste', () => {
  it('keeps what people write', () => {
    const text = 'Grüße,\n\tprüfe „a“ – $(x) `y` #{z} [201~ 日本 👩‍💻';
    expect(cleanPaste(text)).toBe(text);
  });

  it('has its line ends as newlines', () => {
    expect(cleanPaste('a\r\nb\rc\n')).toBe('a\nb\nc\n');
  });

  it.each([
    ['the terminator', 'a\u001B[201~b'],
    ['the terminator in its 8-bit form', 'a\u009B201~b'],
    ['a terminator with more parameters', 'a\u001B[0201;5~b'],
    ['a colour', 'a\u001B[31mb'],
    ['key presses', 'a\u0003\u001B\u0004\u007F\bb'],
    ['a beginning', 'a\u001B[200~b'],
  ])('loses %s', (_what, text) => {
    expect(cleanPaste(text)).toBe('ab');
  });

  it('loses a terminator that only the removal of another one makes', () => {
    expect(cleanPaste('\u001B[20\u001B[201~1~x')).not.toContain('\u001B');
  });

  it('never holds a control character but newline and tab, nor half of a character', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001B[201~',
        '\u001B',
        '[',
        '201~',
        '\u009B',
        '\u001B[2',
        '\r',
        '\n',
        '\uD83D',
        '\u0090',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const clean = cleanPaste(pieces.join(''));
        expect(clean).not.toMatch(/(?![\n\t])\p{Cc}/u);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanPaste(clean)).toBe(clean);
      }),
      { numRuns: runs(2000) },
    );
  });
});
