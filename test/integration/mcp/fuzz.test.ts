import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tools } from '../../../src/operations/index.ts';
import type { ObjectSchema } from '../../../src/operations/json.ts';
import { checkout } from '../../host/paths.ts';
import { argumentsFor, PLANTED_PATHS, PLANTED_SECRETS, SPOKEN } from '../../unit/fuzz/arguments.ts';
import { makePlaces, Wire, type ToolResult } from './wire.ts';
import { runs, seed, within } from '../../unit/fuzz/dice.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

/**
 * Every tool with any arguments through the real server, over a state directory of its own and homes that do not
 * exist, so that nothing can start: an answer to every call, no planted text in it, and no trace of a refusal.
 * `FUZZ_SEED=…` repeats a run.
 */
const RUNS_EACH = runs(12);
const OWNER = 'owner-geheim-41d2';

const root = path.join(checkout, '.test-homes', 'mcp-fuzz');
const state = path.join(root, 'state');
const ajv = new Ajv2020({ strict: false });

let client: Wire;
beforeAll(async () => {
  makePlaces(root);
  client = new Wire(root, OWNER);
  await client.open();
});
afterAll(async () => {
  await client.end();
  await clearFolder(root);
});

interface Listed {
  readonly name: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: object;
}

/** Locks are but touched, and Node writes compiled code into the cache when it has the time. */
const NO_STATE = new Set(['locks', 'cache']);

/** The state directory's files, by name and content. */
function pictureOf(): string {
  const names = readdirSync(state, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !NO_STATE.has(name.split(path.sep)[0] ?? ''),
  );
  return names
    .toSorted()
    .map((name) => `${name} ${digestOf(path.join(state, name))}`)
    .join('\n');
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return 'folder';
  }
}

/** Waits that nobody ends are not what this is about. */
function impatient(args: unknown): unknown {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return args;
  const waits = new Set(['timeout_seconds', 'wait_seconds', 'report_grace_seconds']);
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      waits.has(key) && typeof value === 'number' ? Math.min(value, 0) : value,
    ]),
  );
}

describe(`every tool of the real server with any arguments (FUZZ_SEED=${seed})`, () => {
  it.each(tools.map(({ name }) => name))(
    '%s',
    async (name) => {
      const { result } = await client.request('tools/list');
      const tool = (result as { readonly tools: readonly Listed[] }).tools.find((one) => one.name === name);
      if (tool === undefined) throw new Error(`${name} is not listed`);
      const isFit = ajv.compile(tool.outputSchema);
      await fc.assert(
        fc.asyncProperty(argumentsFor(tool.inputSchema), async (args) => {
          // The first call makes the state directory.
          await client.tool('agent_lease_status');
          const before = pictureOf();
          const answer = await client.request('tools/call', { name, arguments: impatient(args) });
          const { isError, content, structuredContent } = answer.result as ToolResult;
          const text = content[0]?.text ?? '';
          const planted = [...PLANTED_SECRETS, ...PLANTED_PATHS, OWNER, root];
          const own = name === 'agent_safe_tail' ? planted : [...planted, SPOKEN];
          expect(
            own.filter((one) => text.includes(one) || text.includes(JSON.stringify(one).slice(1, -1))),
          ).toEqual([]);
          if (isError) {
            expect(JSON.parse(text)).toMatchObject({ error_code: expect.any(String) as unknown });
            expect(pictureOf()).toBe(before);
          } else expect(isFit(structuredContent) ? null : isFit.errors).toBeNull();
        }),
        { seed, numRuns: RUNS_EACH, endOnFailure: true, ...within(15_000) },
      );
    },
    120_000,
  );

  it('and it still answers', async () => {
    expect(await client.request('ping')).toMatchObject({ result: {} });
  });
});
