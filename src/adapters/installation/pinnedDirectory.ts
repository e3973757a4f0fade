import { constants, existsSync } from 'node:fs';
import { lstat, mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { canonicalRoot } from '../store/directories.ts';
import { codeOf, isMissing } from './regularFile.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** Linux: opens what may be passed but not listed (`/home` on many machines). Node does not name it. */
const O_PATH = 0o10000000;

/** Why a directory could not be used. `not_real`: a link or something else stands in its place, or in a parent's. */
export type DirectoryTrouble = 'missing' | 'not_real' | 'denied' | 'changed';

export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  readonly trouble: DirectoryTrouble;

  constructor(trouble: DirectoryTrouble, cause?: unknown) {
    super(`directory: ${trouble}`, { cause });
    this.trouble = trouble;
  }
}

/**
 * A directory that stays the same one whatever happens to its path: reached from `/` without following a link, and
 * held open. On Linux every access goes through the open directory; elsewhere Node has no such access, and `verify`
 * tells whether the path still leads to it.
 */
export class PinnedDirectory {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #identity: string;
  readonly #viaHandle: boolean;

  private constructor(path: string, handle: FileHandle, identity: string) {
    this.path = path;
    this.#handle = handle;
    this.#identity = identity;
    this.#viaHandle = existsSync(`/proc/self/fd/${handle.fd}`);
  }

  /**
   * Opens a directory; with `create` the missing ones on the way are made with that mode. Links that the system keeps
   * in `/` (macOS `/var`) are the only ones passed. Rejects with a `DirectoryError`.
   */
  static async open(wanted: string, create?: { readonly mode: number }): Promise<PinnedDirectory> {
    const absolute = canonicalRoot(wanted);
    const { root } = path.parse(absolute);
    let at = await pin(root, root);
    for (const name of absolute.slice(root.length).split(path.sep)) {
      if (name === '') continue;
      const parent = at;
      try {
        at = await stepInto(parent, name, create);
      } finally {
        await parent.close();
      }
    }
    return at;
  }

  /** A path to an entry of this very directory, as long as it is open. */
  at(name: string): string {
    return path.join(this.#viaHandle ? `/proc/self/fd/${this.#handle.fd}` : this.path, name);
  }

  /** The directory itself, to be listed. */
  get here(): string {
    return this.#viaHandle ? `/proc/self/fd/${this.#handle.fd}/.` : this.path;
  }

  /** Opens a directory in this one. Rejects with a `DirectoryError`. */
  async into(name: string, create?: { readonly mode: number }): Promise<PinnedDirectory> {
    return stepInto(this, name, create);
  }

  /** Rejects with a `DirectoryError` `changed` when the path leads elsewhere by now. */
  async verify(): Promise<void> {
    const stats = await lstat(this.path, { bigint: true }).catch((error: unknown) => {
      throw new DirectoryError('changed', error);
    });
    if (!stats.isDirectory() || identityOf(stats) !== this.#identity) throw new DirectoryError('changed');
  }

  /** Makes what was renamed in it outlive a power cut, where the system can. */
  async sync(): Promise<void> {
    await this.#handle.sync().catch(() => {});
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** For this module: opens by one path what is known by another. */
  static async pinned(openPath: string, knownPath: string): Promise<PinnedDirectory> {
    const handle = await openDirectory(openPath);
    const stats = await handle.stat({ bigint: true });
    return new PinnedDirectory(knownPath, handle, identityOf(stats));
  }
}

async function stepInto(
  parent: PinnedDirectory,
  name: string,
  create: { readonly mode: number } | undefined,
): Promise<PinnedDirectory> {
  const known = path.join(parent.path, name);
  try {
    return await pin(parent.at(name), known);
  } catch (error) {
    if (create === undefined || !(error instanceof DirectoryError) || error.trouble !== 'missing')
      throw error;
  }
  try {
    await mkdir(parent.at(name), { mode: create.mode });
  } catch (error) {
    // Another process was quicker: what it made is looked at like everything else.
    if (codeOf(error) !== 'EEXIST') throw new DirectoryError('denied', error);
  }
  return pin(parent.at(name), known);
}

async function pin(openPath: string, knownPath: string): Promise<PinnedDirectory> {
  try {
    return await PinnedDirectory.pinned(openPath, knownPath);
  } catch (error) {
    const code = codeOf(error);
    // ENOTDIR is what Linux says of a link to a directory that must not be followed.
    if (code === 'ELOOP' || code === 'ENOTDIR' || code === 'EMLINK')
      throw new DirectoryError('not_real', error);
    throw new DirectoryError(isMissing(error) ? 'missing' : 'denied', error);
  }
}

async function openDirectory(directory: string): Promise<FileHandle> {
  const flags = O_DIRECTORY | O_NOFOLLOW;
  try {
    return await open(directory, O_RDONLY | flags);
  } catch (error) {
    if (codeOf(error) !== 'EACCES' || process.platform !== 'linux') throw error;
    return open(directory, O_PATH | flags);
  }
}

function identityOf(stats: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${stats.dev}:${stats.ino}`;
}
