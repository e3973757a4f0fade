import type { z } from 'zod';
import { FleetError } from '../core/errors.ts';
import { redact } from '../core/redaction/redact.ts';
import { isJsonObject } from './json.ts';

/** How many problems one answer names, and how many unknown keys (reference contract §1.0). */
const MAX_PROBLEMS = 5;
const MAX_KEYS = 10;
const MAX_KEY_CHARS = 60;

type Issue = z.core.$ZodIssue;

/**
 * The arguments of a call, checked and with defaults filled in. Nothing is coerced.
 * @throws FleetError `invalid_arguments`, naming every argument that is wrong and how.
 */
export function checkArguments<Input extends z.ZodObject>(schema: Input, args: unknown): z.output<Input> {
  const given = args ?? {};
  if (!isJsonObject(given)) throw invalid('arguments must be an object');
  const result = schema.safeParse(given);
  if (!result.success) throw invalid(explain(result.error.issues, given));
  return result.data;
}

function invalid(problem: string): FleetError {
  return new FleetError('invalid_arguments', `Invalid arguments: ${problem}.`);
}

function explain(issues: readonly Issue[], given: unknown): string {
  const sentences = issues.slice(0, MAX_PROBLEMS).map((issue) => sentenceOf(issue, given));
  const more = issues.length - sentences.length;
  return more > 0 ? `${sentences.join('; ')}; and ${more} more` : sentences.join('; ');
}

function sentenceOf(issue: Issue, given: unknown): string {
  if (issue.code === 'unrecognized_keys') return `unknown: ${keyList(issue.keys)}`;
  const value = valueAt(given, issue.path);
  const name = nameOf(issue.path);
  // A required argument that is null is as good as missing; an optional one has the wrong type.
  if (value === undefined) return `${name} is required`;
  return `${name} ${demandOf(issue)}`;
}

function demandOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeName(issue.expected)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `must ${sizeOf(issue.origin, `at most ${issue.maximum}`)}`;
    case 'too_small':
      return `must ${sizeOf(issue.origin, `at least ${issue.minimum}`)}`;
    case 'custom':
      return issue.message;
    default:
      return 'is not allowed';
  }
}

function sizeOf(origin: string, bound: string): string {
  if (origin === 'string') return `have ${bound} characters`;
  return origin === 'array' ? `have ${bound} items` : `be ${bound}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: 'an integer',
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
};

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? `a ${expected}`;
}

/** `scope[0]`, `agent`. */
function nameOf(path: readonly PropertyKey[]): string {
  return path.map((part, index) => partName(part, index)).join('');
}

function partName(part: PropertyKey, index: number): string {
  if (typeof part === 'number') return `[${part}]`;
  return index === 0 ? String(part) : `.${String(part)}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given;
  for (const part of path) value = (value as Readonly<Record<PropertyKey, unknown>> | null)?.[part];
  return value;
}

/** Keys come from the caller: short, few, and without what looks like a secret or path. */
function keyList(keys: readonly string[]): string {
  const shown = keys.slice(0, MAX_KEYS).map((key) => redact(key.slice(0, MAX_KEY_CHARS)));
  const more = keys.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
