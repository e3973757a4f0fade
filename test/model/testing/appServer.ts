import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { spawnCodex } from './codex.ts';

const messageSchema = z.looseObject({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});
export type WireMessage = z.infer<typeof messageSchema>;

/**
 * As much of an app-server client as the scripted model's own tests need: requests, and waiting for a message
 * by its method, over stdio (one JSON message per line).
 */
export class StdioAppServer {
  readonly #child: ChildProcess;
  readonly #seen: WireMessage[] = [];
  readonly #waiting = new Set<() => void>();
  #nextId = 1;

  constructor(home: string, cwd: string) {
    this.#child = spawnCodex(['app-server'], home, cwd);
    this.#child.stderr?.resume();
    const lines = createInterface({ input: this.#child.stdout! });
    lines.on('line', (line) => {
      this.#seen.push(messageSchema.parse(JSON.parse(line)));
      for (const look of this.#waiting) look();
    });
  }

  /** Shakes hands and starts a thread in `cwd`; returns the thread's id. */
  async startThread(cwd: string): Promise<string> {
    const clientInfo = { name: 'scripted-model-test', title: 'Test', version: '1' };
    await this.request('initialize', { clientInfo, capabilities: { experimentalApi: true } });
    this.#send({ method: 'initialized' });
    const params = { cwd, approvalPolicy: 'on-request', sandbox: 'workspace-write' };
    const { thread } = threadSchema.parse(await this.request('thread/start', params));
    return thread.id;
  }

  /**
   * Starts a turn with a prompt; further members (as `collaborationMode`) go into the request. Returns the
   * turn's id.
   */
  async startTurn(threadId: string, text: string, more: object = {}): Promise<string> {
    const params = { threadId, input: [{ type: 'text', text }], ...more };
    return turnSchema.parse(await this.request('turn/start', params)).turn.id;
  }

  async request(method: string, params: object): Promise<unknown> {
    const id = this.#nextId++;
    this.#send({ id, method, params });
    const answer = await this.next((message) => message.id === id && message.method === undefined);
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  /** Answers a request of the server. */
  answer({ id }: WireMessage, result: object): void {
    this.#send({ id, result });
  }

  /** The next message with this method that nobody took yet. */
  async method(method: string): Promise<WireMessage> {
    return this.next((message) => message.method === method);
  }

  /** The first message not taken yet that fits; rejects after ten seconds. */
  async next(fits: (message: WireMessage) => boolean): Promise<WireMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<WireMessage>();
    const look = (): void => {
      const at = this.#seen.findIndex(fits);
      if (at !== -1) resolve(...(this.#seen.splice(at, 1) as [WireMessage]));
    };
    const timer = setTimeout(() => reject(new Error('The app-server sent no such message.')), 120_000);
    this.#waiting.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  /** Ends the process and waits until it is gone. */
  async dispose(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #send(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}

const threadSchema = z.looseObject({ thread: z.looseObject({ id: z.string() }) });
const turnSchema = z.looseObject({ turn: z.looseObject({ id: z.string() }) });
