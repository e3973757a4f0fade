import type { Clock, CodexConnector, Logger } from '../../core/ports.ts';
import { hearStream } from './link/hearStream.ts';
import { startLink } from './link/link.ts';
import { webSocketTransport } from './rpc/webSocketTransport.ts';
import { unwantedBy } from './wire/notifications.ts';

export interface CodexConnectorOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What we call ourselves to the app-server, `1.2.3`. */
  readonly clientVersion: string;
  /** From 0 to 1, for the jitter of reconnecting. */
  readonly random?: () => number;
  /** Links tell what she plans, changes and says (`onContent`) as well; false unless told. */
  readonly withContent?: boolean;
}

/** Links to app-servers that listen on Unix sockets. */
export function createCodexConnector(options: CodexConnectorOptions): CodexConnector {
  const { clock, logger, clientVersion, random = Math.random, withContent = false } = options;
  const deps = { clock, logger, clientVersion, random, withContent, unwanted: unwantedBy(withContent) };
  return {
    connect: (_agentId, socketPath, preferred) =>
      startLink({ ...deps, openTransport: () => webSocketTransport(socketPath) }, preferred),
    hearsStream: async (socketPath, threadId, forMs) =>
      hearStream(
        { clock, logger, clientVersion, openTransport: () => webSocketTransport(socketPath) },
        threadId,
        forMs,
      ),
  };
}
