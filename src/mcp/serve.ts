import { createNodeFleet } from '../adapters/nodeFleet.ts';
import type { Fleet } from '../core/fleetApi.ts';
import type { Holder } from '../core/lease.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import { leadHolder, type Caller } from '../operations/holder.ts';
import { operations } from '../operations/index.ts';
import { SERVER_INFO } from './identity.ts';
import { createMcpServer, type McpServer } from './server.ts';
import type { Target, TargetEvents } from './target.ts';
import { LocalTransport } from './transports.ts';

/** The part of `dist/mcp.js` that is loaded only when no window serves. */

/** How long calls that change something may go on after the client has gone. */
const SETTLE_MS = 15_000;

export interface ServeOptions {
  readonly caller: Caller;
  readonly cwd: string;
  readonly logger: Logger;
}

/** The server in this process, over a fleet of its own. */
export async function serveHere({ caller, cwd, logger }: ServeOptions): Promise<Target> {
  const version = SERVER_INFO.version;
  const fleet = await createNodeFleet({ defaultCwd: cwd, logger, clientVersion: version });
  const holderOf = (threadId: string | null): Holder => leadHolder(caller, threadId);
  return new OwnTarget(fleet, createMcpServer({ fleet, holderOf, cwd, version, logger }));
}

class OwnTarget implements Target {
  readonly kind = 'own';
  readonly #fleet: Fleet;
  readonly #supervision: Disposable;
  readonly #server: McpServer;
  #transport: LocalTransport | undefined;

  constructor(fleet: Fleet, server: McpServer) {
    this.#fleet = fleet;
    this.#server = server;
    this.#supervision = fleet.supervise();
  }

  open(events: TargetEvents): void {
    this.#transport = new LocalTransport(events.message);
    // Cannot fail: the transport only takes over its callbacks.
    void this.#server.connect(this.#transport);
  }

  send(message: Parameters<LocalTransport['receive']>[0]): void {
    this.#transport?.receive(message);
  }

  async end(): Promise<void> {
    this.#server.dispose();
    await Promise.race([this.#server.settled(), delay(SETTLE_MS)]);
    this.#supervision.dispose();
    this.#fleet.dispose();
  }
}

async function delay(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Does this tool change nothing, so that calling it once more does no harm? */
export function isReadOnly(toolName: unknown): boolean {
  return operations.some(({ name, kind }) => name === toolName && kind === 'read');
}
