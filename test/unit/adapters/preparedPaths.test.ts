import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { looksLikeFolder } from '../../../src/adapters/pathShape.ts';
import { createWorkspace } from '../../../src/adapters/workspace.ts';
import { preparationMarkMs } from '../../../src/core/assignment/assignment.ts';
import { scratchFolder } from './store/support.ts';

let folder: string;
const workspace = createWorkspace('/the/home');
const MARK = preparationMarkMs({ createdAtMs: Date.now() });

beforeEach(() => {
  folder = scratchFolder();
});

describe('what a missing path is meant as', () => {
  it.each([
    ['src/one.txt', false],
    ['src', true],
    ['src/v1.2/', true],
    ['Makefile', false],
    ['deep/LICENSE', false],
    ['.gitignore', false],
    ['.github', true],
    ['a.b/c', true],
  ])('%s: a folder is %s', (path, folderLike) => {
    expect(looksLikeFolder(path)).toBe(folderLike);
  });
});

describe('preparing write paths', () => {
  it('makes what is missing, parents too, and says what it made, outermost first', async () => {
    mkdirSync(join(folder, 'there'));
    const paths = ['there', 'src/new/one.txt', 'docs', 'v1.2/', 'docs'].map((path) => `${folder}/${path}`);
    const missing = await workspace.missingAmong(paths);
    const made = await workspace.preparePaths(paths, MARK);
    expect(missing).toEqual(made);
    expect(made.map((path) => relative(folder, path))).toEqual([
      'src',
      'src/new',
      'src/new/one.txt',
      'docs',
      'v1.2',
    ]);
    expect(readFileSync(join(folder, 'src/new/one.txt'), 'utf8')).toBe('');
    expect(lstatSync(join(folder, 'v1.2')).isDirectory()).toBe(true);
  });

  it('leaves what is there as it is', async () => {
    writeFileSync(join(folder, 'one.txt'), 'content');
    symlinkSync('/nowhere', join(folder, 'link'));
    expect(await workspace.preparePaths([join(folder, 'one.txt'), join(folder, 'link')], MARK)).toEqual([]);
    expect(await workspace.missingAmong([join(folder, 'one.txt'), join(folder, 'link')])).toEqual([]);
    expect(readFileSync(join(folder, 'one.txt'), 'utf8')).toBe('content');
  });

  it('makes nothing through a link or a file, and takes back what it had made', async () => {
    mkdirSync(join(folder, 'target'));
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    for (const bad of ['link/x.txt', 'file/x.txt', 'link/../x.txt']) {
      const paths = [`${folder}/new/a.txt`, `${folder}/${bad}`];
      await expect(workspace.preparePaths(paths, MARK)).rejects.toMatchObject({ code: 'scope_violation' });
    }
    await expect(workspace.preparePaths(['relative.txt'], MARK)).rejects.toMatchObject({
      code: 'scope_violation',
    });
    expect(readdirSync(folder).sort()).toEqual(['file', 'link', 'target']);
    expect(readdirSync(join(folder, 'target'))).toEqual([]);
  });
});

describe('clearing up', () => {
  it('removes what stayed empty, and only that', async () => {
    const paths = ['src/new/one.txt', 'src/new/two.txt', 'docs'].map((path) => join(folder, path));
    const made = await workspace.preparePaths(paths, MARK);
    writeFileSync(join(folder, 'src/new/two.txt'), 'written by the Arbeitsbiene');
    writeFileSync(join(folder, 'unasked.txt'), '');
    await workspace.removeUntouched(made, MARK);
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
      'src',
      'src/new',
      'src/new/two.txt',
      'unasked.txt',
    ]);
  });

  it('keeps what somebody did something to, be it empty or not', async () => {
    const at = (name: string): string => join(folder, name);
    const names = ['touched', 'emptied', 'replaced', 'linked', 'executable', 'moved', 'untouched'];
    const files = names.map((name) => at(`${name}.txt`));
    const made = await workspace.preparePaths([...files, at('used/'), at('unused/')], MARK);
    utimesSync(at('touched.txt'), new Date(), new Date());
    writeFileSync(at('emptied.txt'), '');
    writeFileSync(at('new.txt'), '');
    renameSync(at('new.txt'), at('replaced.txt'));
    linkSync(at('linked.txt'), at('other.txt'));
    chmodSync(at('executable.txt'), 0o755);
    renameSync(at('moved.txt'), at('elsewhere.txt'));
    writeFileSync(at('used/temporary'), '');
    rmSync(at('used/temporary'));
    await workspace.removeUntouched(made, MARK);
    expect(readdirSync(folder).sort()).toEqual([
      'elsewhere.txt',
      'emptied.txt',
      'executable.txt',
      'linked.txt',
      'other.txt',
      'replaced.txt',
      'touched.txt',
      'used',
    ]);
  });

  it('keeps what was made with another mark, as for an earlier assignment', async () => {
    const made = await workspace.preparePaths([join(folder, 'one.txt')], MARK);
    await workspace.removeUntouched(made, MARK + 4000);
    expect(readdirSync(folder)).toEqual(['one.txt']);
  });

  it('never touches a link, and minds nothing that is gone or cannot be removed', async () => {
    writeFileSync(join(folder, 'empty'), '');
    symlinkSync(join(folder, 'empty'), join(folder, 'link'));
    mkdirSync(join(folder, 'kept/inner'), { recursive: true });
    chmodSync(join(folder, 'kept'), 0o700);
    await workspace.removeUntouched(
      ['link', 'gone', 'kept'].map((name) => join(folder, name)),
      MARK,
    );
    expect(readdirSync(folder).sort()).toEqual(['empty', 'kept', 'link']);
  });
});
