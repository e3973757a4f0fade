import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findWindow,
  startControlServer,
  type ClientHello,
  type ControlServer,
} from '../../../src/mcp/control.ts';
import { controlFolder, isWithin, socketsIn } from '../../../src/mcp/places.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const client: ClientHello = {
  codexMaster: 1,
  kind: 'mcp',
  cwd: '/srv/space/sub',
  caller: {
    owner: 'o',
    ownerIs: 'made',
    process: { pid: 7, started: '99', boot: 'b', host: 'h', space: 's' },
    client: null,
  },
  version: '1',
};

let root: string;
let open: { dispose(): void }[];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cm-'));
  open = [];
});

afterEach(async () => {
  for (const item of open) item.dispose();
  await clearFolder(root);
});

interface Window {
  readonly server: ControlServer;
  readonly clients: { readonly hello: ClientHello; readonly stream: Duplex }[];
}

async function window(folders: readonly string[] = [], stateRoot = root): Promise<Window> {
  const clients: Window['clients'] = [];
  const server = await startControlServer({
    socketDir: path.join(root, 's'),
    stateRoot,
    version: '1',
    folders: () => folders,
    onConnection: (hello, stream) => clients.push({ hello, stream }),
  });
  open.push(server);
  return { server, clients };
}

async function found(timeoutMs?: number) {
  const window = await findWindow(root, client, timeoutMs);
  if (window !== null) open.push({ dispose: () => window.socket.destroy() });
  return window;
}

/** A socket file that nobody listens on, made `ageMs` ago. */
async function deadSocket(name: string, ageMs: number): Promise<string> {
  const file = path.join(root, 's', 'control', name);
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(`${file}.x`, resolve));
  // A listening server removes its own file when it closes; a hard link stays.
  const { linkSync } = await import('node:fs');
  linkSync(`${file}.x`, file);
  await new Promise((resolve) => server.close(resolve));
  const at = (Date.now() - ageMs) / 1000;
  utimesSync(file, at, at);
  return file;
}

describe('a window and a client', () => {
  it('greet each other, then the stream is theirs both ways', async () => {
    const { clients } = await window(['/srv/space']);
    const connection = await found();
    expect(connection?.hello).toEqual({
      codexMaster: 1,
      kind: 'window',
      stateRoot: root,
      version: '1',
      folders: ['/srv/space'],
    });
    connection?.socket.write('to the window\n');
    await expect.poll(() => clients.length).toBe(1);
    expect(clients[0]?.hello).toEqual(client);
    const [stream] = clients.map(({ stream }) => stream);
    const heard = new Promise((resolve) => stream?.once('data', (chunk) => resolve(String(chunk))));
    stream?.resume();
    expect(await heard).toBe('to the window\n');
  });

  it('use a private socket in a private folder', async () => {
    const { server } = await window();
    expect(lstatSync(server.socketPath).mode & 0o777).toBe(0o600);
    expect(lstatSync(path.dirname(server.socketPath)).mode & 0o777).toBe(0o700);
  });

  it('part when the window closes, and its socket is gone', async () => {
    const { server } = await window();
    const connection = await found();
    const closed = new Promise((resolve) => connection?.socket.once('close', resolve));
    connection?.socket.resume();
    server.dispose();
    await closed;
    expect(socketsIn(controlFolder(root))).toEqual([]);
  });
});

describe('of several windows', () => {
  it('the newest answers', async () => {
    const [older, newer] = [await window(), await window()];
    utimesSync(older.server.socketPath, 1, 1);
    await found();
    await expect.poll(() => newer.clients.length).toBe(1);
    expect(older.clients).toEqual([]);
  });

  it('the one whose workspace holds the client’s directory is preferred', async () => {
    const near = await window(['/elsewhere', '/srv/space']);
    utimesSync(near.server.socketPath, 1, 1);
    const newer = await window(['/srv/spaceship']);
    await found();
    await expect.poll(() => near.clients.length).toBe(1);
    expect(newer.clients).toEqual([]);
  });

  it('those of another fleet do not count', async () => {
    const other = await window([], '/another/state');
    expect(await found()).toBeNull();
    expect(other.clients).toEqual([]);
  });
});

