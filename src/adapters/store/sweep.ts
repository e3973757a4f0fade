import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** No write takes that long. */
const ABANDONED_MS = 3_600_000;

/** Removes the temporary files of processes that were killed while they wrote. Housekeeping: never fails. */
export async function sweepTemporaries(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!/^\..+\.tmp$/.test(name)) continue;
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => null);
    if (stats?.isFile() === true && nowMs - stats.mtimeMs > ABANDONED_MS) await unlink(path).catch(() => {});
  }
}
