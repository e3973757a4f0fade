import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyMs } from '../../tools/busyMs.ts';
import { hasUnsent, NOTHING_TYPED, readKeys } from '../../../src/core/typedKeys.ts';

const ESC = '\u001B';

const REPORTS: readonly (readonly [string, string])[] = [
  ['the cursor position', `${ESC}[12;40R`],
  ['the cursor position with a page', `${ESC}[?12;40;1R`],
  ['status', `${ESC}[0n`],
  ['primary device attributes', `${ESC}[?62;22c`],
  ['primary device attributes of old', `${ESC}[6c`],
  ['secondary device attributes', `${ESC}[>0;276;0c`],
  ['tertiary device attributes', `${ESC}P!|00000000${ESC}\\`],
  ['a private mode', `${ESC}[?2026;2$y`],
  ['a mode', `${ESC}[4;2$y`],
  ['keyboard flags', `${ESC}[?1u`],
  ['the colour scheme', `${ESC}[?997;1n`],
  ['the version', `${ESC}P>|xterm.js(5.6.0)${ESC}\\`],
  ['a setting', `${ESC}P1$r0m${ESC}\\`],
  ['a capability', `${ESC}P1+r544e=787465726D${ESC}\\`],
  ['the background', `${ESC}]11;rgb:1e1e/1e1e/1e1e${ESC}\\`],
  ['a colour, ended by a bell', `${ESC}]4;1;rgb:cdcd/3131/3131\u0007`],
  ['the clipboard', `${ESC}]52;c;aGVsbG8=\u0007`],
  ['graphics', `${ESC}_Gi=31;OK${ESC}\\`],
  ['the size of the window', `${ESC}[8;24;80t`],
  ['a mouse button', `${ESC}[<0;10;5M`],
  ['a mouse button let go', `${ESC}[<0;10;5m`],
  ['the wheel', `${ESC}[<65;1;1M`],
  ['a mouse of old', `${ESC}[M !!`],
  ['a mouse of urxvt', `${ESC}[32;10;5M`],
];

const KEYS: readonly (readonly [string, string])[] = [
  ['a letter', 'x'],
  ['Enter', '\r'],
  ['Tab', '\t'],
  ['Shift+Tab', `${ESC}[Z`],
  ['Escape', ESC],
  ['Ctrl+C', '\u0003'],
  ['Backspace', '\u007F'],
  ['an arrow', `${ESC}[A`],
  ['an arrow in application mode', `${ESC}OA`],
  ['Ctrl+Right', `${ESC}[1;5C`],
  ['Delete', `${ESC}[3~`],
  ['Home', `${ESC}[H`],
  ['F1', `${ESC}OP`],
  ['F5', `${ESC}[15~`],
  ['Alt+b', `${ESC}b`],
  ['Alt+Enter', `${ESC}\r`],
  ['Alt+P, which begins like an answer', `${ESC}P`],
  ['Alt+]', `${ESC}]`],
  ['Alt+[', `${ESC}[`],
  ['Ctrl+I of the kitty protocol', `${ESC}[105;5u`],
  ['Shift+Enter of modifyOtherKeys', `${ESC}[27;2;13~`],
  ['a paste', `${ESC}[200~hello\rworld${ESC}[201~`],
  ['an umlaut', 'ü'],
  ['a face', '🙂'],
];

/** What sequences are made of. */
const pieces = [
  ESC,
  '[',
  ']',
  'P',
  '<',
  '?',
  '1',
  ';',
  'M',
  'R',
  '~',
  '\\',
  '\u0007',
  '\r',
  '\u007F',
  'x',
  'ü',
];

const reports = fc.constantFrom(...REPORTS.map(([, data]) => data), `${ESC}[I`, `${ESC}[O`);

describe('what a terminal sends', () => {
  it.each(REPORTS)('is no key when it reports %s', (_name, data) => {
    expect(readKeys(data, NOTHING_TYPED)).toEqual({ isTyped: false, focus: null, typing: NOTHING_TYPED });
  });

  it.each(KEYS)('is a key when a person presses %s', (_name, data) => {
    expect(readKeys(data, NOTHING_TYPED)).toMatchObject({ isTyped: true, focus: null });
  });

  it('tells of the focus, the last word of it', () => {
    expect(readKeys(`${ESC}[I`, NOTHING_TYPED)).toMatchObject({ isTyped: false, focus: true });
    expect(readKeys(`${ESC}[I${ESC}[O`, NOTHING_TYPED)).toMatchObject({ isTyped: false, focus: false });
  });

  it('is never a key, however many reports come at once', () => {
    fc.assert(fc.property(fc.array(reports), (many) => !readKeys(many.join(''), NOTHING_TYPED).isTyped));
  });

  it('is a key whenever one is among the reports', () => {
    const key = fc.oneof(
      fc.constantFrom('x', '\r', `${ESC}[A`, `${ESC}[200~p${ESC}[201~`),
      fc.string({ minLength: 1 }).filter((text) => /^[a-z]+$/u.test(text)),
    );
    fc.assert(
      fc.property(fc.array(reports), key, fc.array(reports), (before, pressed, after) => {
        const data = [...before, pressed, ...after].join('');
        return readKeys(data, NOTHING_TYPED).isTyped;
      }),
    );
  });

  it('of any kind is read to its end, and what is typed is never less than nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...pieces) }), fc.nat(5), (data, unsentChars) => {
        const { isTyped, typing } = readKeys(data, { unsentChars });
        return typing.unsentChars >= 0 && (isTyped || typing.unsentChars === unsentChars);
      }),
    );
  });

  it('is read in good time, whatever a hostile program makes the terminal send', () => {
    const long = `${`${ESC}]`.repeat(2000)}${`${ESC}[200~`.repeat(2000)}${'1;'.repeat(5000)}`;
    expect(busyMs(() => readKeys(long, NOTHING_TYPED))).toBeLessThan(2000);
  });
});

describe('text in the composer', () => {
  const after = (...keys: readonly string[]): boolean =>
    hasUnsent(keys.reduce((typing, key) => readKeys(key, typing).typing, NOTHING_TYPED));

  it('is unsent from its second character on, for one answers a dialog', () => {
    expect([after('h'), after('h', 'i'), after('hi')]).toEqual([false, true, true]);
  });

  it('is unsent when it was pasted, and its line ends send nothing', () => {
    expect(after(`${ESC}[200~one\rtwo${ESC}[201~`)).toBe(true);
  });

  it('is gone when it is sent, deleted or thrown away', () => {
    expect(after('hello', '\r')).toBe(false);
    expect(after('hi', '\u007F', '\u007F')).toBe(false);
    expect(after('hello', '\u0003')).toBe(false);
  });

  it('stays over a new line and over keys that move', () => {
    expect(after('hello', `${ESC}\r`, `${ESC}[A`, '\n')).toBe(true);
  });
});
