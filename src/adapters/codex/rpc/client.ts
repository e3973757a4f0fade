import { FleetError } from '../../../core/errors.ts';
import { Emitter, type Disposable } from '../../../core/lifecycle.ts';
import type { Clock, Logger } from '../../../core/ports.ts';
import {
  messageText,
  readMessage,
  type NotificationMessage,
  type RequestId,
  type ServerRequestMessage,
} from './envelope.ts';
import type { Transport } from './transport.ts';

/** The app-server answers in milliseconds; what takes longer than this hangs. */
const REQUEST_TIMEOUT_MS = 15_000;

interface OpenRequest {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: FleetError) => void;
}

/**
 * JSON-RPC over a transport: pairs answers with requests, hands out what the server says of its own accord.
 * Requests reject with `codex_failed` (the server refused), `codex_request_timeout` or `codex_disconnected`.
 */
export class RpcClient implements Disposable {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #open = new Map<RequestId, OpenRequest>();
  readonly #notifications: Emitter<NotificationMessage>;
  readonly #requests: Emitter<ServerRequestMessage>;
  readonly #closed: Emitter<void>;
  #lastId = 0;
  #isClosed = false;

  constructor(transport: Transport, clock: Clock, logger: Logger) {
    this.#transport = transport;
    this.#clock = clock;
    this.#logger = logger;
    const report = (error: unknown): void =>
      logger.error('A message of the app-server could not be used.', error);
    this.#notifications = new Emitter(report);
    this.#requests = new Emitter(report);
    this.#closed = new Emitter(report);
    transport.onMessage((text) => this.#receive(text));
    transport.onClose(() => this.#close());
  }

  get onNotification(): Emitter<NotificationMessage>['event'] {
    return this.#notifications.event;
  }

  /** Requests of the server, to be answered by `respond`, or by another client of the same server. */
  get onRequest(): Emitter<ServerRequestMessage>['event'] {
    return this.#requests.event;
  }

  /** Fires once, after all open requests were rejected. */
  get onClose(): Emitter<void>['event'] {
    return this.#closed.event;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  request(method: string, params: unknown, timeoutMs = REQUEST_TIMEOUT_MS): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(disconnected());
    const id = (this.#lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const answered = new AbortController();
    const settle = <T>(then: (value: T) => void) => {
      return (value: T): void => {
        this.#open.delete(id);
        answered.abort();
        then(value);
      };
    };
    const request = { method, resolve: settle(resolve), reject: settle(reject) };
    this.#open.set(id, request);
    void this.#watch(request, timeoutMs, answered.signal);
    this.#transport.send(messageText({ id, method, params }));
    return promise;
  }

  notify(method: string): void {
    this.#transport.send(messageText({ method }));
  }

  /** Answers a request of the server. */
  respond(id: RequestId, result: unknown): void {
    this.#transport.send(messageText({ id, result }));
  }

  dispose(): void {
    this.#transport.dispose();
    this.#close();
  }

  async #watch(request: OpenRequest, timeoutMs: number, answered: AbortSignal): Promise<void> {
    await this.#clock.sleep(timeoutMs, answered);
    if (!answered.aborted) request.reject(timedOut(request.method));
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    const message = readMessage(text);
    switch (message?.kind) {
      case undefined:
        this.#logger.warn('The app-server sent something that is no message.');
        break;
      case 'request':
        this.#requests.fire(message.request);
        break;
      case 'notification':
        this.#notifications.fire(message.notification);
        break;
      case 'success':
        this.#open.get(message.id)?.resolve(message.result);
        break;
      case 'failure': {
        const open = this.#open.get(message.id);
        open?.reject(refused(open.method, message.code, message.message));
        break;
      }
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const open of [...this.#open.values()]) open.reject(disconnected());
    this.#closed.fire();
  }
}

function disconnected(): FleetError {
  return new FleetError(
    'codex_disconnected',
    'The connection to the app-server ended. Try again in a moment.',
    { retryable: true },
  );
}

function timedOut(method: string): FleetError {
  return new FleetError(
    'codex_request_timeout',
    `The app-server did not answer ${method} in time. Try again; if it stays so, stop and start her.`,
    {
      retryable: true,
      details: { method },
    },
  );
}

/** Codex' own text may hold paths: it stays in the cause. */
function refused(method: string, rpcCode: number, text: string): FleetError {
  return new FleetError(
    'codex_failed',
    `Codex refused ${method}. Try again; if it refuses again, look at her terminal.`,
    {
      details: { method, rpcCode },
      cause: new Error(text),
    },
  );
}
