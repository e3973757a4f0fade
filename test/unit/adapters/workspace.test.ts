import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
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
