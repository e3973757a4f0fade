import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../../../core/lifecycle.ts';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import type { ObjectsPlace } from '../process/objectsPlace.ts';
import { sweepFolders } from './sweepFolders.ts';

/** A store is begun anew when it has grown to twice of what its first state took, and this. */
const ROOM = { files: 500, bytes: 32 * 1024 * 1024 };

interface Size {
  readonly files: number;
  readonly bytes: number;
}

/** Objects of the states of one worktree, one after the other. */
interface Store {
  readonly directory: string;
  /** After the first state was written. */
  first: Size | null;
  isFull: boolean;
}

export interface ScratchOptions {
  readonly stateRoot: string;
  readonly nowMs: () => number;
}

/**
 * Objects that only a look needs (the state of files that are in no commit, a merge in memory): beside the repository's own,
 * in folders of this process. A look thus leaves nothing in the repository, and what it takes is bounded by what is uncommitted.
 */
export class ScratchObjects implements Disposable {
  readonly #options: ScratchOptions;
  readonly #stores = new Map<string, Store>();
  /** In which store a state's commit is. */
  readonly #homes = new Map<string, Store>();
  readonly #turns = new Map<string, Promise<unknown>>();
  #folder: Promise<string> | undefined;
  #known: string | undefined;
  #count = 0;

  constructor(options: ScratchOptions) {
    this.#options = options;
  }

  /** `take` writes the state of a worktree down and resolves with its commit; states of one worktree one after the other. */
  async keep(
    commonDir: string,
    tree: string,
    take: (objects: ObjectsPlace) => Promise<string>,
  ): Promise<string> {
    const before = this.#turns.get(tree) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(async () => this.#keep(commonDir, tree, take));
    this.#turns.set(tree, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(tree) === turn) this.#turns.delete(tree);
    }
  }

  /** A place that reads the repository and these states, and whose own objects go when `work` is done. */
  async within<T>(
    commonDir: string,
    commits: readonly string[],
    work: (objects: ObjectsPlace) => Promise<T>,
  ): Promise<T> {
    const directory = await this.#newDirectory();
    try {
      return await work({ directory, alternates: [own(commonDir), ...this.#placesOf(commits)] });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** There is nothing uncommitted in the worktree any more, or it is gone. */
  async forget(tree: string): Promise<void> {
    const store = this.#stores.get(tree);
    if (store === undefined) return;
    this.#stores.delete(tree);
    await this.#drop(store);
  }

  dispose(): void {
    if (this.#known === undefined) return;
    try {
      rmSync(this.#known, { recursive: true, force: true });
    } catch {
      // Swept another day.
    }
  }

  async #keep(
    commonDir: string,
    tree: string,
    take: (objects: ObjectsPlace) => Promise<string>,
  ): Promise<string> {
    const before = this.#stores.get(tree);
    const store =
      before === undefined || before.isFull
        ? { directory: await this.#newDirectory(), first: null, isFull: false }
        : before;
    // Somebody may have swept it away.
    await mkdir(store.directory, { recursive: true, mode: 0o700 });
    const commit = await take({ directory: store.directory, alternates: [own(commonDir)] });
    this.#stores.set(tree, store);
    this.#homes.set(commit, store);
    if (before !== undefined && before !== store) await this.#drop(before);
    await measure(store);
    return commit;
  }

  #placesOf(commits: readonly string[]): readonly string[] {
    const stores = commits.map((commit) => this.#homes.get(commit)).filter((store) => store !== undefined);
    return [...new Set(stores.map(({ directory }) => directory))];
  }

  async #drop(store: Store): Promise<void> {
    for (const [commit, home] of this.#homes) if (home === store) this.#homes.delete(commit);
    await rm(store.directory, { recursive: true, force: true });
  }

  async #newDirectory(): Promise<string> {
    const folder = await (this.#folder ??= this.#makeFolder());
    this.#count += 1;
    const directory = join(folder, String(this.#count));
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // Says to others who sweep that it is in use.
    const nowSeconds = this.#options.nowMs() / 1000;
    await utimes(folder, nowSeconds, nowSeconds).catch(() => {});
    return directory;
  }

  async #makeFolder(): Promise<string> {
    const { stateRoot, nowMs } = this.#options;
    ensureStateRoot(stateRoot);
    const parent = join(stateRoot, 'worktrees');
    ensurePrivateDirectory(parent);
    await sweepFolders(parent, nowMs());
    this.#known = await mkdtemp(join(parent, `scratch-${process.pid}-`));
    return this.#known;
  }
}

function own(commonDir: string): string {
  return join(commonDir, 'objects');
}

async function measure(store: Store): Promise<void> {
  const size = await sizeOf(store.directory);
  store.first ??= size;
  const { first } = store;
  store.isFull = size.files > 2 * first.files + ROOM.files || size.bytes > 2 * first.bytes + ROOM.bytes;
}

async function sizeOf(directory: string): Promise<Size> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
