import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLine, visibleLines } from '../../../../src/core/text/visible.ts';

describe('what can be seen of a text', () => {
  it.each([
    ['a\u001b[201~b', 'a[201~b'],
    ['a\u009b31mb', 'a31mb'],
    ['user\u202Etxt.exe', 'usertxt.exe'],
    ['a\u0007\u0000\u007f', 'a'],
    ['half \ud800 of', 'half \ufffd of'],
    ['tab\tstays, ä 👩‍🔬 too', 'tab\tstays, ä 👩‍🔬 too'],
    [' one\r\ntwo\u2028three ', 'one two three'],
  ])('%j reads %j', (text, seen) => {
    expect(visibleLine(text)).toBe(seen);
  });

  it('has lines without a control or an end of line, whatever the text', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of visibleLines(text)) {
          expect(line.replaceAll('\t', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
          expect(line.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
