import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import * as z from 'zod';
import type { SelfTestProblem } from '../../core/diagnostics/selfTest.ts';

/** Contract §0.2: the protocol's versions of the reference, and the one in between. */
const VERSIONS: ReadonlySet<string> = new Set(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']);
const MAX_LINE_BYTES = 1024 * 1024;

const reply = z.looseObject({ id: z.number(), result: z.unknown().optional() });
const initialized = z.looseObject({
  protocolVersion: z.string(),
  capabilities: z.looseObject({}),
  serverInfo: z.looseObject({ name: z.string(), version: z.string().catch('') }),
});
const listed = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });

/** What a server said; `problem` is null when it said everything that it should. */
export interface Conversation {
  readonly problem: SelfTestProblem | null;
  readonly version: string | null;
  readonly toolCount: number | null;
}

interface Expected {
  readonly serverName: string;
  readonly requiredTool: string | null;
}

class Broken extends Error {
  readonly problem: SelfTestProblem;

  constructor(problem: SelfTestProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Says `initialize`, and asks for the tools if one is required. Stays pending when the server says nothing more. */
export async function converse(
  child: ChildProcessWithoutNullStreams,
  expected: Expected,
): Promise<Conversation> {
  let version: string | null = null;
  let toolCount: number | null = null;
  try {
    const connection = new Connection(child);
    const { protocolVersion, capabilities: _, serverInfo } = await connection.ask(1, initialize, initialized);
    version = serverInfo.version;
    if (serverInfo.name !== expected.serverName) throw new Broken('wrong_server');
    if (!VERSIONS.has(protocolVersion)) throw new Broken('unsupported_version');
    if (expected.requiredTool !== null) {
      connection.send({ method: 'notifications/initialized' });
      const { tools } = await connection.ask(2, { method: 'tools/list' }, listed);
      toolCount = tools.length;
      if (!tools.some(({ name }) => name === expected.requiredTool)) throw new Broken('tool_missing');
    }
    return { problem: null, version, toolCount };
  } catch (error) {
    if (error instanceof Broken) return { problem: error.problem, version, toolCount };
    throw error;
  }
}

const initialize = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'codex-master-self-test', version: '1' },
  },
};

/** Newline-delimited JSON-RPC over a child's pipes, with a bound on what it may write. */
class Connection {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #failed = Promise.withResolvers<never>();
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #rest: Buffer = Buffer.alloc(0);

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    // Only those who ask hear of it.
    this.#failed.promise.catch(() => {});
    child.stdin.on('error', () => this.#fail('input_closed'));
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  /** The reply with this id; notifications in between are passed over. */
  async ask<T>(id: number, message: object, schema: z.ZodType<T>): Promise<T> {
    const answer = new Promise((resolve) => {
      this.#waiting.set(id, resolve);
    });
    this.send({ id, ...message });
    const result = schema.safeParse(await Promise.race([answer, this.#failed.promise]));
    if (!result.success) throw new Broken('wrong_answer');
    return result.data;
  }

  #read(chunk: Buffer): void {
    let text = Buffer.concat([this.#rest, chunk]);
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      this.#line(text.toString('utf8', 0, end));
      text = text.subarray(end + 1);
    }
    this.#rest = text;
    if (text.length > MAX_LINE_BYTES) this.#fail('too_much_output');
  }

  #line(line: string): void {
    const parsed = parseJson(line);
    // Codex takes any other line for the end of the server.
    if (parsed === undefined) return this.#fail('no_message');
    const message = reply.safeParse(parsed);
    if (message.success) this.#waiting.get(message.data.id)?.(message.data.result);
  }

  #fail(problem: SelfTestProblem): void {
    this.#child.stdout.pause();
    this.#failed.reject(new Broken(problem));
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
