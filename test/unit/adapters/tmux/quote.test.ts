import fc from 'fast-check';
import { expect, it } from 'vitest';

import { quoteArgument, quoteCommand } from '../../../../src/adapters/tmux/quote.ts';

it('an argument stands between single quotes', () => {
  expect(quoteArgument('$HOME #{pid} ~ "x"; \\n')).toBe(`'$HOME #{pid} ~ "x"; \\n'`);
  expect(quoteArgument('')).toBe("''");
});

it('a single quote and control characters stand outside of them, escaped', () => {
  expect(quoteArgument("it's")).toBe(String.raw`'it'\''s'`);
  expect(quoteArgument('a\nb\u007F')).toBe(String.raw`'a'\012'b'\177''`);
  expect(() => quoteArgument('\0')).toThrow(expect.objectContaining({ code: 'internal' }));
});

it('a command is a line whatever its words hold', () => {
  expect(quoteCommand(['kill-session', '-t', '=a:'])).toBe(`'kill-session' '-t' '=a:'`);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
      const clean = words.map((word) => word.replaceAll('\0', ''));
      expect(quoteCommand(clean)).not.toMatch(/[\n\r]/u);
    }),
  );
});
