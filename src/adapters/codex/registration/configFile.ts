import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Text of a home's config.toml; '' when there is none. */
export async function readConfigFile(home: string): Promise<string> {
  try {
    return await readFile(path.join(home, 'config.toml'), 'utf8');
  } catch {
    return '';
  }
}

/**
 * Replaces a home's config.toml in one step, its permissions kept. Where it is a link (people keep such files
 * elsewhere), the file that it names is replaced, not the link.
 */
export async function replaceConfigFile(home: string, text: string): Promise<void> {
  const file = await realpath(path.join(home, 'config.toml'));
  const { mode } = await stat(file);
  await putFile(file, text, mode & 0o777);
}

/** Puts a file of this text and mode in place in one step; another of the name goes. */
export async function putFile(file: string, text: string, mode: number): Promise<void> {
  const next = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(next, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
