import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of our own for what is only looked at or run once; all that is in them exists elsewhere. */
const OURS = /^(?:scratch-(\d+)|snapshot|setup)-\w{6}$/;
const ABANDONED_MS = 24 * 3_600_000;

/** Removes such folders of processes that were killed. Housekeeping: never fails. */
export async function sweepFolders(parent: string, nowMs: number): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const match = OURS.exec(name);
    if (match === null || (match[1] !== undefined && isAlive(Number(match[1])))) continue;
    const path = join(parent, name);
    const stats = await lstat(path).catch(() => null);
    if (stats?.isDirectory() === true && nowMs - stats.mtimeMs > ABANDONED_MS)
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** A process of another machine or container cannot be seen; the age speaks for it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
