import { watch, type FSWatcher } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Disposable } from '../../core/lifecycle.ts';

/** Two looks within this time are a series; after it without one nothing is watched any more. */
const IDLE_MS = 30_000;
/** How long silence counts: a system can lose events, and a network disk tells none of what others do. */
const TRUSTED_MS = 1000;
/** More folders are not watched: a system has only so many watches, for all programs together. */
const MAX_WATCHED = 2000;
/** How many are begun to be watched before other work has its turn. */
const AT_ONCE = 50;

/**
 * Tells whether folders are as they were when they were last looked through. Says no unless it knows: it watches them from
 * the second look of a series on, and silence counts once a look began after all of them were watched.
 */
export class Quiet implements Disposable {
  #watchers: FSWatcher[] = [];
  #watched: readonly string[] = [];
  #isWatching = false;
  /** All were watched already when the look-through in progress began. */
  #wasWatching = false;
  #hasHeard = false;
  #trustedUntilMs = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #idle: NodeJS.Timeout | undefined;

  /** To be asked when the event loop has gone round since the question: what was done before it has been heard of then. */
  get isKnown(): boolean {
    const isKnown = this.#isWatching && !this.#hasHeard && performance.now() < this.#trustedUntilMs;
    if (isKnown) this.#idle?.refresh();
    return isKnown;
  }

  /** A look-through begins. */
  lookBegins(): void {
    // A watch follows the folder that was there, not its name: one that was replaced is watched no more, and does not say so.
    if (this.#hasHeard) this.dispose();
    this.#wasWatching = this.#isWatching;
  }

  /** A look-through ended that saw these folders. */
  looked(folders: readonly string[]): void {
    const nowMs = performance.now();
    const isSeries = nowMs - this.#lookedAtMs < IDLE_MS;
    this.#lookedAtMs = nowMs;
    if (sameList(folders, this.#watched)) {
      if (this.#wasWatching) this.#trustedUntilMs = nowMs + TRUSTED_MS;
      this.#idle?.refresh();
    } else if (isSeries && folders.length <= MAX_WATCHED) {
      this.dispose();
      this.#watched = folders;
      void this.#watchAll(folders);
    }
  }

  dispose(): void {
    clearTimeout(this.#idle);
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
    this.#watched = [];
    this.#isWatching = false;
    this.#hasHeard = false;
    this.#trustedUntilMs = 0;
  }

  async #watchAll(folders: readonly string[]): Promise<void> {
    const watchers = this.#watchers;
    for (const [index, folder] of folders.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await breathe();
      // Somebody ended it meanwhile, or began anew.
      if (watchers !== this.#watchers) return;
      try {
        watchers.push(this.#watch(folder));
      } catch {
        // No more watches to be had, or it is gone: then every question is answered by looking.
        for (const watcher of watchers.splice(0)) watcher.close();
        return;
      }
    }
    this.#isWatching = true;
    this.#idle = setTimeout(() => this.dispose(), IDLE_MS).unref();
  }

  #watch(folder: string): FSWatcher {
    const watcher = watch(folder, { persistent: false }, () => {
      this.#hasHeard = true;
    });
    watcher.on('error', () => this.dispose());
    return watcher;
  }
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
