import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { looksLikeFolder } from '../../../src/adapters/pathShape.ts';
import { createWorkspace } from '../../../src/adapters/workspace.ts';
import { scratchFolder } from './store/support.ts';

let folder: string;
const workspace = createWorkspace('/the/home');

beforeEach(() => {
  folder = scratchFolder();
});

describe('a directory to work in', () => {
  it('is real and absolute, however it was named', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(await workspace.resolveDirectory(join(folder, 'link'))).toBe(join(folder, 'real'));
    expect(await createWorkspace(folder).resolveDirectory('~/link')).toBe(join(folder, 'real'));
    expect(await createWorkspace(folder).resolveDirectory('~')).toBe(folder);
  });

  it('is refused when it is none, without its path', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const cwd of [join(folder, 'file'), join(folder, 'nothing'), 'relative', '', '~nobody']) {
      const failure: unknown = await workspace.resolveDirectory(cwd).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'cwd_not_a_directory' });
      expect((failure as Error).message).not.toContain(folder);
    }
  });
});

describe('where a path leads', () => {
  it('is followed through links and `..`, and need not exist', async () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    mkdirSync(join(folder, 'outside/deep'), { recursive: true });
    symlinkSync('../../outside/deep', join(folder, 'a/b/link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'a/broken'));
    const lead = async (path: string): Promise<string> =>
      relative(folder, await workspace.resolvePath(join(folder, 'a'), path));
    expect(await lead('b/x.txt')).toBe('a/b/x.txt');
    expect(await lead('./b//../b/')).toBe('a/b');
    expect(await lead('b/link/x.txt')).toBe('outside/deep/x.txt');
    // The link is followed first: what is behind it is not the folder that it stands in.
    expect(await lead('b/link/../x.txt')).toBe('outside/x.txt');
    expect(await lead('not/there/../yet')).toBe('a/not/yet');
    expect(await lead('broken/x')).toBe('nowhere/x');
    expect(await lead('..')).toBe('');
    expect(await workspace.resolvePath(folder, '~/x')).toBe('/the/home/x');
    expect(await workspace.resolvePath(folder, '/../x')).toBe('/x');
  });

  it('is what the system says, where it exists', async () => {
    mkdirSync(join(folder, 'd/e'), { recursive: true });
    symlinkSync('d', join(folder, 'l'));
    symlinkSync('..', join(folder, 'd/up'));
    const part = fc.constantFrom('d', 'e', 'l', 'up', '..', '.');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const path = [folder, ...parts].join('/');
        if (existsSync(path))
          expect(await workspace.resolvePath(folder, parts.join('/'))).toBe(await realpath(path));
      }),
    );
  });

  it('is refused when links lead in a circle', async () => {
    symlinkSync('two', join(folder, 'one'));
    symlinkSync('one', join(folder, 'two'));
    await expect(workspace.resolvePath(folder, 'one/x')).rejects.toMatchObject({ code: 'scope_violation' });
  });
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
    const made = await workspace.preparePaths(paths);
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
    expect(await workspace.preparePaths([join(folder, 'one.txt'), join(folder, 'link')])).toEqual([]);
    expect(await workspace.missingAmong([join(folder, 'one.txt'), join(folder, 'link')])).toEqual([]);
    expect(readFileSync(join(folder, 'one.txt'), 'utf8')).toBe('content');
  });

  it('makes nothing through a link or a file, and takes back what it had made', async () => {
    mkdirSync(join(folder, 'target'));
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    for (const bad of ['link/x.txt', 'file/x.txt', 'link/../x.txt']) {
      const paths = [`${folder}/new/a.txt`, `${folder}/${bad}`];
      await expect(workspace.preparePaths(paths)).rejects.toMatchObject({ code: 'scope_violation' });
    }
    await expect(workspace.preparePaths(['relative.txt'])).rejects.toMatchObject({ code: 'scope_violation' });
    expect(readdirSync(folder).sort()).toEqual(['file', 'link', 'target']);
    expect(readdirSync(join(folder, 'target'))).toEqual([]);
  });
});

describe('clearing up', () => {
  it('removes what stayed empty, and only that', async () => {
    const paths = ['src/new/one.txt', 'src/new/two.txt', 'docs'].map((path) => join(folder, path));
    const made = await workspace.preparePaths(paths);
    writeFileSync(join(folder, 'src/new/two.txt'), 'written by the Arbeitsbiene');
    writeFileSync(join(folder, 'unasked.txt'), '');
    await workspace.removeIfEmpty(made);
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
      'src',
      'src/new',
      'src/new/two.txt',
      'unasked.txt',
    ]);
  });

  it('never touches a link, and minds nothing that is gone or cannot be removed', async () => {
    writeFileSync(join(folder, 'empty'), '');
    symlinkSync(join(folder, 'empty'), join(folder, 'link'));
    mkdirSync(join(folder, 'kept/inner'), { recursive: true });
    chmodSync(join(folder, 'kept'), 0o700);
    await workspace.removeIfEmpty(['link', 'gone', 'kept'].map((name) => join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual(['empty', 'kept', 'link']);
  });
});
