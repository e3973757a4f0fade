import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { directoryExists, isOurs, lstatOrNull } from './directories.ts';
import { readRange } from './files.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

/** Two texts of the same length. */
export interface InPlace {
  readonly from: string;
  readonly to: string;
}

/**
 * Puts `to` in the place of the first `from` in one of our files, which keeps its blocks: possible on a full disk too. Not for
 * anything else: readers may see it half done, and what is a few bytes in one block never is. Resolves with whether it was
 * done; what stands in the place of a file of ours is left alone.
 */
export async function overwriteInPlace(
  path: string,
  maxBytes: number,
  { from, to }: InPlace,
): Promise<boolean> {
  try {
    if (!directoryExists(dirname(path)) || lstatOrNull(path)?.isFile() !== true) return false;
    const handle = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    try {
      return await replaceIn(handle, maxBytes, Buffer.from(from), Buffer.from(to));
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

async function replaceIn(handle: FileHandle, maxBytes: number, from: Buffer, to: Buffer): Promise<boolean> {
  const stats = await handle.stat();
  if (!stats.isFile() || !isOurs(stats) || stats.size > maxBytes || from.length !== to.length) return false;
  const at = (await readRange(handle, 0, stats.size)).indexOf(from);
  if (at < 0) return false;
  await handle.write(to, 0, to.length, at);
  return true;
}
