import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { plainText } from '../../../../src/adapters/tmux/plainText.ts';
import { busyMs } from '../../../tools/busyMs.ts';
import { runs } from '../../fuzz/dice.ts';

const ESC = '\u001B';

describe('terminal output as text', () => {
  it.each([
    ['colours', `${ESC}[1;31mred${ESC}[0m plain`, 'red plain'],
    ['titles and links', `${ESC}]2;title\u0007a${ESC}]8;;http://x${ESC}\\link${ESC}]8;;${ESC}\\`, 'alink'],
    ['8-bit sequences', '\u009B31ma\u009D2;title\u009Cb', 'ab'],
    ['device control strings', `a${ESC}P1$r0m${ESC}\\b${ESC}_x${ESC}\\c`, 'abc'],
    ['charset selects', `${ESC}(B${ESC})0a${ESC}=b${ESC}>c${ESC}7d${ESC}8`, 'abcd'],
    ['modes', `${ESC}[?2004h${ESC}[?25l${ESC}[>4;2ma`, 'a'],
    ['bells and nulls', 'a\u0007\u0000b', 'ab'],
  ])('is without %s', (_what, raw, text) => {
    expect(plainText(raw)).toBe(text);
  });

  it('has backspaces applied, within the line', () => {
    expect(plainText('abc\b\bX\n\bY')).toBe('aX\nY');
  });

  it('has what was written last on a line', () => {
    expect(plainText('10 %\r50 %\rdone\r\nnext\r')).toBe('done\nnext');
  });

  it('has a line break or a gap where the cursor went', () => {
    expect(plainText(`one${ESC}[5;1Htwo${ESC}[3Cthree${ESC}[Cfour`)).toBe('one\ntwo   three four');
    expect(plainText(`a${ESC}[99999999Cb`)).toHaveLength(202);
  });

  it('has the words of a row that is drawn piece by piece on one line', () => {
    expect(plainText(`${ESC}[5;1Hone${ESC}[5;9Htwo${ESC}[6;1Hthree${ESC}[Hfour\r\n${ESC}[6;1Hfive`)).toBe(
      '\none two\nthree\nfour\n\nfive',
    );
  });

  it('is nothing for a sequence that was cut off', () => {
    expect(plainText(`a${ESC}[38;5`)).toBe('a');
    expect(plainText(`a${ESC}]2;tit`)).toBe('a');
    expect(plainText(`a${ESC}`)).toBe('a');
  });

  it('never holds a control character but newline and tab', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(ESC, '[', ']', '\b', '\r', '\u009B', '2C'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(plainText(pieces.join(''))).not.toMatch(/(?![\n\t])\p{Cc}/u);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('takes time in proportion to its length', () => {
    const hostile = [`${ESC}]`, `${ESC}[1`, '\b', '\r', `${ESC}[;`, 'x\b'].map((piece) =>
      piece.repeat(500_000),
    );
    const busy = busyMs(() => {
      for (const raw of hostile) plainText(raw);
    });
    expect(busy).toBeLessThan(10_000);
  });
});
