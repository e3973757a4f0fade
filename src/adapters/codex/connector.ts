import type { Clock, CodexConnector, Logger } from '../../core/ports.ts';
import { hearStream } from './link/hearStream.ts';
import { startLink } from './link/link.ts';
import { webSocketTransport } from './rpc/webSocketTransport.ts';

export interface CodexConnectorOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What we call ourselves to the app-server, `1.2.3`. */
  readonly clientVersion: string;
  /** From 0 to 1, for the jitter of reconnecting. */
  readonly random?: () => number;
}

/** Links to app-servers that listen on Unix sockets. */
export function createCodexConnector(options: CodexConnectorOptions): CodexConnector {
  const { clock, logger, clientVersion, random = Math.random } = options;
  return {
    connect: (_agentId, socketPath, threadId) =>
      startLink(
        { clock, logger, clientVersion, random, openTransport: () => webSocketTransport(socketPath) },
        threadId,
      ),
    hearsStream: async (socketPath, threadId, forMs) =>
      hearStream(
        { clock, logger, clientVersion, openTransport: () => webSocketTransport(socketPath) },
        threadId,
        forMs,
      ),
  };
}
