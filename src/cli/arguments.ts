import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { FlagSpec } from '../operations/cliSpec.ts';
import type { BoundOperation } from '../operations/index.ts';
import { isJsonObject, type ObjectSchema } from '../operations/json.ts';
import { didYouMean } from './didYouMean.ts';
import { UsageError } from './usage.ts';

export interface CommandLine {
  /** Arguments for the operation; what was not given is left to its defaults. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly json: boolean;
  readonly help: boolean;
}

const SELECTORS: ReadonlySet<string> = new Set(['both', 'all']);

/** Reads the words behind a subcommand. @throws UsageError */
export function parseCommandLine(bound: BoundOperation, words: readonly string[]): CommandLine {
  const { cli } = bound.operation;
  const { values, positionals } = parseWords(cli.command, cli.flags, words);
  const json = values['json'] === true;
  if (values['help'] === true) return { args: {}, json, help: true };
  const given = new Map(cli.flags.map((flag) => [flag.argument, valueOf(flag, values[flag.flag])]));
  if (positionals.length > cli.positionals.length)
    throw new UsageError(`unexpected argument "${positionals[cli.positionals.length]}"`, cli.command);
  for (const [name, word] of placed(bound, positionals)) given.set(name, word);
  const args = Object.fromEntries([...given].filter(([, value]) => value !== undefined));
  check(bound, args);
  return { args, json, help: false };
}

/** Which word stands for which argument: what is optional goes without when the words do not reach for all (`skill-match SKILL`). */
function placed(bound: BoundOperation, words: readonly string[]): readonly (readonly [string, string])[] {
  const required = new Set(requiredOf(bound.inputSchema));
  const names = bound.operation.cli.positionals;
  let spare = words.length - names.filter((name) => required.has(name)).length;
  const taking = names.filter((name) => required.has(name) || spare-- > 0);
  return words.map((word, index) => [taking[index] ?? '', word] as const);
}

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

function parseWords(
  command: string,
  flags: readonly FlagSpec[],
  words: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } {
  const options = Object.fromEntries([
    ...flags.map(({ flag, kind }) => [flag, optionOf(kind)] as const),
    ['json', { type: 'boolean' }] as const,
    ['help', { type: 'boolean', short: 'h' }] as const,
  ]);
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's first sentence says which word is wrong; the ones behind explain Node.
    const [sentence = 'wrong arguments'] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(sentence + flagHint(sentence, Object.keys(options)), command);
  }
}

function flagHint(sentence: string, flags: readonly string[]): string {
  const unknown = /^Unknown option '--([^']*)'/.exec(sentence)?.[1];
  const meant = unknown === undefined ? null : didYouMean(unknown, flags);
  return meant === null ? '' : `; did you mean --${meant}?`;
}

function optionOf(kind: FlagSpec['kind']): NonNullable<ParseArgsConfig['options']>[string] {
  if (kind === 'on' || kind === 'off') return { type: 'boolean' };
  return { type: 'string', multiple: kind === 'list' };
}

function valueOf(flag: FlagSpec, value: Values[string]): unknown {
  if (value === undefined) return flag.fallback;
  switch (flag.kind) {
    case 'text':
    case 'list':
      return value;
    case 'on':
      return true;
    case 'off':
      return false;
    case 'integer':
      if (typeof value !== 'string' || !/^-?\d+$/.test(value))
        throw new UsageError(`--${flag.flag} must be an integer`);
      return Number(value);
  }
}

function check(bound: BoundOperation, args: Readonly<Record<string, unknown>>): void {
  const { cli } = bound.operation;
  const schema = bound.inputSchema;
  for (const name of requiredOf(schema)) {
    if (args[name] === undefined) throw new UsageError(`${wordFor(bound, name)} is required`, cli.command);
  }
  for (const [name, value] of Object.entries(args)) {
    const choices = choicesOf(schema, name);
    if (choices === null || typeof value !== 'string' || isChoice(choices, value)) continue;
    const sentence = `${wordFor(bound, name)} must be one of ${choices.join(', ')}`;
    throw new UsageError(sentence, cli.command);
  }
}

/** `both` and `all` mean the same, wherever one of them is a choice. */
function isChoice(choices: readonly string[], value: string): boolean {
  const hasSelector = choices.some((choice) => SELECTORS.has(choice));
  return choices.includes(value) || (hasSelector && SELECTORS.has(value));
}

function requiredOf(schema: ObjectSchema): readonly string[] {
  const required = schema['required'];
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

/** The values that an argument may have; null when it is free. */
export function choicesOf(schema: ObjectSchema, name: string): readonly string[] | null {
  const properties = schema['properties'];
  const property = isJsonObject(properties) ? properties[name] : undefined;
  const choices = isJsonObject(property) ? property['enum'] : undefined;
  return Array.isArray(choices) ? choices.map(String) : null;
}

/** How the person writes an argument: `AGENT` or `--task`. */
function wordFor({ operation: { cli } }: BoundOperation, name: string): string {
  const flag = cli.flags.find(({ argument }) => argument === name);
  return flag === undefined ? name.toUpperCase() : `--${flag.flag}`;
}
