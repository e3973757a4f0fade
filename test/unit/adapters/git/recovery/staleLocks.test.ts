import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../../../src/adapters/clock.ts';
import { freeLocks } from '../../../../../src/adapters/git/recovery/staleLocks.ts';
import { scratchFolder } from '../../store/support.ts';

const NOTED_MS = 1_700_000_000_002;

/** Is one that was dated then there when those that were left since the note were taken away? */
async function staysThere(datedMs: number): Promise<boolean> {
  const folder = scratchFolder();
  const lock = join(folder, 'index.lock');
  writeFileSync(lock, '');
  utimesSync(lock, datedMs / 1000, datedMs / 1000);
  await freeLocks(systemClock, folder, folder, { branch: null, kept: null, noted_at_ms: NOTED_MS });
  return existsSync(lock);
}

it('a lock that was left after the note goes, one from before it is somebody else’s', async () => {
  expect(await staysThere(NOTED_MS + 500)).toBe(false);
  expect(await staysThere(NOTED_MS - 3000)).toBe(true);
});

it('one that the kernel dates by its last tick, which was in the second before, goes too', async () => {
  expect(await staysThere(NOTED_MS - 4)).toBe(false);
});
