import { existsSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appServersOn } from '../../../../../src/adapters/codex/host/appServers.ts';
import { SocketFolder } from '../../../../../src/adapters/codex/host/socketFolder.ts';
import { awaitEnd, clearStaleSocket, isListening } from '../../../../../src/adapters/codex/host/sockets.ts';
import { FakeClock, settle } from '../../../fakes/ports/fakeClock.ts';
import { scratchFolder } from './support.ts';

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return server;
}

/** What a killed server leaves: closing removes the file that it was bound to, so it is put aside before. */
async function leaveStale(path: string): Promise<void> {
  const server = await listen(path);
  renameSync(path, `${path}.aside`);
  await new Promise((resolve) => server.close(resolve));
  renameSync(`${path}.aside`, path);
}

describe('a socket file', () => {
  it('stays while someone listens', async () => {
    const path = join(scratchFolder(), 'a.sock');
    await listen(path);
    await clearStaleSocket(path);
    expect(existsSync(path)).toBe(true);
    expect(await isListening(path)).toBe(true);
  });

  it('goes when nobody does', async () => {
    const path = join(scratchFolder(), 'a.sock');
    await leaveStale(path);
    expect(existsSync(path)).toBe(true);
    expect(await isListening(path)).toBe(false);
    await clearStaleSocket(path);
    expect(existsSync(path)).toBe(false);
    await clearStaleSocket(path);
  });

  it('is never anything else', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    symlinkSync(join(folder, 'file'), join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    for (const name of ['file', 'link', 'folder']) {
      await expect(clearStaleSocket(join(folder, name))).rejects.toMatchObject({
        code: 'state_directory_unsafe',
      });
      expect(existsSync(join(folder, name))).toBe(true);
    }
  });
});

describe('waiting for a server to end', () => {
  /** A server on the socket that ends at one of the signals, and the wait for it. */
  async function waitFor(obeys: 'SIGTERM' | 'SIGKILL' | null) {
    const path = join(scratchFolder(), 'a.sock');
    const server = await listen(path);
    const clock = new FakeClock();
    const signals: string[] = [];
    const waiting = awaitEnd(path, clock, (signal) => {
      signals.push(signal);
      if (signal === obeys) server.close();
    });
    while (clock.sleeping === 0) await settle();
    return { path, server, clock, signals, waiting };
  }

  it('is over when nobody listens any more', async () => {
    const { path, server, clock, signals, waiting } = await waitFor(null);
    await new Promise((resolve) => server.close(resolve));
    await clock.advance(20);
    await waiting;
    expect(existsSync(path)).toBe(false);
    expect(signals).toEqual([]);
  });

  it('tells one that stays to end', async () => {
    const { path, clock, signals, waiting } = await waitFor('SIGTERM');
    await clock.advance(3000);
    await waiting;
    expect(signals).toEqual(['SIGTERM']);
    expect(existsSync(path)).toBe(false);
  });

  it('ends one by force that does not listen, and is given up when that is in vain', async () => {
    const { path, clock, signals, waiting } = await waitFor(null);
    for (let passed = 0; passed < 6000; passed += 500) await clock.advance(500);
    await waiting;
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(existsSync(path)).toBe(true);
  });

  it('is nothing when there is no socket', async () => {
    await awaitEnd(join(scratchFolder(), 'a.sock'), new FakeClock(), () => {
      throw new Error('There is nobody to signal.');
    });
  });
});

describe('the app-servers on a socket', () => {
  it('are known by their command lines, launchers included', () => {
    const proc = scratchFolder();
    const add = (pid: number, ...words: readonly string[]): void => {
      mkdirSync(join(proc, String(pid)));
      writeFileSync(join(proc, String(pid), 'cmdline'), words.map((word) => `${word}\0`).join(''));
    };
    add(11, 'node', '/bin/codex', 'app-server', '--listen', 'unix:///run/a.sock');
    add(12, '/vendor/codex', 'app-server', '--listen', 'unix:///run/a.sock');
    add(13, '/vendor/codex', 'app-server', '--listen', 'unix:///run/b.sock');
    add(14, '/vendor/codex', '--remote', 'unix:///run/a.sock');
    mkdirSync(join(proc, '15'));
    mkdirSync(join(proc, 'self'));
    expect(appServersOn('/run/a.sock', proc).toSorted((a, b) => a - b)).toEqual([11, 12]);
    expect(appServersOn('/run/a.sock', join(proc, 'none'))).toEqual([]);
  });
});

