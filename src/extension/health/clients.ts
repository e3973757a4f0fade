import type { ClientHello } from '../../mcp/hello.ts';
import { Emitter } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';

/** Somebody who works through this window: a lead's Masterjet, or the command line. */
export interface ConnectedClient {
  readonly kind: ClientHello['kind'];
  readonly version: string;
  readonly sinceMs: number;
}

/** Who is connected to this window's control socket, and since when. */
export class ConnectedClients implements Disposable {
  readonly #now: () => number;
  readonly #since = new Map<ClientHello, number>();
  readonly #changes = new Emitter<void>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** Oldest first. */
  get all(): readonly ConnectedClient[] {
    return [...this.#since].map(([{ kind, version }, sinceMs]) => ({ kind, version, sinceMs }));
  }

  /** These are connected now, and no others. */
  readonly set = (clients: readonly ClientHello[]): void => {
    for (const known of [...this.#since.keys()]) if (!clients.includes(known)) this.#since.delete(known);
    for (const client of clients) if (!this.#since.has(client)) this.#since.set(client, this.#now());
    this.#changes.fire();
  };

  dispose(): void {
    this.#changes.dispose();
  }
}
