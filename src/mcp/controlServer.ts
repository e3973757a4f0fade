import { randomBytes } from 'node:crypto';
import { chmodSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { ensurePrivateDirectory } from '../adapters/store/directories.ts';
import { FleetError } from '../core/errors.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { parseClientHello, readFirstLine, writeHello, type ClientHello, type WindowHello } from './hello.ts';

/** Unix allows about 107 bytes for a socket's path. */
const MAX_SOCKET_PATH_BYTES = 100;
const HELLO_TIMEOUT_MS = 2000;

export interface ControlServerOptions {
  /** The folder for sockets that is in force for the state root; made if it is missing. */
  readonly socketDir: string;
  readonly stateRoot: string;
  readonly version: string;
  /** The window's workspace folders as they are now. */
  readonly folders: () => readonly string[];
  /** A client said who it is; from here on the stream is MCP. It ends with the client or the server. */
  readonly onConnection: (hello: ClientHello, stream: Duplex) => void;
}

export interface ControlServer extends Disposable {
  readonly socketPath: string;
}

/**
 * Listens for MCP processes and command lines that want to work through this window: a socket of mode 0600 in a
 * folder of mode 0700, one per window.
 * @throws FleetError `socket_path_too_long`, `state_directory_unsafe`, `state_unwritable`
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const folder = path.join(options.socketDir, 'control');
  ensurePrivateDirectory(options.socketDir);
  ensurePrivateDirectory(folder);
  const socketPath = path.join(folder, `${process.pid}-${randomBytes(3).toString('hex')}.sock`);
  refuseLongPath(socketPath);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Nobody can be served without the window's own words.
    welcome(socket, options).catch(() => socket.destroy());
  });
  await listen(server, socketPath);
  return { socketPath, dispose: () => close(server, sockets, socketPath) };
}

function refuseLongPath(socketPath: string): void {
  if (Buffer.byteLength(socketPath) <= MAX_SOCKET_PATH_BYTES) return;
  throw new FleetError(
    'socket_path_too_long',
    `The path of the window's control socket would be longer than ${MAX_SOCKET_PATH_BYTES} bytes. ` +
      'Set XDG_RUNTIME_DIR or CODEX_MASTER_MCP_STATE to a directory with a shorter path.',
  );
}

async function listen(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new FleetError(
          'state_unwritable',
          'The window could not listen on its control socket. Look whether XDG_RUNTIME_DIR is a folder of your own.',
          { cause },
        ),
      ),
    );
    server.listen(socketPath, () => resolve());
  });
  chmodSync(socketPath, 0o600);
}

async function welcome(socket: Socket, options: ControlServerOptions): Promise<void> {
  // A connection that breaks ends by its `close`; without a listener the error would end the window.
  socket.on('error', () => {});
  writeHello(socket, windowHello(options));
  const line = await readFirstLine(socket, HELLO_TIMEOUT_MS);
  const hello = line === null ? null : parseClientHello(line);
  if (hello === null) socket.destroy();
  else options.onConnection(hello, socket);
}

function windowHello({ stateRoot, version, folders }: ControlServerOptions): WindowHello {
  return { codexMaster: 1, kind: 'window', stateRoot, version, folders: folders() };
}

function close(server: Server, sockets: ReadonlySet<Socket>, socketPath: string): void {
  server.close();
  for (const socket of sockets) socket.destroy();
  try {
    unlinkSync(socketPath);
  } catch {
    // Closing the server removed it already.
  }
}
