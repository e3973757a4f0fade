import { EventEmitter } from 'node:events';
import type { FSWatcher, watch } from 'node:fs';
import { expect, test } from 'vitest';
import { FileWatches } from '../../../../../src/adapters/codex/terminal/fileWatches.ts';

type Listener = (event: string, name: string | null) => void;

/** Folders that are watched now, each with what tells of a change in it. */
class FakeFolders {
  readonly open = new Map<string, { readonly tell: Listener; readonly watcher: EventEmitter }>();
  opened = 0;

  readonly watch = ((folder: string, _options: object, tell: Listener) => {
    if (folder === '/gone') throw new Error('ENOENT');
    this.opened += 1;
    const watcher = Object.assign(new EventEmitter(), { close: () => this.open.delete(folder) });
    this.open.set(folder, { tell, watcher });
    return watcher as unknown as FSWatcher;
  }) as unknown as typeof watch;

  write(folder: string, name: string): void {
    this.open.get(folder)?.tell('change', name);
  }
}

function fifty() {
  const folders = new FakeFolders();
  const watches = new FileWatches(folders.watch);
  const heard: number[] = [];
  const handles = Array.from({ length: 50 }, (_, at) =>
    watches.watch(`/raw/s${at}.log`, () => heard.push(at)),
  );
  return { folders, watches, heard, handles };
}

test('fifty logs in one folder are one watch, and a write to one wakes nobody but its listener', () => {
  const { folders, heard } = fifty();
  folders.write('/raw', 's7.log');
  folders.write('/raw', 'of-somebody-else.log');
  expect(folders.opened).toBe(1);
  expect(heard).toEqual([7]);
});

test('the watch ends with the last who listens, and not before', () => {
  const { folders, heard, handles } = fifty();
  for (const handle of handles.slice(1)) handle.dispose();
  folders.write('/raw', 's0.log');
  expect(heard).toEqual([0]);
  handles[0]?.dispose();
  handles[0]?.dispose();
  expect(folders.open.size).toBe(0);
});

test('two who listen to one file both hear, and one goes without the other', () => {
  const folders = new FakeFolders();
  const watches = new FileWatches(folders.watch);
  const heard: string[] = [];
  const one = watches.watch('/raw/a.log', () => heard.push('one'));
  watches.watch('/raw/a.log', () => heard.push('other'));
  folders.write('/raw', 'a.log');
  one.dispose();
  folders.write('/raw', 'a.log');
  expect(heard).toEqual(['one', 'other', 'other']);
});

test('a folder whose watch broke is watched anew by who comes next', () => {
  const { folders, watches, heard } = fifty();
  folders.open.get('/raw')?.watcher.emit('error', new Error('broken'));
  expect(folders.open.size).toBe(0);
  watches.watch('/raw/s50.log', () => heard.push(50));
  folders.write('/raw', 's50.log');
  expect(heard).toEqual([50]);
});

test('a folder that cannot be watched is left out', () => {
  const watches = new FileWatches(new FakeFolders().watch);
  expect(() => watches.watch('/gone/a.log', () => {}).dispose()).not.toThrow();
});
