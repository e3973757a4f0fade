import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleJson, visibleText } from '../../../../src/core/text/visibleText.ts';

describe('text for a person', () => {
  it('stays as it is when all of it can be seen', () => {
    const text = 'Grüße,\n\tprüfe „a“ – 日本 👩‍💻 ❤️ می‌خواهم';
    expect(visibleText(text)).toBe(text);
  });

  it.each([
    ['\u001B]0;title\u0007', String.raw`\u{1B}]0;title\u{7}`],
    ['\u009B2Jx', String.raw`\u{9B}2Jx`],
    ['safe\rrm -rf', String.raw`safe\u{D}rm -rf`],
    ['a\bb', String.raw`a\u{8}b`],
    ['if (x) \u202E} \u2066', String.raw`if (x) \u{202E}} \u{2066}`],
    ['two\u2028lines', String.raw`two\u{2028}lines`],
    ['cu\u200Brl', String.raw`cu\u{200B}rl`],
    ['\u{E0041}', String.raw`\u{E0041}`],
    ['\uD83D', '\uFFFD'],
  ])('%j is written out', (text, seen) => {
    expect(visibleText(text)).toBe(seen);
  });

  it('never moves a cursor nor turns the writing round', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/(?![\n\t])\p{Cc}|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/u);
        expect(visibleText(visibleText(text))).toBe(visibleText(text));
      }),
    );
  });
});

it('JSON says the same to a parser and holds nothing that cannot be seen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const value = { text: `${text}\u009B\u202E\u{E0041}` };
      const json = visibleJson(JSON.stringify(value, null, 2));
      expect(JSON.parse(json)).toEqual(value);
      expect(json).not.toMatch(/(?![\n\t])\p{Cc}|\u202E/u);
    }),
  );
});
