import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { setAt, wireThread, wireTurn, type Json } from './fakeThreads.ts';
import { FakeWorld } from './fakeWorld.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

export interface SeenRequest {
  readonly method: string;
  readonly params: Json;
}

/**
 * An app-server that behaves: threads that are loaded or not, subscriptions, broadcasts, requests that whoever is
 * first answers and that later subscribers are asked again, and an end after which it may be started again.
 */
export class FakeAppServer extends FakeWorld {
  readonly folder: string;
  readonly seen: SeenRequest[] = [];
  config: Json = {};
  /** Methods that are left unanswered, as by a server that hangs. */
  readonly silent = new Set<string>();
  /** What happens right before the next answer to a method. */
  readonly before = new Map<string, () => void>();
  /** How many readings of turns do not know yet how the newest one has ended, and say either word for that. */
  lag = 0;
  #server: Server | null = null;

  private constructor(folder: string) {
    super();
    this.folder = folder;
  }

  static async start(): Promise<FakeAppServer> {
    const server = new FakeAppServer(await mkdtemp('/tmp/fcx-'));
    await server.listen();
    return server;
  }

  get socketPath(): string {
    return path.join(this.folder, 's');
  }

  async listen(): Promise<void> {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket) => this.#welcome(socket));
    const { promise, resolve } = Promise.withResolvers<void>();
    http.listen(this.socketPath, resolve);
    await promise;
    this.#server = http;
  }

  /** The process dies: connections break, what ran is cut off, what was asked is forgotten, nothing is loaded. */
  async kill(): Promise<void> {
    for (const thread of this.threads.values()) {
      thread.isLoaded = false;
      thread.status = { type: 'notLoaded' };
      thread.subscribers.clear();
      thread.open.clear();
      for (const turn of thread.turns) if (turn.status === 'inProgress') turn.status = 'interrupted';
    }
    this.dropClients();
    const { promise, resolve } = Promise.withResolvers<void>();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close(() => resolve());
    await promise;
  }

  /** The connections break; the server goes on. */
  dropClients(): void {
    for (const client of this.clients) client.terminate();
  }

  async dispose(): Promise<void> {
    await this.kill();
    await clearFolder(this.folder);
  }

  asked(method: string): Json[] {
    return this.seen.filter((request) => request.method === method).map((request) => request.params);
  }

  #welcome(socket: WebSocket): void {
    this.clients.add(socket);
    socket.on('close', () => {
      this.clients.delete(socket);
      for (const thread of this.threads.values()) thread.subscribers.delete(socket);
    });
    socket.on('message', (data: Buffer) => this.#receive(socket, JSON.parse(data.toString()) as Json));
  }

  #receive(socket: WebSocket, message: Json): void {
    const { id, method, params, result } = message;
    if (typeof method === 'string' && id !== undefined) {
      const request = { method, params: params as Json };
      this.seen.push(request);
      if (this.silent.has(method)) return;
      this.before.get(method)?.();
      this.before.delete(method);
      try {
        socket.send(JSON.stringify({ id, result: this.#answer(socket, request) }));
        this.#afterAnswer(socket, request);
      } catch (error) {
        socket.send(JSON.stringify({ id, error: { code: -32600, message: String(error) } }));
      }
    } else if (result !== undefined) {
      for (const thread of this.threads.values()) {
        for (const [key, open] of thread.open) {
          if (open.ids.get(socket) === id) this.resolve(thread, key, result);
        }
      }
    }
  }

  #answer(socket: WebSocket, { method, params }: SeenRequest): Json {
    switch (method) {
      case 'initialize':
        return { userAgent: 'fake' };
      case 'thread/loaded/list':
        return {
          data: [...this.threads.values()].filter((t) => t.isLoaded).map((t) => t.id),
          nextCursor: null,
        };
      case 'thread/read':
        return { thread: wireThread(this.loaded(params['threadId'])), readState: null };
      case 'thread/resume':
        return this.#resume(socket, params);
      case 'thread/turns/list':
        return this.#listTurns(params);
      case 'turn/start':
        return this.#startTurn(params);
      case 'turn/interrupt':
        return this.#interrupt(params);
      case 'thread/settings/update':
        return this.#updateSettings(params);
      case 'config/read':
        return { config: this.config, origins: {}, layers: null };
      case 'config/batchWrite':
        return this.#writeConfig(params);
      default:
        throw new Error(`unknown variant ${method}`);
    }
  }

  #resume(socket: WebSocket, params: Json): Json {
    const thread = this.thread(params['threadId']);
    if (thread.turns.length === 0) throw new Error('no rollout found for thread id');
    this.loadThread(thread.id);
    thread.subscribers.add(socket);
    const newest = thread.turns.at(-1);
    return {
      thread: wireThread(thread),
      model: thread.settings['model'],
      reasoningEffort: thread.settings['effort'],
      approvalPolicy: thread.settings['approvalPolicy'],
      sandbox: { type: 'workspaceWrite' },
      activePermissionProfile: { id: thread.settings['permissions'], extends: null },
      initialTurnsPage:
        params['initialTurnsPage'] === undefined || newest === undefined
          ? null
          : { data: [this.#lagging(wireTurn(newest, true))], nextCursor: null, backwardsCursor: null },
    };
  }

  #afterAnswer(socket: WebSocket, { method, params }: SeenRequest): void {
    if (method !== 'thread/resume') return;
    for (const open of this.thread(params['threadId']).open.values()) this.send(socket, open);
  }

  #listTurns(params: Json): Json {
    const thread = this.thread(params['threadId']);
    if (thread.turns.length === 0) throw new Error('thread is not materialized yet');
    return {
      data: thread.turns
        .toReversed()
        .map((turn) => wireTurn(turn, params['itemsView'] === 'full'))
        .map((turn, i) => (i === 0 ? this.#lagging(turn) : turn)),
      nextCursor: null,
    };
  }

  #lagging(turn: Json): Json {
    if (this.lag === 0) return turn;
    this.lag -= 1;
    return { ...turn, status: this.lag % 2 === 0 ? 'inProgress' : 'interrupted', completedAt: null };
  }

  #startTurn(params: Json): Json {
    const thread = this.loaded(params['threadId']);
    const running = thread.turns.at(-1);
    if (running?.status === 'inProgress') return { turn: wireTurn(running) };
    const turnId = this.beginTurn(thread.id);
    return { turn: wireTurn(thread.turns.find((turn) => turn.id === turnId)!) };
  }

  #interrupt(params: Json): Json {
    const thread = this.loaded(params['threadId']);
    const turn = thread.turns.at(-1);
    if (turn?.id !== params['turnId'] || turn?.status !== 'inProgress')
      throw new Error('no active turn to interrupt');
    this.endTurn(thread.id, 'interrupted');
    return {};
  }

  #updateSettings(params: Json): Json {
    const { threadId, ...settings } = params;
    const thread = this.loaded(threadId);
    thread.settings = { ...thread.settings, ...settings };
    return {};
  }

  #writeConfig(params: Json): Json {
    for (const { keyPath, value } of params['edits'] as { keyPath: string; value: unknown }[]) {
      setAt(this.config, keyPath.split('.'), value);
    }
    return { status: 'ok' };
  }
}
