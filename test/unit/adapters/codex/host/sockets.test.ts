import { existsSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SocketFolder } from '../../../../../src/adapters/codex/host/socketFolder.ts';
import { awaitEnd, clearStaleSocket, isListening } from '../../../../../src/adapters/codex/host/sockets.ts';
import { FakeClock, settle } from '../../../fakes/fakeClock.ts';
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
  it('is over when nobody listens any more', async () => {
    const path = join(scratchFolder(), 'a.sock');
    const server = await listen(path);
    const clock = new FakeClock();
    const waiting = awaitEnd(path, clock);
    while (clock.sleeping === 0) await settle();
    await new Promise((resolve) => server.close(resolve));
    await clock.advance(20);
    await waiting;
    expect(existsSync(path)).toBe(false);
  });

  it('is given up after a few seconds', async () => {
    const path = join(scratchFolder(), 'a.sock');
    await listen(path);
    const clock = new FakeClock();
    const waiting = awaitEnd(path, clock);
    while (clock.sleeping === 0) await settle();
    await clock.advance(5000);
    await waiting;
    expect(existsSync(path)).toBe(true);
  });

  it('is nothing when there is no socket', async () => {
    await awaitEnd(join(scratchFolder(), 'a.sock'), new FakeClock());
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
