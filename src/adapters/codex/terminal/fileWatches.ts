import { watch as watchFolder, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { toDisposable, type Disposable } from '../../../core/lifecycle.ts';

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** Whom a change of the file of this name is told. */
  readonly listeners: Map<string, Set<() => void>>;
}

/**
 * Tells of changes of single files, by one watch for each folder: the raw logs of a fleet lie in one, where each terminal
 * that draws writes many times a second. With a watch of each file's own every write would wake the listeners of all.
 * A folder that cannot be watched is left out.
 */
export class FileWatches {
  readonly #folders = new Map<string, WatchedFolder>();
  readonly #open: typeof watchFolder;

  constructor(open: typeof watchFolder = watchFolder) {
    this.#open = open;
  }

  /** `changed` is called whenever the file was written, replaced, made or removed. */
  watch(file: string, changed: () => void): Disposable {
    const folder = path.dirname(file);
    const name = path.basename(file);
    const watched = this.#folders.get(folder) ?? this.#openFolder(folder);
    if (watched === null) return toDisposable(() => {});
    const listener = (): void => changed();
    const listeners = watched.listeners.get(name) ?? new Set();
    watched.listeners.set(name, listeners.add(listener));
    return toDisposable(() => {
      listeners.delete(listener);
      if (listeners.size === 0) watched.listeners.delete(name);
      if (watched.listeners.size === 0) this.#close(folder, watched);
    });
  }

  #openFolder(folder: string): WatchedFolder | null {
    const listeners: WatchedFolder['listeners'] = new Map();
    try {
      const watcher = this.#open(folder, { persistent: false }, (_event, name) => {
        for (const listener of [...((name !== null && listeners.get(name)) || [])]) listener();
      });
      const watched = { watcher, listeners };
      watcher.on('error', () => this.#close(folder, watched));
      this.#folders.set(folder, watched);
      return watched;
    } catch {
      return null;
    }
  }

  #close(folder: string, watched: WatchedFolder): void {
    watched.watcher.close();
    if (this.#folders.get(folder) === watched) this.#folders.delete(folder);
  }
}
