import { duplexPair, type Readable, type Writable } from 'node:stream';
import type { Logger } from '../../../src/core/ports.ts';
import { LineReader } from '../../../src/mcp/framing.ts';
import type { RpcMessage } from '../../../src/mcp/rpc.ts';
import { createMcpServer, type McpServer } from '../../../src/mcp/server.ts';
import { StreamTransport } from '../../../src/mcp/transports.ts';
import { lead, type FakeFleet } from '../fakes/fleet/fakeFleet.ts';

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A client that speaks plain lines, so that it can also speak nonsense. */
export class LineClient {
  /** Everything that came, in order. */
  readonly received: RpcMessage[] = [];
  readonly #output: Writable;
  readonly #waiting = new Set<() => void>();
  #nextId = 1;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    const reader = new LineReader();
    input.on('data', (chunk: Buffer) => {
      for (const line of reader.push(chunk)) this.received.push(JSON.parse(line ?? '') as RpcMessage);
      for (const wake of this.#waiting) wake();
    });
  }

  write(line: string): void {
    this.#output.write(`${line}\n`);
  }

  end(): void {
    this.#output.end();
  }

  /** Sends a request and returns its id. */
  send(method: string, params?: unknown): number {
    const id = this.#nextId++;
    this.write(JSON.stringify({ jsonrpc: '2.0', id, method, ...(params !== undefined && { params }) }));
    return id;
  }

  notify(method: string, params?: unknown): void {
    this.write(JSON.stringify({ jsonrpc: '2.0', method, ...(params !== undefined && { params }) }));
  }

  async request(method: string, params?: unknown): Promise<RpcMessage> {
    return this.answerTo(this.send(method, params));
  }

  async answerTo(id: number | string): Promise<RpcMessage> {
    return this.until((message) => message.id === id && message.method === undefined);
  }

  /** The first message that fits, whether it came already or comes yet. */
  async until(fits: (message: RpcMessage) => boolean): Promise<RpcMessage> {
    for (;;) {
      const found = this.received.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  async callTool(name: string, args: unknown = {}): Promise<ToolAnswer> {
    return toolAnswer(await this.request('tools/call', { name, arguments: args }));
  }

  async initialize(protocolVersion = '2025-06-18'): Promise<RpcMessage> {
    const clientInfo = { name: 'test', version: '1' };
    const answer = await this.request('initialize', { protocolVersion, capabilities: {}, clientInfo });
    this.notify('notifications/initialized');
    return answer;
  }
}

export interface ToolAnswer {
  readonly isError: boolean;
  readonly value: Readonly<Record<string, unknown>>;
  readonly structured: unknown;
}

/** The result of tools/call with its text read. */
export function toolAnswer(message: RpcMessage): ToolAnswer {
  const result = message.result as {
    readonly isError: boolean;
    readonly content: readonly { readonly text: string }[];
    readonly structuredContent?: unknown;
  };
  const value = JSON.parse(result.content[0]?.text ?? 'null') as ToolAnswer['value'];
  return { isError: result.isError, value, structured: result.structuredContent };
}

/** A server over the fleet and a client on its other end. */
export async function connected(fleet: FakeFleet): Promise<{ client: LineClient; server: McpServer }> {
  const [near, far] = duplexPair();
  const server = createMcpServer({
    fleet,
    holderOf: (threadId) => (threadId === null ? lead : { owner: threadId, kind: 'lead' }),
    cwd: '/where/i/am',
    version: '9.9.9',
    logger: silent,
    nowMs: () => fleet.nowMs,
  });
  await server.connect(new StreamTransport(far));
  return { client: new LineClient(near, near), server };
}
