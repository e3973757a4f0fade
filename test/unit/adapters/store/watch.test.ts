import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DiskStore } from '../../../../src/adapters/store/index.ts';
import { StateWatcher } from '../../../../src/adapters/store/watch.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type { StateChange } from '../../../../src/core/ports.ts';
import { agentMeta, openStore, RecordingLogger, scratchFolder } from './support.ts';

type Change = StateChange;

/** Starts to watch and proves it: resolves when a change of an Agentin `probe` has been heard of. */
async function watching(store: DiskStore): Promise<Disposable> {
  const handle = store.watch();
  const heard = nextChange(store, 'probe');
  const stop = pokeAt(store, 'probe');
  await heard;
  await stop();
  return handle;
}

/**
 * Writes until it is heard; a folder that is removed in the middle of a write may refuse one. Whoever stops it waits for
 * the last one: it would make the folder again that the test has cleared away.
 */
function pokeAt(store: DiskStore, agentId: string): () => Promise<void> {
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(async () => store.writeMeta(agentId, agentMeta())).catch(() => {});
  }, 20);
  return async () => {
    clearInterval(timer);
    await writing;
  };
}

function nextChange(store: DiskStore, agentId: string): Promise<Change> {
  return new Promise((resolve) => {
    const handle = store.onDidChange((change) => {
      if (change.agentId !== agentId) return;
      handle.dispose();
      resolve(change);
    });
  });
}

const lease = { agentId: 'a', owner: 'o', createdAtMs: 1, updatedAtMs: 1, expiresAtMs: 2, ttlSeconds: 1 };

describe('watching the state', () => {
  it('tells of metadata and leases that another process wrote or removed', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    const handle = await watching(store);
    const other = openStore(root);

    const meta = nextChange(store, 'a');
    await other.writeMeta('a', agentMeta());
    expect(await meta).toEqual({ agentId: 'a', what: 'meta' });

    const written = nextChange(store, 'a');
    await other.writeLease('a', lease);
    expect(await written).toEqual({ agentId: 'a', what: 'lease' });

    const removed = nextChange(store, 'a');
    await other.removeLease('a');
    expect(await removed).toEqual({ agentId: 'a', what: 'lease' });
    handle.dispose();
  });

  it('tells once of one write, and of nothing that is no Agentin', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    const handle = await watching(store);
    const seen: string[] = [];
    store.onDidChange(({ agentId, what }) => seen.push(`${agentId} ${what}`));
    writeFileSync(join(root, 'meta', 'Notes.txt'), '');
    await store.writeMeta('a', agentMeta());
    const last = nextChange(store, 'z');
    await store.writeMeta('z', agentMeta());
    await last;
    expect(seen.filter((line) => line !== 'probe meta')).toEqual(['a meta', 'z meta']);
    handle.dispose();
  });

  it('goes on until the last of those who watch has ended', async () => {
    const store = openStore(join(scratchFolder(), 'state'));
    const first = await watching(store);
    const second = store.watch();
    first.dispose();
    first.dispose();
    const change = nextChange(store, 'a');
    await store.writeMeta('a', agentMeta());
    expect(await change).toMatchObject({ agentId: 'a' });
    second.dispose();
  });

  it('can be begun anew', async () => {
    const store = openStore(join(scratchFolder(), 'state'));
    (await watching(store)).dispose();
    (await watching(store)).dispose();
  });

  it('of a state directory that cannot be used is logged, never thrown', async () => {
    const folder = scratchFolder();
    symlinkSync(folder, join(folder, 'state'));
    const logger = new RecordingLogger();
    const store = openStore(join(folder, 'state'), { logger });
    store.watch();
    await Promise.resolve();
    expect(logger.lines).toEqual(['error: The state directory cannot be watched.']);
  });

  it('begins again when a folder vanished before it could be watched, and was made anew', async () => {
    const root = join(scratchFolder(), 'state');
    const logger = new RecordingLogger();
    const watcher = new StateWatcher(root, async () => Promise.resolve(), logger);
    const handle = watcher.watch();
    await vi.waitFor(() => expect(logger.lines).toHaveLength(1));
    for (const folder of ['meta', 'leases', 'holds']) mkdirSync(join(root, folder), { recursive: true });
    watcher.revive();
    const heard = new Promise<Change>((resolve) => watcher.onDidChange(resolve));
    const poke = setInterval(() => writeFileSync(join(root, 'leases', 'a.json'), ''), 20);
    onTestFinished(() => clearInterval(poke));
    expect(await heard).toEqual({ agentId: 'a', what: 'lease' });
    handle.dispose();
    watcher.dispose();
  });

  it('goes on after the whole directory was removed and made again', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    const handle = await watching(store);
    rmSync(root, { recursive: true });
    const heard = nextChange(store, 'again');
    const stop = pokeAt(store, 'again');
    expect(await heard).toEqual({ agentId: 'again', what: 'meta' });
    await stop();
    handle.dispose();
  });
});
