import fc from 'fast-check';
import { expect, it } from 'vitest';

import { logPipeCommand, MAX_LOG_BYTES, shellQuote } from '../../../../src/adapters/tmux/logPipe.ts';

it('a word for the shell stands for exactly its text', () => {
  expect(shellQuote('/a b/$x`y`')).toBe("'/a b/$x`y`'");
  expect(shellQuote("it's")).toBe(String.raw`'it'\''s'`);
});

it("the log's path is the only thing in the command that tmux could expand, and is kept from it", () => {
  expect(logPipeCommand('/plain')).not.toMatch(/[#%]/u);
  expect(logPipeCommand('/#(x)/%H')).toContain("log='/##(x)/%%H'\n");
  fc.assert(
    fc.property(fc.string(), (path) => {
      expect(logPipeCommand(path).replaceAll('%%', '')).not.toContain('%');
    }),
  );
});

it('a log and its older part take about 5 MiB at most', () => {
  expect(MAX_LOG_BYTES).toBe(5 * 1024 * 1024);
});
