import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const FILE = 'tmux.sockets.json';
/** Of more than these nobody runs any more, as far as one can think. */
const MOST = 8;

const names = z.array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/));

/**
 * The names of the tmux servers that sessions were begun on, the newest last: `tmux.sockets.json` in the state directory.
 * What cannot be read is nothing: then the fleet file's own is all there is.
 */
export async function readUsedSockets(folder: string): Promise<readonly string[]> {
  try {
    return names.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
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
  const fresh = join(folder, `.${FILE}.${randomUUID()}.tmp`);
  await writeFile(fresh, `${text}\n`, { mode: 0o600, flag: 'wx' });
  await rename(fresh, join(folder, FILE));
}
