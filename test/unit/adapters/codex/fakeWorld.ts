import type { WebSocket } from 'ws';
import {
  notify,
  wireThread,
  wireTurn,
  type FakeThread,
  type FakeTurn,
  type Json,
  type OpenRequest,
} from './fakeThreads.ts';

/** The threads of a fake app-server, who is subscribed to them, and what they ask. */
export class FakeWorld {
  readonly clients = new Set<WebSocket>();
  protected readonly threads = new Map<string, FakeThread>();
  readonly #nextId = new Map<WebSocket, number>();
  #count = 0;

  /** What a TUI does when it opens a conversation. */
  openThread(options: Partial<FakeThread> = {}): string {
    this.#count += 1;
    const thread: FakeThread = {
      id: `thread-${this.#count}`,
      ephemeral: options.ephemeral ?? false,
      parentThreadId: options.parentThreadId ?? null,
      createdAt: options.createdAt ?? this.#count,
      path: options.path ?? null,
      isLoaded: true,
      status: { type: 'idle' },
      turns: [],
      subscribers: new Set(),
      open: new Map(),
      settings: { permissions: ':workspace', approvalPolicy: 'on-request', model: 'gpt', effort: null },
    };
    this.threads.set(thread.id, thread);
    this.#broadcast('thread/started', { thread: wireThread(thread) });
    return thread.id;
  }

  /** What a TUI does with an old conversation. */
  loadThread(threadId: string): void {
    const thread = this.thread(threadId);
    if (thread.isLoaded) return;
    thread.isLoaded = true;
    this.setStatus(thread, { type: 'idle' });
  }

  beginTurn(threadId: string): string {
    const thread = this.thread(threadId);
    this.#count += 1;
    const turn: FakeTurn = { id: `turn-${this.#count}`, status: 'inProgress', items: [], error: null };
    thread.turns.push(turn);
    this.setStatus(thread, { type: 'active', activeFlags: [] });
    this.#tell(thread, 'turn/started', { threadId, turn: wireTurn(turn) });
    return turn.id;
  }

  /** `isTold` false: its end went to nobody, as to a client that subscribes a moment too late. */
  endTurn(
    threadId: string,
    status: 'completed' | 'interrupted' | 'failed',
    codexErrorInfo?: string,
    isTold = true,
  ): void {
    const thread = this.thread(threadId);
    const turn = thread.turns.at(-1);
    if (turn === undefined) throw new Error('There is no turn to end.');
    turn.status = status;
    if (codexErrorInfo !== undefined) turn.error = { message: 'x', codexErrorInfo };
    for (const id of thread.open.keys()) this.resolve(thread, id, undefined);
    this.setStatus(thread, { type: codexErrorInfo === undefined ? 'idle' : 'systemError' });
    if (isTold) this.#tell(thread, 'turn/completed', { threadId, turn: wireTurn(turn) });
  }

  item(threadId: string, item: Json): void {
    const thread = this.thread(threadId);
    const turn = thread.turns.at(-1);
    turn?.items.push(item);
    this.#tell(thread, 'item/started', { threadId, turnId: turn?.id, item, startedAtMs: 1 });
  }

  tell(threadId: string, method: string, params: Json): void {
    this.#tell(this.thread(threadId), method, params);
  }

  /** Asks all subscribers, now and later; resolves with the first answer. */
  ask(threadId: string, method: string, params: Json): Promise<unknown> {
    const thread = this.thread(threadId);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#count += 1;
    const request: OpenRequest = { method, params, answered: resolve, ids: new Map() };
    thread.open.set(this.#count, request);
    this.setStatus(thread, { type: 'active', activeFlags: ['waitingOnApproval'] });
    for (const client of thread.subscribers) this.send(client, request);
    return promise;
  }

  /** Somebody else answers what is open. */
  answerElsewhere(threadId: string): void {
    const thread = this.thread(threadId);
    for (const id of thread.open.keys()) this.resolve(thread, id, { decision: 'accept' });
  }

  protected send(client: WebSocket, request: OpenRequest): void {
    const id = this.#nextId.get(client) ?? 0;
    this.#nextId.set(client, id + 1);
    request.ids.set(client, id);
    client.send(JSON.stringify({ method: request.method, id, params: request.params }));
  }

  protected resolve(thread: FakeThread, key: number, result: unknown): void {
    const request = thread.open.get(key);
    thread.open.delete(key);
    if (request === undefined) return;
    for (const [client, requestId] of request.ids) {
      notify(client, 'serverRequest/resolved', { threadId: thread.id, requestId });
    }
    if (thread.open.size === 0) this.setStatus(thread, { type: 'active', activeFlags: [] });
    request.answered(result);
  }

  protected setStatus(thread: FakeThread, status: Json): void {
    thread.status = status;
    this.#broadcast('thread/status/changed', { threadId: thread.id, status });
  }

  #broadcast(method: string, params: Json): void {
    for (const client of this.clients) notify(client, method, params);
  }

  #tell(thread: FakeThread, method: string, params: Json): void {
    for (const client of thread.subscribers) notify(client, method, params);
  }

  protected loaded(id: unknown): FakeThread {
    const thread = this.thread(id);
    if (!thread.isLoaded) throw new Error(`thread not found: ${thread.id}`);
    return thread;
  }

  protected thread(id: unknown): FakeThread {
    const thread = this.threads.get(String(id));
    if (thread === undefined) throw new Error(`thread not found: ${String(id)}`);
    return thread;
  }
}
