import { existsSync, realpathSync, unwatchFile, watch, watchFile } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DisposableStore, MutableDisposable, toDisposable, type Disposable } from '../../core/lifecycle.ts';

/** An editor that saves makes several events, and for a moment there may be no file at all. */
const SETTLE_MS = 60;
/** How often it is looked where the system has no watch left to give. */
const LOOK_MS = 2000;

/**
 * Calls `onEvent` some time after anything happened to the file: written, replaced, made, removed, a folder on the way
 * to it made. A link's target is watched too. Whether the content changed is for the listener to find out.
 */
export function watchPath(path: string, onEvent: () => void, onError: (error: unknown) => void): Disposable {
  const watchers = new MutableDisposable<DisposableStore>();
  let settling: NodeJS.Timeout | undefined;
  const settled = (): void => {
    // What is nearest to the file may be another folder now.
    arm();
    onEvent();
  };
  const schedule = (): void => {
    clearTimeout(settling);
    settling = setTimeout(settled, SETTLE_MS);
  };
  const arm = (): void => {
    watchers.value = new DisposableStore();
    for (const target of new Set([path, realOr(path)])) {
      try {
        watchers.value.add(watchNearest(target, schedule, onError));
      } catch (error) {
        onError(error);
        watchers.value.add(lookAt(target, schedule));
      }
    }
  };
  arm();
  return toDisposable(() => {
    clearTimeout(settling);
    watchers.dispose();
  });
}

/** Watches the nearest folder there is, for the next part of the path. */
function watchNearest(path: string, onEvent: () => void, onError: (error: unknown) => void): Disposable {
  let folder = dirname(path);
  let expected = basename(path);
  while (!existsSync(folder) && dirname(folder) !== folder) {
    expected = basename(folder);
    folder = dirname(folder);
  }
  // A folder that goes away reports its own name.
  const names = new Set([expected, basename(folder), null]);
  const watcher = watch(folder, (_event, name) => {
    if (names.has(name)) onEvent();
  });
  watcher.on('error', onError);
  return toDisposable(() => watcher.close());
}

function lookAt(path: string, onEvent: () => void): Disposable {
  const listener = (): void => onEvent();
  watchFile(path, { interval: LOOK_MS }, listener);
  return toDisposable(() => unwatchFile(path, listener));
}

function realOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
