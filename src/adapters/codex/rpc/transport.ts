import type { Disposable, Event } from '../../../core/lifecycle.ts';

/**
 * Carries whole messages (one JSON text each) to an app-server and back. Every message is delivered in a task of
 * its own: what awaits the answer of a request has run on before the message after it is handed out.
 */
export interface Transport extends Disposable {
  /** Resolves when messages may be sent; rejects with `codex_disconnected` when that never came to be. */
  readonly opened: Promise<void>;
  readonly onMessage: Event<string>;
  /** Fires once: the other side ended, or `dispose` was called. */
  readonly onClose: Event<void>;
  send(text: string): void;
}
