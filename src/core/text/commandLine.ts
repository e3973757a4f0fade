import { visibleText } from './visibleText.ts';

/** A program and its arguments, as they are passed on: no shell comes between. */
export type Argv = readonly string[];

/** Why a line is no command that can be run without a shell. `character` is what only a shell understands. */
export type CommandLineProblem =
  | { readonly kind: 'blank' | 'too_long' | 'unseen' | 'unfinished' }
  | { readonly kind: 'shell'; readonly character: string };

export type ParsedCommandLine =
  | { readonly kind: 'argv'; readonly argv: Argv }
  | { readonly kind: 'problem'; readonly problem: CommandLineProblem };

export const MAX_COMMAND_LINE_CHARS = 1000;
const MAX_WORDS = 100;

/** What a shell would do something of its own with, anywhere outside of quotes. */
const SHELL_ONLY = new Set('|&;<>()$`*?[\n');
/** And at the beginning of a word. */
const SHELL_FIRST = new Set('#~');
/** Between double quotes a backslash takes the meaning from these alone. */
const ESCAPED_IN_QUOTES = new Set('"\\$`');
const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./{}^-]+$/u;

interface Word {
  /** Null between words. */
  readonly text: string | null;
  /** Where reading goes on. */
  readonly next: number;
}

class Refused extends Error {
  readonly problem: CommandLineProblem;

  constructor(problem: CommandLineProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/**
 * Splits a line as a shell would, by blanks, quotes and backslashes, and refuses everything that only a shell could do:
 * what is accepted means the same to `sh`. Libraries for this let open quotes and substitutions pass, and run something
 * else than what was written.
 */
export function parseCommandLine(line: string): ParsedCommandLine {
  try {
    return { kind: 'argv', argv: wordsOf(line.trim()) };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'problem', problem: error.problem };
    throw error;
  }
}

function wordsOf(line: string): Argv {
  if (line === '') throw new Refused({ kind: 'blank' });
  if (line.length > MAX_COMMAND_LINE_CHARS) throw new Refused({ kind: 'too_long' });
  if (visibleText(line) !== line) throw new Refused({ kind: 'unseen' });
  // In quotes, too: a person agrees to what they read, and a second line could look like another command, or like our words.
  if (line.includes('\n')) throw new Refused({ kind: 'shell', character: '\n' });
  const words: string[] = [];
  for (let at = 0; at < line.length;) {
    const { text, next } = wordAt(line, at);
    if (text !== null) words.push(text);
    at = next;
  }
  const [program = ''] = words;
  if (program === '') throw new Refused({ kind: 'blank' });
  // A shell takes `NAME=value` before the program for a variable, and `!` for a negation.
  if (/^[A-Za-z_][A-Za-z0-9_]*\+?=/u.test(line)) throw new Refused({ kind: 'shell', character: '=' });
  const [first = ''] = line.split(/[ \t]/u, 1);
  if (first === '!' || first === '{') throw new Refused({ kind: 'shell', character: first });
  if (words.length > MAX_WORDS) throw new Refused({ kind: 'too_long' });
  return words;
}

function wordAt(line: string, start: number): Word {
  if (isBlank(line[start])) return { text: null, next: start + 1 };
  if (SHELL_FIRST.has(line[start] ?? '')) throw new Refused({ kind: 'shell', character: line[start] ?? '' });
  let text = '';
  let at = start;
  while (at < line.length && !isBlank(line[at])) {
    const piece = pieceAt(line, at);
    text += piece.text ?? '';
    at = piece.next;
  }
  return { text, next: at };
}

function pieceAt(line: string, at: number): Word {
  const character = line[at] ?? '';
  if (character === "'") return singleQuoted(line, at + 1);
  if (character === '"') return doubleQuoted(line, at + 1);
  if (character === '\\') {
    if (at + 1 === line.length) throw new Refused({ kind: 'unfinished' });
    return { text: line[at + 1] ?? '', next: at + 2 };
  }
  if (SHELL_ONLY.has(character)) throw new Refused({ kind: 'shell', character });
  return { text: character, next: at + 1 };
}

function singleQuoted(line: string, start: number): Word {
  const end = line.indexOf("'", start);
  if (end === -1) throw new Refused({ kind: 'unfinished' });
  return { text: line.slice(start, end), next: end + 1 };
}

function doubleQuoted(line: string, start: number): Word {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '"') return { text, next: at + 1 };
    if (character === '$' || character === '`') throw new Refused({ kind: 'shell', character });
    const isEscape = character === '\\' && ESCAPED_IN_QUOTES.has(line[at + 1] ?? '');
    if (isEscape) at += 1;
    text += isEscape ? (line[at] ?? '') : character;
  }
  throw new Refused({ kind: 'unfinished' });
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** The line that stands for a command, to be read by people and models, and by `parseCommandLine`. */
export function commandLineOf(argv: Argv): string {
  return argv.map((word, index) => (isPlain(word, index) ? word : quoted(word))).join(' ');
}

function isPlain(word: string, index: number): boolean {
  return PLAIN_WORD.test(word) && (index > 0 || (!word.includes('=') && word !== '{'));
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
