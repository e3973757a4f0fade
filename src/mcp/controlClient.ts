import { lstatSync, unlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { parseWindowHello, readFirstLine, writeHello, type ClientHello, type WindowHello } from './hello.ts';
import { controlFolder, isWithin, socketsIn } from './places.ts';

/** A window that does not say hello within this time is taken for hung. */
const HELLO_TIMEOUT_MS = 1000;
/** A socket younger than this may belong to a window that is about to listen. */
const STALE_AFTER_MS = 2000;

/** A connection to a window over which MCP can be spoken. */
export interface WindowConnection {
  readonly hello: WindowHello;
  readonly socket: Socket;
}

/**
 * A window of the fleet that answers: the newest whose workspace holds the client's directory, else the newest;
 * null when there is none. Removes sockets on which nobody listens.
 */
export async function findWindow(
  stateRoot: string,
  client: ClientHello,
  timeoutMs = HELLO_TIMEOUT_MS,
): Promise<WindowConnection | null> {
  const files = socketsIn(controlFolder(stateRoot));
  const answers = await Promise.all(files.map(async (file) => greet(file, stateRoot, timeoutMs)));
  const windows = answers.filter((window) => window !== null);
  const near = windows.find(({ hello }) => hello.folders.some((folder) => isWithin(client.cwd, folder)));
  const chosen = near ?? windows[0] ?? null;
  for (const window of windows) if (window !== chosen) window.socket.destroy();
  if (chosen !== null) writeHello(chosen.socket, client);
  return chosen;
}

async function greet(file: string, stateRoot: string, timeoutMs: number): Promise<WindowConnection | null> {
  const socket = await open(file);
  if (socket === null) return null;
  const line = await readFirstLine(socket, timeoutMs);
  const hello = line === null ? null : parseWindowHello(line);
  if (hello !== null && hello.stateRoot === stateRoot) return { hello, socket };
  socket.destroy();
  return null;
}

async function open(file: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => resolve(socket));
    // Stays for the socket's whole life: what ends a connection is its `close`.
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') removeStale(file);
      resolve(null);
    });
  });
}

function removeStale(file: string): void {
  try {
    if (Date.now() - lstatSync(file).mtimeMs > STALE_AFTER_MS) unlinkSync(file);
  } catch {
    // Another process removed it first.
  }
}