describe('no window', () => {
  it('is there without a folder, or with an empty one', async () => {
    expect(await found()).toBeNull();
    mkdirSync(controlFolder(root), { recursive: true, mode: 0o700 });
    expect(await found()).toBeNull();
  });

  it.each([
    ['open to others', () => chmodSync(controlFolder(root), 0o755)],
    ['a link', () => linkAway(controlFolder(root))],
  ])('is trusted in a folder that is %s', async (_, spoil) => {
    await window();
    spoil();
    expect(await found()).toBeNull();
  });

  it('is there when one listens but says nothing', async () => {
    mkdirSync(controlFolder(root), { recursive: true, mode: 0o700 });
    const mute = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => mute.listen(path.join(controlFolder(root), 'mute.sock'), resolve));
    open.push({ dispose: () => mute.close() });
    expect(await found(30)).toBeNull();
  });

  it.each(['nonsense\n', '{"codexMaster":2}\n', 'x'.repeat(70_000), '{"codexMaster":1,"kind":"mcp"}\n'])(
    'is there when one says something else (%#)',
    async (line) => {
      mkdirSync(controlFolder(root), { recursive: true, mode: 0o700 });
      const odd = createServer((socket) => {
        socket.on('error', () => {});
        socket.end(line);
      });
      await new Promise<void>((resolve) => odd.listen(path.join(controlFolder(root), 'odd.sock'), resolve));
      open.push({ dispose: () => odd.close() });
      expect(await found(500)).toBeNull();
    },
  );

  it('leaves a dead socket of long ago removed, a fresh one and other files alone', async () => {
    mkdirSync(controlFolder(root), { recursive: true, mode: 0o700 });
    const old = await deadSocket('old.sock', 60_000);
    const fresh = await deadSocket('fresh.sock', 0);
    writeFileSync(path.join(controlFolder(root), 'note.sock'), 'a file');
    expect(await found()).toBeNull();
    expect(() => lstatSync(old)).toThrow(/ENOENT/);
    expect(lstatSync(fresh).isSocket()).toBe(true);
    expect(socketsIn(controlFolder(root))).toEqual([fresh]);
  });
});

function linkAway(folder: string): void {
  const elsewhere = `${folder}-elsewhere`;
  mkdirSync(elsewhere, { mode: 0o700 });
  rmSync(folder, { recursive: true });
  symlinkSync(elsewhere, folder);
}

describe('a control server', () => {
  it('refuses a path that is too long for a socket', async () => {
    const socketDir = path.join(root, 'x'.repeat(90));
    await expect(
      startControlServer({ socketDir, stateRoot: root, version: '1', folders: () => [], onConnection() {} }),
    ).rejects.toMatchObject({ code: 'socket_path_too_long' });
  });

  it('sends away who does not say who it is', async () => {
    const { server, clients } = await window();
    const { connect } = await import('node:net');
    const stranger = connect(server.socketPath);
    stranger.on('error', () => {});
    stranger.write('hello?\n');
    stranger.resume();
    await new Promise((resolve) => stranger.once('close', resolve));
    expect(clients).toEqual([]);
  });
});

describe('places', () => {
  it('lie below the folder that was chosen for sockets, else below the state root', () => {
    expect(controlFolder(root)).toBe(path.join(root, 's', 'control'));
    writeFileSync(path.join(root, 'sockets.json'), '{"version":1,"folder":"/run/user/1/codex-master"}');
    expect(controlFolder(root)).toBe('/run/user/1/codex-master/control');
    writeFileSync(path.join(root, 'sockets.json'), '{"version":1,"folder":"relative"}');
    expect(controlFolder(root)).toBe(path.join(root, 's', 'control'));
    rmSync(path.join(root, 'sockets.json'));
    execFileSync('mkfifo', [path.join(root, 'sockets.json')]);
    expect(controlFolder(root)).toBe(path.join(root, 's/control'));
  });

  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/', '/a', false],
    ['/a/..b', '/a', true],
  ])('%s within %s: %s', (inner, folder, expected) => {
    expect(isWithin(inner, folder)).toBe(expected);
  });
});