describe('the folder of the sockets', () => {
  const at = (root: string, env: Record<string, string> = {}): SocketFolder =>
    new SocketFolder(root, env, () => String(Math.random()));

  function runtimeFolder(): string {
    const runtime = join(scratchFolder(), 'run');
    mkdirSync(runtime, { mode: 0o700 });
    return runtime;
  }

  it('is below the runtime directory, private, its names telling state roots apart', () => {
    const runtime = runtimeFolder();
    const [one, other] = [join(scratchFolder(), 'state'), join(scratchFolder(), 'state')];
    const path = at(one, { XDG_RUNTIME_DIR: runtime }).pathFor('a');
    expect(path).toMatch(/\/run\/codex-master\/[0-9a-f]{8}-a\.sock$/);
    expect(statSync(join(runtime, 'codex-master')).mode & 0o777).toBe(0o700);
    expect(at(other, { XDG_RUNTIME_DIR: runtime }).pathFor('a')).not.toBe(path);
    expect(at(`${one}/../state/`, { XDG_RUNTIME_DIR: runtime }).pathFor('a')).toBe(path);
  });

  it('is below the state root where there is no runtime directory to trust', () => {
    const folder = scratchFolder();
    const root = join(folder, 'state');
    symlinkSync(folder, join(folder, 'link'));
    for (const XDG_RUNTIME_DIR of ['', 'relative', join(folder, 'missing'), join(folder, 'link')]) {
      expect(at(root, { XDG_RUNTIME_DIR }).pathFor('a')).toBe(join(root, 's/a.sock'));
    }
    expect(statSync(join(root, 's')).mode & 0o777).toBe(0o700);
  });

  it('is the same for a process that does not know the runtime directory', () => {
    const runtime = runtimeFolder();
    const root = join(scratchFolder(), 'state');
    const chosen = at(root, { XDG_RUNTIME_DIR: runtime }).pathFor('a');
    expect(at(root).pathFor('a')).toBe(chosen);
    expect(at(root, { XDG_RUNTIME_DIR: runtimeFolder() }).pathFor('a')).toBe(chosen);
    const later = join(scratchFolder(), 'state');
    const without = at(later).pathFor('b');
    expect(at(later, { XDG_RUNTIME_DIR: runtime }).pathFor('b')).toBe(without);
  });

  it('is chosen anew when it can no longer be used', () => {
    const runtime = runtimeFolder();
    const root = join(scratchFolder(), 'state');
    at(root, { XDG_RUNTIME_DIR: runtime }).pathFor('a');
    renameSync(runtime, `${runtime}.gone`);
    expect(at(root, { XDG_RUNTIME_DIR: runtime }).pathFor('a')).toBe(join(root, 's/a.sock'));
    renameSync(`${runtime}.gone`, runtime);
    expect(at(root, { XDG_RUNTIME_DIR: runtime }).pathFor('a')).toBe(join(root, 's/a.sock'));
  });

  it('survives a damaged memory', () => {
    const root = join(scratchFolder(), 'state');
    at(root).pathFor('a');
    for (const damage of ['', '{"version":1,"folder":"relative"}', 'x'.repeat(5000)]) {
      writeFileSync(join(root, 'sockets.json'), damage);
      expect(at(root).pathFor('a')).toBe(join(root, 's/a.sock'));
    }
  });

  it('keeps paths short enough for a socket, else says what to do', () => {
    const root = join(scratchFolder(), 'x'.repeat(40), 'state');
    const runtime = runtimeFolder();
    expect(
      Buffer.byteLength(at(root, { XDG_RUNTIME_DIR: runtime }).pathFor('a'.repeat(32))),
    ).toBeLessThanOrEqual(100);
    const long = join(scratchFolder(), 'x'.repeat(80));
    expect(() => at(long).pathFor('a')).toThrow(
      expect.objectContaining({ code: 'socket_path_too_long' }) as Error,
    );
  });

  it('refuses a state root that is a link', () => {
    const folder = scratchFolder();
    symlinkSync(folder, join(folder, 'state'));
    expect(() => at(join(folder, 'state')).pathFor('a')).toThrow(
      expect.objectContaining({ code: 'state_directory_unsafe' }) as Error,
    );
  });
});
