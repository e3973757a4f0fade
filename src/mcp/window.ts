import path from 'node:path';
import type { Duplex } from 'node:stream';
import { SocketFolder } from '../adapters/codex/host/socketFolder.ts';
import { stateRoots } from '../adapters/store/root.ts';
import type { Fleet } from '../core/fleetApi.ts';
import type { Holder } from '../core/lease.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import { leadHolder } from '../operations/holder.ts';
import { startControlServer } from './controlServer.ts';
import type { ClientHello } from './hello.ts';
import { createMcpServer } from './server.ts';
import { StreamTransport } from './transports.ts';

export interface WindowOptions {
  readonly fleet: Fleet;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** The window's workspace folders as they are now. */
  readonly folders: () => readonly string[];
  readonly logger: Logger;
  /** Hears who works through this window, whenever somebody comes or goes. */
  readonly onClients?: (clients: readonly ClientHello[]) => void;
}

/**
 * Serves leads through this window until disposed: a control socket, and one MCP server per connection over the
 * window's fleet (which stays the caller's).
 * @throws FleetError `socket_path_too_long`, `state_directory_unsafe`, `state_unwritable`
 */
export async function serveWindow(options: WindowOptions): Promise<Disposable> {
  const { env, version, folders, logger } = options;
  const clients = new Set<ClientHello>();
  const stateRoot = stateRoots(env).root;
  return startControlServer({
    socketDir: socketFolder(stateRoot, env),
    stateRoot,
    version,
    folders,
    onConnection(hello, stream) {
      clients.add(hello);
      options.onClients?.([...clients]);
      logger.info(`A lead is connected (${hello.kind} ${hello.version}).`);
      serveConnection(options, hello, stream, () => {
        clients.delete(hello);
        options.onClients?.([...clients]);
      });
    },
  });
}

function serveConnection(
  { fleet, version, logger }: WindowOptions,
  { caller, cwd }: ClientHello,
  stream: Duplex,
  onEnd: () => void,
): void {
  // Whatever they call themselves: a person is in front of the window, and their command line works by itself.
  const holderOf = (threadId: string | null): Holder => leadHolder(caller, threadId);
  const server = createMcpServer({ fleet, holderOf, cwd, version, logger });
  stream.once('close', () => {
    server.dispose();
    onEnd();
  });
  server.connect(new StreamTransport(stream)).catch(() => stream.destroy());
}

/** The folder for sockets that all processes over the state root agreed on. */
function socketFolder(stateRoot: string, env: WindowOptions['env']): string {
  const nonce = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex');
  return path.dirname(new SocketFolder(stateRoot, env, nonce).pathFor('control'));
}
