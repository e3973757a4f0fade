import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { checkout, node24 } from '../host/paths.ts';

const replySchema = z.looseObject({ id: z.number().optional(), result: z.unknown() });
const resultSchema = z.looseObject({ isError: z.boolean().optional() });

/** `dist/mcp.js` as a lead starts it. */
export class McpProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #open = new Map<number, (result: unknown) => void>();
  #lastId = 0;

  private constructor(env: NodeJS.ProcessEnv, cwd: string) {
    this.#child = spawn(node24, [path.join(checkout, 'dist/mcp.js')], { env, cwd });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#receive(line));
    this.#child.stderr.pipe(process.stderr);
  }

  static async start(env: NodeJS.ProcessEnv, cwd: string): Promise<McpProcess> {
    const mcp = new McpProcess(env, cwd);
    const client = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1' },
    };
    await mcp.#request('initialize', client);
    mcp.#send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return mcp;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Rejects when the tool says that it failed. */
  async call(name: string, args: Readonly<Record<string, unknown>>): Promise<void> {
    const result = await this.#request('tools/call', { name, arguments: args });
    if (resultSchema.parse(result).isError === true) throw new Error(JSON.stringify(result));
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin.end();
    await ended;
  }

  async #request(method: string, params: unknown): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const reply = new Promise<unknown>((resolve) => this.#open.set(id, resolve));
    this.#send({ jsonrpc: '2.0', id, method, params });
    return reply;
  }

  #send(message: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #receive(line: string): void {
    const { id, result } = replySchema.parse(JSON.parse(line));
    if (id !== undefined) this.#open.get(id)?.(result);
  }
}
