import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../core/lifecycle.ts';
import { controlFolder } from './places.ts';

/** A window needs a moment between making its socket and listening on it. */
const SETTLE_MS = 50;

/**
 * Calls `onMaybe` whenever a window may have opened: something changed in the state root, the folder for sockets or
 * the folder for control sockets. Where the system gives no such events, a running server is simply not replaced.
 */
export function watchForWindows(stateRoot: string, onMaybe: () => void): Disposable {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const onEvent = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      watchAll();
      onMaybe();
    }, SETTLE_MS);
  };
  const watchAll = (): void => {
    const control = controlFolder(stateRoot);
    for (const folder of [stateRoot, path.dirname(control), control]) {
      if (!watchers.has(folder)) follow(folder, watchers, onEvent);
    }
  };
  watchAll();
  return {
    dispose() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function follow(folder: string, watchers: Map<string, FSWatcher>, onEvent: () => void): void {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    watchers.set(folder, watcher);
    watcher.on('error', () => {
      watcher.close();
      watchers.delete(folder);
    });
  } catch {
    // It is not there yet; its parent tells when it is.
  }
}
