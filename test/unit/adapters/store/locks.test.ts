import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { FileLocks, tryLock } from '../../../../src/adapters/store/locks.ts';
import { FakeClock, settle } from '../../fakes/ports/fakeClock.ts';
import { scratchFolder } from './support.ts';

const never = (): Promise<never> => Promise.reject(new Error('the work must not be done'));

describe('a lock', () => {
  it('is held while the work is done and free after it', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    const locks = new FileLocks(systemClock, 1000);
    const result = await locks.run(path, async () => {
      expect(tryLock(path)).toBeNull();
      return 'done';
    });
    expect(result).toBe('done');
    const free = tryLock(path);
    expect(free).not.toBeNull();
    free?.dispose();
  });

  it('is free after work that failed, whose error comes through', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    const locks = new FileLocks(systemClock, 1000);
    await expect(locks.run(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await locks.run(path, () => Promise.resolve(1))).toBe(1);
  });

  it('excludes those who came by another set of locks in the same process', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    const clock = new FakeClock();
    let free = (): void => {};
    const holding = new FileLocks(clock, 1000).run(
      path,
      () => new Promise<void>((resolve) => (free = resolve)),
    );
    await settle();
    const other = new FileLocks(clock, 1000).run(path, () => Promise.resolve('mine'));
    await settle();
    expect(clock.sleeping).toBe(1);
    free();
    await holding;
    await clock.advance(1);
    expect(await other).toBe('mine');
  });

  it('stays held although nobody keeps the handle: it does not go with the garbage', async () => {
    const path = join(scratchFolder(), 'watchdog.lock');
    const taken = (): boolean => tryLock(path) !== null;
    expect(taken()).toBe(true);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    expect(taken()).toBe(false);
  });

  it('gives up after its time-out, and says that a retry may succeed', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    const clock = new FakeClock();
    const held = tryLock(path);
    const waiting = new FileLocks(clock, 100).run(path, never);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'agent_lock_timeout', retryable: true });
    for (let ms = 0; ms <= 100; ms += 5) await clock.advance(5);
    await refused;
    held?.dispose();
  });

  it('gives up in its time also when the clock is set back', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    const held = tryLock(path);
    let nowMs = 1e12;
    let sleptMs = 0;
    const clock = {
      nowMs: () => nowMs,
      sleep: async (ms: number) => {
        nowMs -= 60_000;
        sleptMs += ms;
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const waiting = new FileLocks(clock, 100).run(path, never);
    await expect(waiting).rejects.toMatchObject({ code: 'agent_lock_timeout' });
    expect(sleptMs).toBe(100);
    held?.dispose();
  });

  it('counts the time in the queue of this process, too', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    const clock = new FakeClock();
    const locks = new FileLocks(clock, 100);
    let free = (): void => {};
    const holding = locks.run(path, () => new Promise<void>((resolve) => (free = resolve)));
    const waiting = expect(locks.run(path, never)).rejects.toMatchObject({ code: 'agent_lock_timeout' });
    await clock.advance(101);
    await waiting;
    free();
    await holding;
  });

  it('leaves one empty private file behind and nothing beside it', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'agent-a.lock');
    await new FileLocks(systemClock, 1000).run(path, () => {
      expect(readdirSync(folder)).toEqual(['agent-a.lock']);
      return Promise.resolve();
    });
    expect(readdirSync(folder)).toEqual(['agent-a.lock']);
    expect(statSync(path)).toMatchObject({ size: 0 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('heals a file with foreign bytes in it', async () => {
    const path = join(scratchFolder(), 'agent-a.lock');
    writeFileSync(path, 'not a database at all '.repeat(100));
    expect(await new FileLocks(systemClock, 1000).run(path, () => Promise.resolve('held'))).toBe('held');
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('refuses a link or folder in its place', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'target'), '');
    symlinkSync(join(folder, 'target'), join(folder, 'link.lock'));
    mkdirSync(join(folder, 'folder.lock'));
    const locks = new FileLocks(systemClock, 1000);
    for (const name of ['link.lock', 'folder.lock']) {
      await expect(locks.run(join(folder, name), never)).rejects.toMatchObject({ code: 'state_unreadable' });
    }
  });
});
