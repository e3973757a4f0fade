import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLineOf, parseCommandLine } from '../../../../src/core/text/commandLine.ts';

function words(line: string): readonly string[] | string {
  const parsed = parseCommandLine(line);
  return parsed.kind === 'argv' ? parsed.argv : parsed.problem.kind;
}

describe('a command line', () => {
  it.each([
    ['npm test', ['npm', 'test']],
    ['  npm\t run  lint ', ['npm', 'run', 'lint']],
    [`grep 'a b' "it's" a\\ b ''`, ['grep', 'a b', "it's", 'a b', '']],
    ['echo "a\\"b" "c\\\\d" "e\\f" \\$x', ['echo', 'a"b', 'c\\d', 'e\\f', '$x']],
    ["echo '*' \\| 'a;b' x=y a#b a~b a!", ['echo', '*', '|', 'a;b', 'x=y', 'a#b', 'a~b', 'a!']],
    ["'X=1' a", ['X=1', 'a']],
    ["'!' \\{", ['!', '{']],
    ["find . -name '*.ts' -exec true {} +", ['find', '.', '-name', '*.ts', '-exec', 'true', '{}', '+']],
  ])('%s is split as by a shell', (line, argv) => {
    expect(words(line)).toEqual(argv);
  });

  it.each(['a | b', 'a && b', 'a; b', 'a > b', 'a < b', 'a $HOME', 'a "$HOME"', 'a `id`', 'a "`id`"', '(a)'])(
    '%s is for a shell alone',
    (line) => expect(words(line)).toBe('shell'),
  );

  it.each([
    'a *.ts',
    'a b?',
    'a [x]',
    '# a',
    'a # b',
    'a ~/x',
    'X=1 a',
    'X+=1 a',
    '! a',
    '{ a',
    'a\nb',
    "a 'b\nc'",
    'a "b\nc"',
  ])('%j is for a shell alone', (line) => expect(words(line)).toBe('shell'));

  it.each([
    ['', 'blank'],
    [" ''", 'blank'],
    ["it's", 'unfinished'],
    ['a "b', 'unfinished'],
    ['a "b\\', 'unfinished'],
    ['a \\', 'unfinished'],
    ['a \u001b[2J', 'unseen'],
    ["a '\u202Eb'", 'unseen'],
    ['a '.repeat(600), 'too_long'],
    [`a ${'b '.repeat(101)}`, 'too_long'],
  ])('%j is %s', (line, problem) => expect(words(line)).toBe(problem));

  it('that stands for a command is read as that command', () => {
    const characters = Array.from('ab =\'"\\$`*?[]{}#~!|&;<>()\t-é日');
    const word = fc.string({ unit: fc.constantFrom(...characters), maxLength: 6 });
    const argv = fc.array(word, { minLength: 1, maxLength: 5 }).filter(([program]) => program !== '');
    fc.assert(
      fc.property(argv, (given) => {
        expect(words(commandLineOf(given))).toEqual(given);
      }),
    );
  });

  it('that is accepted means the same to a real shell', () => {
    const piece = fc.constantFrom(
      ...['a', 'B ', ' ', "'", '"', '\\', '$', '#', '~', '{}', '=', '!', '*', '|', 'é'],
    );
    const lines = fc.sample(fc.array(piece, { maxLength: 12 }), { numRuns: 4000, seed: 7 });
    const accepted = lines
      .map((pieces) => `x${pieces.join('')}`)
      .filter((line) => typeof words(line) !== 'string');
    expect(accepted.length).toBeGreaterThan(300);
    const script = accepted.map((line) => `printf '%s\\0' ${line}; printf '\\1'`).join('\n');
    const output = execFileSync('sh', { input: script, encoding: 'utf8' });
    const theirs = output.split('\u0001').slice(0, -1);
    expect(theirs).toEqual(
      accepted.map((line) => (words(line) as string[]).map((word) => `${word}\0`).join('')),
    );
  });
});
