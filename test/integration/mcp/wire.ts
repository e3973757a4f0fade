import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { frame, LineReader, MessageReader } from '../../../src/mcp/framing.ts';
import type { RpcMessage } from '../../../src/mcp/rpc.ts';
import { checkout, node24 } from '../../host/paths.ts';

const entry = path.join(checkout, 'src/mcp/main.ts');

/** Empty places for a server: nothing that it is told to do may reach the checkout around them or a person's Agentinnen. */
export function makePlaces(root: string): void {
  rmSync(root, { recursive: true, force: true });
  for (const name of ['run', 'work']) mkdirSync(path.join(root, name), { recursive: true, mode: 0o700 });
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
      cwd: path.join(root, 'work'),
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  git('commit', '--allow-empty', '-m', 'first');
}

export type Answer = RpcMessage & { readonly error?: { readonly code: number } };

/** A process of the server, spoken to in bytes. */
export class Wire {
  readonly child: ChildProcessWithoutNullStreams;
  readonly received: Answer[] = [];
  raw = '';
  #nextId = 1;
  readonly #wakers = new Set<() => void>();

  constructor(root: string, owner = 'lead-one', isFramed = false) {
    const env = {
      PATH: process.env['PATH'],
      HOME: root,
      XDG_RUNTIME_DIR: path.join(root, 'run'),
      // A tmux of its own: the tests stop Agentinnen, and must never meet those of a person.
      TMUX_TMPDIR: path.join(root, 'run'),
      CODEX_MASTER_FLEET: path.join(root, 'fleet.json'),
      CODEX_MASTER_MCP_STATE: path.join(root, 'state'),
      CODEX_MASTER_MCP_INSTANCE_ID: owner,
    };
    this.child = spawn(node24, [entry], { cwd: path.join(root, 'work'), env });
    const framed = new MessageReader();
    const lines = new LineReader();
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.raw += chunk.toString('utf8');
      // An answer to what could not be read has a null id, which our own reader of messages would refuse.
      if (isFramed)
        for (const parsed of framed.push(chunk))
          if (parsed.kind === 'message') this.received.push(parsed.message as Answer);
      if (!isFramed)
        for (const line of lines.push(chunk)) this.received.push(JSON.parse(line ?? '') as Answer);
      for (const wake of this.#wakers) wake();
    });
  }

  write(text: string): void {
    this.child.stdin.write(text);
  }

  send(method: string, params?: object, isFramed = false): number {
    const id = this.#nextId++;
    this.write(frame(JSON.stringify({ jsonrpc: '2.0', id, method, params }), isFramed));
    return id;
  }

  async answerTo(id: number): Promise<Answer> {
    return this.until((message) => message.id === id && message.method === undefined);
  }

  async until(fits: (message: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const found = this.received.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wakers.add(resolve);
      });
    }
  }

  async request(method: string, params?: object): Promise<Answer> {
    return this.answerTo(this.send(method, params));
  }

  async open(version = '2025-06-18'): Promise<Answer> {
    const clientInfo = { name: 'test', version: '1' };
    const answer = await this.request('initialize', {
      protocolVersion: version,
      capabilities: {},
      clientInfo,
    });
    this.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    return answer;
  }

  async tool(name: string, args: object = {}): Promise<ToolResult> {
    return (await this.request('tools/call', { name, arguments: args })).result as ToolResult;
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.child.once('exit', resolve);
    });
    this.child.stdin.end();
    await ended;
  }
}

export interface ToolResult {
  readonly isError: boolean;
  readonly structuredContent?: object;
  readonly content: readonly { readonly text: string }[];
}
