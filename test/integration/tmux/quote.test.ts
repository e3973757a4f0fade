import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { localRunner } from '../../../src/adapters/run.ts';
import { commandLine, formatLiteral, type TmuxCommand } from '../../../src/adapters/tmux/command.ts';
import { quoteCommand } from '../../../src/adapters/tmux/quote.ts';
import { startRig, type TmuxRig } from './rig.ts';

let rig: TmuxRig;
beforeAll(async () => {
  rig = await startRig();
  await rig.tmux.createSession('one', 'agent', rig.program('cat'));
});
afterAll(() => rig.end());

const NASTY = [
  '',
  ';',
  "'",
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '#',
  '#{',
  '#(',
  '#[',
  '$HOME',
  '${x}',
  '~',
  '%',
  '%if',
  '{',
  '}',
  '-',
  '=',
  '\u001B',
  '\u0085',
  'é',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 8 })
  .map((pieces) => pieces.join('').replaceAll('\0', ''));
const texts = [
  ...NASTY,
  ...NASTY.map((piece) => `a${piece}`),
  ...fc.sample(text, { numRuns: 150, seed: 7 }),
].filter((sample) => sample !== '');

/** Runs tmux with the words, feeds it the input, and resolves with what it prints. */
async function tmux(words: readonly string[], stdin = ''): Promise<string> {
  const args = ['-u', '-S', rig.socketPath, ...words];
  const result = await localRunner.run({
    file: 'tmux',
    args,
    stdin,
    timeoutMs: 10_000,
    maxOutputBytes: 1_000_000,
  });
  if (result.kind !== 'ended' || result.exitCode !== 0) throw new Error(JSON.stringify(result));
  return result.stdout;
}

/** What became of each text: kept in a buffer of tmux', read back. */
async function buffers(): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const [index] of texts.entries()) kept.push(await tmux(['save-buffer', '-b', `t${index}`, '-']));
  return kept;
}

function keep(index: number, sample: string): TmuxCommand {
  return ['set-buffer', '-b', `t${index}`, '--', sample];
}

describe('any text arrives in tmux as it is', () => {
  it('as a word of its command language', async () => {
    const script = texts.map((sample, index) => quoteCommand(keep(index, sample))).join(' ; ');
    expect(script).not.toContain('\n');
    await tmux(['source-file', '-'], script);
    expect(await buffers()).toEqual(texts);
  });

  it('as a word of its command line', async () => {
    await tmux(commandLine(texts.map((sample, index) => keep(index, sample))));
    expect(await buffers()).toEqual(texts);
  });

  it('through its formats', async () => {
    // What is printed has no control characters; a format does nothing with them.
    const printable = texts.filter((sample) => !/\p{Cc}/u.test(sample));
    const set = printable.map((sample, index) => [
      'set-option',
      '-gF',
      '--',
      `@t${index}`,
      formatLiteral(sample),
    ]);
    await tmux(commandLine(set));
    const kept = await tmux(
      commandLine(printable.map((_, index) => ['display-message', '-p', `#{@t${index}}`])),
    );
    expect(kept.split('\n').slice(0, -1)).toEqual(printable);
  });
});
