import type { Link } from '../../../core/agent/agent.ts';
import { Emitter, type Disposable } from '../../../core/lifecycle.ts';
import type { Clock, Logger } from '../../../core/ports.ts';
import { RpcClient } from '../rpc/client.ts';
import type { Transport } from '../rpc/transport.ts';
import { Backoff } from './backoff.ts';
import { greet } from './greet.ts';

/** A connection that ended sooner did not help: the waiting goes on where it was. */
const LASTING_MS = 1000;

export interface ConnectionDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly clientVersion: string;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly openTransport: () => Transport;
  /** Notifications that the server is not to send. */
  readonly unwanted: readonly string[];
}

/** Keeps one initialized connection to an app-server, for ever, until disposed. */
export class ServerConnection implements Disposable {
  readonly #deps: ConnectionDeps;
  readonly #ending = new AbortController();
  readonly #links = new Emitter<Link>();
  readonly #ups = new Emitter<RpcClient>();
  readonly #downs = new Emitter<'closed' | 'unreachable'>();
  #rpc: RpcClient | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
  }

  readonly onLink = this.#links.event;
  /** A new connection, initialized. */
  readonly onUp = this.#ups.event;
  /** `closed`: the connection ended. `unreachable`: an attempt to make one failed, so the server is gone. */
  readonly onDown = this.#downs.event;

  start(): void {
    this.#keep().catch((error: unknown) =>
      this.#deps.logger.error('Keeping a connection to an app-server failed.', error),
    );
  }

  dispose(): void {
    this.#ending.abort();
    this.#rpc?.dispose();
    for (const emitter of [this.#links, this.#ups, this.#downs]) emitter.dispose();
  }

  async #keep(): Promise<void> {
    const { clock, random } = this.#deps;
    const { signal } = this.#ending;
    let backoff = Backoff.first;
    // Whoever asked for the connection is to hear of its first attempt as well.
    await Promise.resolve();
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      this.#links.fire({ kind: 'connecting', attempt });
      const beganMs = clock.nowMs();
      const wasUp = await this.#connect();
      if (wasUp) attempt = 0;
      this.#downs.fire(wasUp ? 'closed' : 'unreachable');
      if (wasUp && clock.nowMs() - beganMs >= LASTING_MS) {
        backoff = Backoff.first;
        continue;
      }
      await clock.sleep(backoff.delayMs(random()), signal);
      backoff = backoff.next();
    }
  }

  /** Makes a connection and stays until it ends; false when none came to be. */
  async #connect(): Promise<boolean> {
    const rpc = await this.#open();
    if (rpc === null) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    rpc.onClose(() => resolve());
    this.#links.fire({ kind: 'connected' });
    this.#ups.fire(rpc);
    if (!rpc.isClosed) await promise;
    return true;
  }

  async #open(): Promise<RpcClient | null> {
    const { clock, logger, openTransport } = this.#deps;
    const transport = openTransport();
    const rpc = new RpcClient(transport, clock, logger);
    this.#rpc = rpc;
    try {
      await transport.opened;
      await greet(rpc, this.#deps.clientVersion, this.#deps.unwanted);
    } catch (error) {
      logger.debug(`No connection to the app-server yet: ${String(error)}`);
      rpc.dispose();
    }
    return rpc.isClosed ? null : rpc;
  }
}
