import fc from 'fast-check';
import type { JsonObject, ObjectSchema } from '../../../src/operations/json.ts';
import { SHAPES } from '../core/redaction/secretShapes.ts';

/** Arguments for any tool, made of its schema: good ones with hostile texts, and wrong ones. */

/** Stands in every text that nobody but the Agentin may see again. */
export const SPOKEN = 'gesprochen-7f3a';
export const PLANTED_PATHS = ['/home/geheim/work', '/srv/geheim', 'C:\\Users\\geheim\\x'] as const;
export const PLANTED_SECRETS = Object.values(SHAPES);

/** Arguments whose text is for the Agentin alone. */
const SPOKEN_ARGUMENTS: ReadonlySet<string> = new Set(['text', 'task', 'prompt', 'context', 'forbidden']);

const HOSTILE = [
  '',
  ' ',
  '\n',
  '-',
  '--help',
  '..',
  '../..',
  'docs',
  'src/a.ts',
  '*',
  '\u001B[201~\r',
  '\u009B201~',
  '\u0000',
  '\u202Ex',
  '\uD800',
  '__proto__',
  '$(id)',
  '`id`',
  "';--",
  '👩‍💻',
];

const secret = fc.constantFrom(...PLANTED_SECRETS);
const path = fc.constantFrom(...PLANTED_PATHS);

function text(name: string, maxLength: number): fc.Arbitrary<string> {
  const spoken = SPOKEN_ARGUMENTS.has(name) ? [fc.constant(SPOKEN)] : [];
  const piece = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', maxLength: 20 }),
    secret,
    path,
    ...spoken,
  );
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(' ').slice(0, maxLength)),
    },
    { weight: 1, arbitrary: fc.constantFrom('a'.repeat(maxLength), `${'é'.repeat(maxLength)}!`) },
  );
}

/** A value that the schema of one argument allows, by and large: some texts are a character too long. */
function good(name: string, property: JsonObject): fc.Arbitrary<unknown> {
  const choices = property['enum'];
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as readonly unknown[]));
  switch (property['type']) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return integer(property);
    case 'array':
      return fc.array(good(name, property['items'] as JsonObject), { maxLength: 3 });
    default:
      return text(name, Math.min(Number(property['maxLength'] ?? 200), 20_000));
  }
}

function integer({ minimum, maximum }: JsonObject): fc.Arbitrary<number> {
  const min = Number(minimum ?? 0);
  const max = Math.min(Number(maximum ?? 1000), 1_000_000);
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, min - 1, max + 1));
}

const WRONG: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER,
  true,
  '',
  '1',
  [],
  [[]],
  {},
  { toString: 'x' },
  'x'.repeat(30_000),
  ['x'.repeat(2000)],
  Array.from({ length: 60 }, () => 'x'),
];

const strangeKey = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'agentt', ''),
  secret,
  path,
);

/** Arguments for the tool with this schema: a third of them spoiled in one place. */
export function argumentsFor(schema: ObjectSchema): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>);
  const required = (schema['required'] ?? []) as readonly string[];
  const fitting = fc.record(
    Object.fromEntries(properties.map(([name, property]) => [name, good(name, property)])),
    {
      requiredKeys: [...required],
      noNullPrototype: true,
    },
  );
  const names = properties.map(([name]) => name);
  const name = names.length === 0 ? strangeKey : fc.oneof(fc.constantFrom(...names), strangeKey);
  const spoiled = fc
    .tuple(fitting, name, fc.oneof(fc.constantFrom(...WRONG), fc.jsonValue({ maxDepth: 2 })))
    // As a parser makes it: `__proto__` is a key like any other.
    .map(([args, key, value]): unknown => JSON.parse(`{${entries({ ...args }, key, value)}}`));
  return fc.oneof(
    { weight: 6, arbitrary: fitting },
    { weight: 3, arbitrary: spoiled },
    fc.constantFrom(...WRONG),
  );
}

function entries(args: JsonObject, key: string, value: unknown): string {
  const kept = Object.entries(args).filter(([name, item]) => name !== key && item !== undefined);
  return [...kept, [key, value] as const]
    .map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`)
    .join(',');
}
