import fs, { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchPath } from '../../../src/adapters/config/watchPath.ts';
import { StateWatcher } from '../../../src/adapters/store/watch.ts';
import { RecordingLogger, scratchFolder } from './store/support.ts';

/** As Linux refuses when editors have taken every watch that a person may have. */
function noWatchLeft(): never {
  throw Object.assign(new Error('System limit for number of file watchers reached'), { code: 'ENOSPC' });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(fs, 'watch').mockImplementation(noWatchLeft);
  syncBuiltinESMExports();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

it('what other processes write is seen all the same, a little later, and the log says so', async () => {
  const root = scratchFolder();
  for (const folder of ['meta', 'leases', 'holds', 'deeds', 'findings']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'leases', 'a.json'), 'old');
  const logger = new RecordingLogger();
  const watcher = new StateWatcher(root, async () => Promise.resolve(), logger);
  const seen: string[] = [];
  watcher.onDidChange(({ agentId, what }) => seen.push(`${agentId} ${what}`));
  const handle = watcher.watch();
  await vi.waitFor(() => expect(logger.lines).toHaveLength(6));
  expect(logger.lines[0]).toMatch(/^warn: .*ENOSPC.*max_user_watches/u);
  writeFileSync(join(root, 'leases', 'a.json'), 'other');
  writeFileSync(join(root, 'meta', 'b.json'), '');
  writeFileSync(join(root, 'meta', '.b.json.tmp'), '');
  await vi.advanceTimersByTimeAsync(2000);
  expect(seen.toSorted()).toEqual(['a lease', 'b meta']);
  rmSync(join(root, 'leases', 'a.json'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(seen).toHaveLength(3);
  handle.dispose();
  expect(vi.getTimerCount()).toBe(0);
  watcher.dispose();
});

it('the fleet file is followed all the same', async () => {
  vi.useRealTimers();
  const file = join(scratchFolder(), 'fleet.json');
  const errors: unknown[] = [];
  const changed = new Promise<void>((resolve) => {
    const watching = watchPath(
      file,
      () => {
        watching.dispose();
        resolve();
      },
      (error) => errors.push(error),
    );
  });
  // The first look notes what is there, and nobody hears of it: one of these comes after it.
  let version = 0;
  const writing = setInterval(() => writeFileSync(file, `{"version":${(version += 1)}}`), 50);
  await changed;
  clearInterval(writing);
  expect(errors).not.toEqual([]);
});
