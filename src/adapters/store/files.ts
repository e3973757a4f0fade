import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { link, open, rename, rmdir, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { directoryExists, isOurs, lstatOrNull } from './directories.ts';
import { errnoOf, stateFailure, unreadableState, unsafeDirectory } from './failures.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const PRIVATE_MODE = 0o600;
const MAKING = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
const READING = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

/**
 * Up to this a file is read and written at once: that takes some ten microseconds, the five trips through the thread
 * pool that it would be else take milliseconds on a busy machine, and a window that comes to fifty Agentinnen reads two
 * hundred files. (Waiting for the disk is never done at once.)
 */
const SMALL_BYTES = 64 * 1024;

/** Makes a short random text that no other process makes (file names). */
export type Nonce = () => string;

/**
 * Opens one of our files for reading; null when there is none.
 * @throws FleetError `state_unreadable` for a link, a non-regular or foreign file, `state_directory_unsafe` for its directory
 */
export async function openPrivate(path: string): Promise<FileHandle | null> {
  if (!directoryExists(dirname(path))) return null;
  const before = lstatOrNull(path);
  if (before === null) return null;
  if (!before.isFile()) throw unreadableState();
  let handle: FileHandle;
  try {
    // O_NONBLOCK: a pipe put there after the look must not hang us.
    handle = await open(path, READING);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw stateFailure(error, 'read');
  }
  const stats = await handle.stat();
  if (stats.isFile() && isOurs(stats)) return handle;
  await handle.close();
  throw unreadableState();
}

/** The whole text of one of our files, null when there is none. Refuses as `openPrivate`, and what exceeds `maxBytes`. */
export async function readPrivate(path: string, maxBytes: number): Promise<string | null> {
  if (!directoryExists(dirname(path))) return null;
  const before = lstatOrNull(path);
  if (before === null) return null;
  if (!before.isFile()) throw unreadableState();
  return before.size <= SMALL_BYTES ? readAtOnce(path, maxBytes) : readLarge(path, maxBytes);
}

async function readLarge(path: string, maxBytes: number): Promise<string | null> {
  const handle = await openPrivate(path);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw unreadableState();
    return (await readRange(handle, 0, size)).toString('utf8');
  } catch (error) {
    throw stateFailure(error, 'read');
  } finally {
    await handle.close();
  }
}

function readAtOnce(path: string, maxBytes: number): string | null {
  let file: number | undefined;
  try {
    file = openSync(path, READING);
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOurs(stats) || stats.size > maxBytes) throw unreadableState();
    const buffer = Buffer.alloc(stats.size);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < buffer.length; filled += read)
      read = readSync(file, buffer, filled, buffer.length - filled, filled);
    return buffer.toString('utf8', 0, filled);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw stateFailure(error, 'read');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Up to `length` bytes from `position`; fewer when the file ends before. */
export async function readRange(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** What a file has to outlive. Every write outlives the end of its process; only waiting for the disk outlives more. */
export type Durability = 'process_end' | 'power_cut';

/**
 * Replaces a file as a whole: readers see the old text or the new one. The directory must be there.
 * @throws FleetError `state_unwritable`, `state_directory_unsafe`; nothing half-written stays behind
 */
export async function writePrivate(
  path: string,
  text: string | Buffer,
  nonce: Nonce,
  durability: Durability = 'power_cut',
): Promise<void> {
  if (!directoryExists(dirname(path))) throw unsafeDirectory();
  const temporary = join(dirname(path), `.${basename(path)}.${nonce()}.tmp`);
  try {
    await createPrivate(temporary, text, durability);
    await replace(temporary, path, nonce);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw stateFailure(error, 'write');
  }
}

/** Makes a file that must not be there yet, and puts it on the disk. Rejects with the system's own error. */
export async function createPrivate(
  path: string,
  text: string | Buffer,
  durability: Durability = 'power_cut',
): Promise<void> {
  if (durability === 'process_end' && text.length <= SMALL_BYTES) {
    createAtOnce(path, text);
    return;
  }
  const handle = await open(path, MAKING, PRIVATE_MODE);
  try {
    await handle.chmod(PRIVATE_MODE);
    await handle.writeFile(text, 'utf8');
    if (durability === 'power_cut') await handle.datasync();
  } finally {
    await handle.close();
  }
}

function createAtOnce(path: string, text: string | Buffer): void {
  const file = openSync(path, MAKING, PRIVATE_MODE);
  try {
    fchmodSync(file, PRIVATE_MODE);
    writeFileSync(file, text, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Appends to one of our files (made when missing). A failed append leaves the file as it was. */
export async function appendPrivate(path: string, text: string): Promise<void> {
  if (!directoryExists(dirname(path))) throw unsafeDirectory();
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, PRIVATE_MODE);
    const stats = await handle.stat();
    if (!stats.isFile() || !isOurs(stats)) throw unreadableState();
    await appendWhole(handle, text, stats.size);
  } catch (error) {
    throw stateFailure(error, 'write');
  } finally {
    await handle?.close();
  }
}

async function appendWhole(handle: FileHandle, text: string, sizeBefore: number): Promise<void> {
  try {
    await handle.chmod(PRIVATE_MODE);
    await handle.appendFile(text, 'utf8');
    await handle.datasync();
  } catch (error) {
    await handle.truncate(sizeBefore).catch(() => {});
    throw error;
  }
}

/** Removes what stands at the path: a file, a link (never its target), or a directory, which is moved aside unless empty. */
export async function removePrivate(path: string, nonce: Nonce): Promise<void> {
  if (!directoryExists(dirname(path))) return;
  try {
    await unlink(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    const stats = lstatOrNull(path);
    if (stats === null) return;
    if (!stats.isDirectory()) throw stateFailure(error, 'write');
    await removeDirectory(path, nonce);
  }
}

/**
 * Keeps what stands at the path under another name beside it (`.<name>.<nonce>.aside`), before something is written
 * in its place: a second name of the same file or link, so that at no moment nothing stands there. A directory is left
 * to `writePrivate`, which moves it aside.
 */
export async function setAside(path: string, nonce: Nonce): Promise<void> {
  const stats = lstatOrNull(path);
  if (stats === null || stats.isDirectory()) return;
  const aside = asideOf(path, nonce);
  try {
    await link(path, aside);
  } catch {
    // A file of somebody else's cannot be linked, a file system may know no links.
    await rename(path, aside).catch((error: unknown) => {
      throw stateFailure(error, 'write');
    });
  }
}

function asideOf(path: string, nonce: Nonce): string {
  return join(dirname(path), `.${basename(path)}.${nonce()}.aside`);
}

async function removeDirectory(path: string, nonce: Nonce): Promise<void> {
  try {
    await rmdir(path);
  } catch {
    await rename(path, asideOf(path, nonce)).catch((error: unknown) => {
      throw stateFailure(error, 'write');
    });
  }
}

async function replace(temporary: string, path: string, nonce: Nonce): Promise<void> {
  try {
    renameSync(temporary, path);
  } catch (error) {
    // A directory in the file's place must not wedge an Agentin for ever.
    if (errnoOf(error) !== 'EISDIR' && errnoOf(error) !== 'ENOTEMPTY') throw error;
    await removePrivate(path, nonce);
    await rename(temporary, path);
  }
}
