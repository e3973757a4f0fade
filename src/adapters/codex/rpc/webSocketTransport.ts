import { WebSocket, type RawData } from 'ws';
import { FleetError } from '../../../core/errors.ts';
import { Emitter } from '../../../core/lifecycle.ts';
import type { Transport } from './transport.ts';

/** Far above any message of Codex; a larger one ends the connection. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** A socket that somebody else listens on may take the connection and stay silent. */
const HANDSHAKE_TIMEOUT_MS = 5000;

/** A WebSocket over a Unix socket, one message per text frame, as `codex app-server --listen unix://…` speaks it. */
export function webSocketTransport(socketPath: string): Transport {
  return new WebSocketTransport(socketPath);
}

class WebSocketTransport implements Transport {
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  readonly #messages = new Emitter<string>();
  readonly #closed = new Emitter<void>();
  readonly onMessage = this.#messages.event;
  readonly onClose = this.#closed.event;

  constructor(socketPath: string) {
    this.#socket = new WebSocket(`ws+unix:${socketPath}:/`, {
      perMessageDeflate: false,
      // `Transport` promises one task per message; `ws` would hand out all that arrived together in one.
      allowSynchronousEvents: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    this.opened = this.#open();
    this.#socket.on('message', (data) => this.#messages.fire(textOf(data)));
    this.#socket.on('close', () => this.#closed.fire());
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  dispose(): void {
    // Nobody waits for a closing handshake: the server notices the end of the connection.
    this.#socket.terminate();
  }

  #open(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#socket.on('open', resolve);
    this.#socket.on('close', () => reject(unreachable(undefined)));
    // An error after the opening is followed by a close, which says all that we need.
    this.#socket.on('error', (cause) => reject(unreachable(cause)));
    // Who does not await `opened` hears of the failure by `onClose`.
    promise.catch(() => {});
    return promise;
  }
}

function unreachable(cause: unknown): FleetError {
  return new FleetError(
    'codex_disconnected',
    'The app-server cannot be reached. Try again; if it stays so, stop and start her.',
    {
      retryable: true,
      cause,
    },
  );
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
