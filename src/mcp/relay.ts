import { Handshake } from './handshake.ts';
import { isRecord, isRequest, isResponse, type RpcId, type RpcMessage, type RpcRequest } from './rpc.ts';
import { notServed, windowClosed } from './stranded.ts';
import type { Target } from './target.ts';

export interface RelayOptions {
  readonly toClient: (message: RpcMessage) => void;
  /** A window if one runs, else the server in this process. */
  readonly findTarget: () => Promise<Target>;
  /** May the request be sent a second time although the first may have been carried out? */
  readonly isRepeatable: (request: RpcRequest) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/**
 * Stands between one client and whoever serves it, and outlives the change from one to the other: each new target
 * hears the client's handshake again; requests that were in flight are sent again where that is safe, else answered
 * with `window_closed`.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #handshake = new Handshake();
  /** Requests of the client without an answer yet, by id. */
  readonly #inFlight = new Map<RpcId, RpcRequest>();
  /** What came while there was no target. */
  #queue: RpcMessage[] = [];
  #target: Target | null = null;
  #offered: Target | null = null;
  #isFinding = false;
  #isEnded = false;
  readonly #idleWaiters = new Set<() => void>();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  get targetKind(): Target['kind'] | null {
    return this.#target?.kind ?? null;
  }

  /** A message from the client. */
  receive(message: RpcMessage): void {
    if (this.#isEnded) return;
    if (isRequest(message) && message.method === 'initialize') this.#onInitialize(message);
    else if (message.method === 'notifications/initialized') this.#onInitialized(message);
    else this.#forward(message);
  }

  /** A better target is there: it takes over at a moment with nothing in flight. */
  offer(target: Target): void {
    this.#offered?.end().catch(this.#options.onError);
    this.#offered = target;
    this.#takeOffer();
  }

  /** Resolves when every request has its answer, or after `timeoutMs`. */
  async drained(timeoutMs: number): Promise<void> {
    if (this.#inFlight.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idleWaiters.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Ends the connection with the target; resolves when nothing of it runs any more. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await Promise.all([this.#target?.end(), this.#offered?.end()]);
  }

  #onInitialize(request: RpcRequest): void {
    this.#options.toClient(this.#handshake.answer(request));
    if (this.#target === null) void this.#find();
    else for (const message of this.#handshake.replay()) this.#target.send(message);
  }

  #onInitialized(message: RpcMessage): void {
    this.#handshake.confirm(message);
    this.#target?.send(message);
  }

  #forward(message: RpcMessage): void {
    // A cancelled request gets no answer.
    if (message.method === 'notifications/cancelled') this.#settle(message.params?.['requestId']);
    if (isRequest(message)) this.#inFlight.set(message.id, message);
    if (this.#target !== null) return this.#target.send(message);
    this.#queue.push(message);
    void this.#find();
  }

  async #find(): Promise<void> {
    if (this.#isFinding) return;
    this.#isFinding = true;
    try {
      const target = await this.#options.findTarget();
      if (this.#isEnded) await target.end();
      else this.#attach(target);
    } catch (error) {
      this.#options.onError(error);
      this.#refuseQueue(error);
    } finally {
      this.#isFinding = false;
      this.#takeOffer();
    }
  }

  #attach(target: Target): void {
    this.#target = target;
    target.open({
      message: (message) => this.#fromTarget(target, message),
      closed: () => this.#onClosed(target),
    });
    for (const message of this.#handshake.replay()) target.send(message);
    for (const message of this.#queue.splice(0)) target.send(message);
  }

  #fromTarget(target: Target, message: RpcMessage): void {
    if (target !== this.#target || this.#handshake.isReplayAnswer(message)) return;
    if (!isResponse(message)) return this.#options.toClient(message);
    // An answer to nothing is one to a request that the client cancelled meanwhile.
    if (!this.#inFlight.has(message.id)) return;
    this.#options.toClient(message);
    this.#settle(message.id);
  }

  #onClosed(target: Target): void {
    if (target !== this.#target || this.#isEnded) return;
    this.#target = null;
    const stranded = [...this.#inFlight.values()];
    void this.#rescue(stranded);
  }

  /** Sends again what may be sent again, answers the rest. Until then all of it stays in flight. */
  async #rescue(stranded: readonly RpcRequest[]): Promise<void> {
    for (const request of stranded) {
      const isRepeatable = await this.#options.isRepeatable(request).catch(() => false);
      // The client may have cancelled it meanwhile.
      if (!this.#inFlight.has(request.id)) continue;
      if (isRepeatable) this.#forward(request);
      else {
        this.#options.toClient(windowClosed(request));
        this.#settle(request.id);
      }
    }
    if (this.#target === null) void this.#find();
  }

  #settle(id: unknown): void {
    if (typeof id !== 'string' && typeof id !== 'number') return;
    this.#inFlight.delete(id);
    this.#queue = this.#queue.filter((message) => !isRequest(message) || message.id !== id);
    this.#takeOffer();
    if (this.#inFlight.size > 0) return;
    for (const wake of this.#idleWaiters) wake();
    this.#idleWaiters.clear();
  }

  #takeOffer(): void {
    const next = this.#offered;
    if (next === null || this.#inFlight.size > 0 || this.#isFinding || this.#isEnded) return;
    const previous = this.#target;
    this.#offered = null;
    this.#attach(next);
    previous?.end().catch(this.#options.onError);
  }

  /** Nobody can serve: every request says so, and the next one tries again. */
  #refuseQueue(error: unknown): void {
    for (const message of this.#queue.splice(0)) {
      if (!isRequest(message)) continue;
      this.#options.toClient(notServed(message, error));
      this.#settle(message.id);
    }
  }
}

/** Does the call carry a key of the caller's that makes a repetition safe? */
export function hasIdempotencyKey({ method, params }: RpcRequest): boolean {
  const args = method === 'tools/call' ? params?.['arguments'] : null;
  return isRecord(args) && typeof args['idempotency_key'] === 'string';
}
