import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { SocketFolder } from '../adapters/codex/host/socketFolder.ts';
import { stateRoots } from '../adapters/store/root.ts';
import type { Fleet } from '../core/fleetApi.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import { startControlServer } from '../mcp/control.ts';
import type { ClientHello } from '../mcp/control.ts';
import { createMcpServer } from '../mcp/server.ts';
import { StreamTransport } from '../mcp/transports.ts';

export interface ControlOptions {
  readonly fleet: Fleet;
  readonly version: string;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute folders of the window's workspace, as they are now. */
  readonly folders: () => readonly string[];
}

/** Opens the window's control socket: each connection gets an MCP server of its own over the window's fleet. */
export async function openControlSocket(options: ControlOptions): Promise<Disposable> {
  const { root } = stateRoots(options.environment);
  return startControlServer({
    socketDir: socketFolder(root, options.environment),
    stateRoot: root,
    version: options.version,
    folders: options.folders,
    onConnection: (hello, stream) => serve(options, hello, stream),
  });
}

/** Asked of the one place that decides it, so that clients look where we listen, whoever came first. */
function socketFolder(root: string, environment: ControlOptions['environment']): string {
  const sockets = new SocketFolder(root, environment, () => randomBytes(8).toString('hex'));
  return path.dirname(sockets.pathFor('control'));
}

function serve(options: ControlOptions, hello: ClientHello, stream: Duplex): void {
  const { fleet, version, logger } = options;
  const holder = { owner: hello.owner, kind: hello.kind === 'mcp' ? 'lead' : 'person' } as const;
  const server = createMcpServer({ fleet, holder, cwd: hello.cwd, version, logger });
  logger.info(`A ${hello.kind} client of version ${hello.version} is connected`);
  stream.once('close', () => {
    logger.info(`A ${hello.kind} client is gone`);
    server.dispose();
  });
  server.connect(new StreamTransport(stream)).catch((error: unknown) => {
    logger.error('A client could not be served', error);
    stream.destroy();
  });
}
