import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** What is read at most at once; of a longer piece the end. */
const MAX_READ_BYTES = 1024 * 1024;

interface OpenFile {
  readonly handle: FileHandle;
  readonly inode: number;
  readonly decoder: StringDecoder;
  offset: number;
}

/** What was appended since the last reading; `skipped` when a piece before it was left out. */
export interface Appended {
  readonly text: string;
  readonly skipped: boolean;
}

/**
 * Reads what is appended to a file, across its rotation (another file takes its name; the old one is read to its
 * end) and its truncation. Regular files only; a link is not followed. A file that is not there reads as empty.
 */
export class FileTail {
  readonly path: string;
  readonly #firstBytes: number;
  #open: OpenFile | null = null;
  #isFirst = true;

  /** `firstBytes`: how much of what is there already is read at first. */
  constructor(path: string, firstBytes: number) {
    this.path = path;
    this.#firstBytes = firstBytes;
  }

  async read(): Promise<Appended> {
    const before = await this.#readOpen();
    const inode = await inodeOf(this.path);
    if (inode === null || inode === this.#open?.inode) return before;
    await this.close();
    this.#open = await openAt(this.path, this.#isFirst ? this.#firstBytes : null);
    this.#isFirst = false;
    const after = await this.#readOpen();
    return { text: before.text + after.text, skipped: before.skipped || after.skipped };
  }

  async close(): Promise<void> {
    const file = this.#open;
    this.#open = null;
    await file?.handle.close();
  }

  async #readOpen(): Promise<Appended> {
    const file = this.#open;
    if (file === null) return { text: '', skipped: false };
    const { size } = await file.handle.stat();
    if (size < file.offset) file.offset = 0;
    const skipped = size - file.offset > MAX_READ_BYTES;
    if (skipped) file.offset = size - MAX_READ_BYTES;
    const buffer = Buffer.alloc(size - file.offset);
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, file.offset);
    file.offset += bytesRead;
    return { text: file.decoder.write(buffer.subarray(0, bytesRead)), skipped };
  }
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.ino : null;
  } catch {
    return null;
  }
}

/** `lastBytes`: begin that far before the end; null begins at the start. */
async function openAt(path: string, lastBytes: number | null): Promise<OpenFile | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  const { ino, size } = await handle.stat();
  const offset = lastBytes === null ? 0 : Math.max(0, size - lastBytes);
  return { handle, inode: ino, decoder: new StringDecoder('utf8'), offset };
}
