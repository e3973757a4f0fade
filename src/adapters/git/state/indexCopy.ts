import { open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gitDirOf } from './find.ts';

/**
 * Takes a copy of what is staged in a working tree, and resolves with what puts it back: a commit that git refuses (a hook, no
 * name of its author, a message of comments alone) shall not leave everything staged. Putting back never rejects: while git of
 * somebody else is at work there, the index is theirs.
 */
export async function keepIndex(tree: string): Promise<() => Promise<void>> {
  const folder = await gitDirOf(tree);
  const index = folder === null ? null : join(folder, 'index');
  const before = index === null ? null : await readFile(index).catch(() => null);
  return async () => {
    if (index !== null && before !== null) await putBack(index, before);
  };
}

/** As git itself replaces its index: by a lock file that nobody else has. */
async function putBack(index: string, bytes: Buffer): Promise<void> {
  const lock = `${index}.lock`;
  const mode = await stat(index).then(
    (stats) => stats.mode & 0o777,
    () => 0o644,
  );
  const handle = await open(lock, 'wx', mode).catch(() => null);
  if (handle === null) return;
  try {
    await handle.writeFile(bytes);
    await handle.close();
    await rename(lock, index);
  } catch {
    await handle.close().catch(() => {});
    await unlink(lock).catch(() => {});
  }
}
