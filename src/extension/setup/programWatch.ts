import { existsSync } from 'node:fs';
import path from 'node:path';
import { RelativePattern, Uri, window, workspace } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Notices } from '../fleet/notices.ts';

/** What may have changed which programs are there. */
export type ProgramSign = 'file' | 'terminal' | 'focus';

const PROGRAMS = '{tmux,codex,git,node}';

/**
 * Hears whatever may mean that a program was installed: a file in a folder of PATH, the end of a command or of a terminal,
 * the person coming back from elsewhere. Nothing is asked by the clock.
 */
export function watchPrograms(
  pathVariable: string | undefined,
  onSign: (sign: ProgramSign) => void,
): Disposable {
  const store = new DisposableStore();
  const folders = new Set(
    (pathVariable ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)),
  );
  // VS Code asks again and again for a folder that is not there; nobody installs into one.
  for (const folder of [...folders].filter((one) => existsSync(one))) {
    const pattern = new RelativePattern(Uri.file(folder), PROGRAMS);
    const watcher = store.add(workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      store.add(event(() => onSign('file')));
  }
  store.add(window.onDidCloseTerminal(() => onSign('terminal')));
  store.add(window.onDidEndTerminalShellExecution(() => onSign('terminal')));
  store.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) onSign('focus');
    }),
  );
  return store;
}

/** As long as a program is missing, looks again when it may have come. */
export function followMissing(notices: Notices, pathVariable: string | undefined): Disposable {
  const store = new DisposableStore();
  let watch: Disposable | undefined;
  const stop = (): void => {
    watch?.dispose();
    watch = undefined;
  };
  store.add({ dispose: stop });
  store.add(
    notices.onDidChange(() => {
      if (notices.missing.length === 0) stop();
      else watch ??= watchPrograms(pathVariable, () => void notices.check());
    }),
  );
  return store;
}
