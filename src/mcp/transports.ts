import type { Duplex } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { MessageReader } from './framing.ts';
import { INVALID_REQUEST, problemText, type Problem, type RpcMessage } from './rpc.ts';

/**
 * The SDK drops messages whose `_meta` or other protocol members have the wrong shape without an answer. Ours go
 * through its schema first, so that every request is answered.
 */
abstract class CheckedTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  abstract start(): Promise<void>;
  abstract send(message: JSONRPCMessage): Promise<void>;
  abstract close(): Promise<void>;
  protected abstract answer(problem: Problem): void;

  protected deliver(message: RpcMessage): void {
    const checked = JSONRPCMessageSchema.safeParse(message);
    if (checked.success) this.onmessage?.(checked.data);
    else if (message.id !== undefined && message.method !== undefined)
      this.answer({ id: message.id, code: INVALID_REQUEST, message: 'Not a valid MCP request.' });
  }
}

/** MCP over a byte stream, one JSON object per line: what the window serves on a control connection. */
export class StreamTransport extends CheckedTransport {
  readonly #stream: Duplex;
  readonly #reader = new MessageReader();

  constructor(stream: Duplex) {
    super();
    this.#stream = stream;
  }

  async start(): Promise<void> {
    this.#stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#stream.on('error', (error) => this.onerror?.(error));
    this.#stream.once('close', () => this.onclose?.());
    this.#stream.once('end', () => this.#stream.destroy());
    // It may have been paused after its hello.
    this.#stream.resume();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#write(JSON.stringify(message));
  }

  async close(): Promise<void> {
    this.#stream.destroy();
  }

  protected answer(problem: Problem): void {
    this.#write(problemText(problem));
  }

  #receive(chunk: Buffer): void {
    for (const parsed of this.#reader.push(chunk)) {
      if (parsed.kind === 'message') this.deliver(parsed.message);
      else this.answer(parsed.problem);
    }
  }

  #write(line: string): void {
    if (this.#stream.writable) this.#stream.write(`${line}\n`);
  }
}

/** MCP within one process: messages as objects. */
export class LocalTransport extends CheckedTransport {
  readonly #toClient: (message: RpcMessage) => void;
  #isClosed = false;

  constructor(toClient: (message: RpcMessage) => void) {
    super();
    this.#toClient = toClient;
  }

  /** A message from the client. */
  receive(message: RpcMessage): void {
    if (!this.#isClosed) this.deliver(message);
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.#isClosed) this.#toClient(message as RpcMessage);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.();
  }

  protected answer({ id, code, message }: Problem): void {
    if (id !== null) this.#toClient({ jsonrpc: '2.0', id, error: { code, message } });
  }
}
