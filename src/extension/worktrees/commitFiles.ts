import { Disposable as VsDisposable, EventEmitter, FileSystemError, FileType, workspace } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, Uri } from 'vscode';
import type { Fleet } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { BASE_SCHEME, contentOf } from './address.ts';
import type { FileContent } from './address.ts';

/** What is kept of what was read. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Read-only files for the diff editors: what commits hold, pictures included, and words in place of it. */
export class CommitFiles implements FileSystemProvider, Disposable {
  readonly #ready: () => Promise<Fleet>;
  /** What was asked for last, by what it is: VS Code asks for the size and then for the bytes. */
  readonly #read = new Map<string, Uint8Array>();
  readonly #changes = new EventEmitter<FileChangeEvent[]>();
  readonly #registration: Disposable;

  constructor(ready: () => Promise<Fleet>) {
    this.#ready = ready;
    const options = { isReadonly: true, isCaseSensitive: true };
    this.#registration = workspace.registerFileSystemProvider(BASE_SCHEME, this, options);
  }

  /** Never: a commit holds what it holds. */
  get onDidChangeFile() {
    return this.#changes.event;
  }

  watch(): VsDisposable {
    return new VsDisposable(() => {});
  }

  async stat(uri: Uri): Promise<FileStat> {
    return { type: FileType.File, ctime: 0, mtime: 0, size: (await this.readFile(uri)).byteLength };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const content = contentOf(uri);
    if (content === null) throw FileSystemError.FileNotFound(uri);
    if ('words' in content) return new TextEncoder().encode(`${content.words}\n`);
    if (!this.#read.has(keyOf(content))) await this.prepare([content]);
    const bytes = this.#read.get(keyOf(content));
    if (bytes === undefined) throw FileSystemError.FileNotFound(uri);
    return bytes;
  }

  /** Reads files of one worktree's repository before they are asked for, all at once. */
  async prepare(files: readonly FileContent[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    const { repositories } = await this.#ready();
    const all = await repositories.bytesOf(await repositories.find(first.tree), files);
    for (const [index, file] of files.entries()) this.#keep(keyOf(file), all[index] ?? null);
  }

  #keep(key: string, bytes: Uint8Array | null): void {
    if (bytes === null) return;
    this.#read.delete(key);
    this.#read.set(key, bytes);
    let left = MOST_BYTES;
    for (const [one, { byteLength }] of [...this.#read].toReversed()) {
      left -= byteLength;
      if (left < 0 && one !== key) this.#read.delete(one);
    }
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changes.dispose();
  }
}

function keyOf({ tree, commit, file }: FileContent): string {
  return JSON.stringify([tree, commit, file]);
}
