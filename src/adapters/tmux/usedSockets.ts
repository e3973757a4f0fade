import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readPrivate, writePrivate } from '../store/files.ts';

const FILE = 'tmux.sockets.json';
const MAX_BYTES = 4096;
/** Of more than these nobody runs any more, as far as one can think. */
const MOST = 8;

const names = z.array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/));

/**
 * The names of the tmux servers that sessions were begun on, the newest last: `tmux.sockets.json` in the state directory.
 * What cannot be read is nothing: then the fleet file's own is all there is.
 */
export async function readUsedSockets(folder: string): Promise<readonly string[]> {
  try {
    return names.parse(JSON.parse((await readPrivate(join(folder, FILE), MAX_BYTES)) ?? '[]'));
  } catch {
    return [];
  }
}

/** Notes one more, in a folder of ours that is made if need be (mode 0700). */
export async function noteUsedSocket(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const before = await readUsedSockets(folder);
  if (before.at(-1) === name) return;
  const text = JSON.stringify([...before.filter((other) => other !== name), name].slice(-MOST));
  await writePrivate(join(folder, FILE), `${text}\n`, randomUUID);
}
