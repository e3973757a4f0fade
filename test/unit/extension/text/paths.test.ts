import { describe, expect, it } from 'vitest';
import { folderParts, localFileOf, pathForAgent } from '../../../../src/extension/text/paths.ts';

describe('a path as an Agentin takes it', () => {
  it.each([
    ['/repo', '/repo/src/a.ts', 'src/a.ts'],
    ['/repo', '/repo', '.'],
    ['/repo', '/repository/a.ts', '/repository/a.ts'],
    ['/repo', '/other/a.ts', '/other/a.ts'],
    ['/repo', 'src/a.ts', 'src/a.ts'],
    [null, '/repo/src/a.ts', '/repo/src/a.ts'],
  ])('in %s is, of %s, %s', (folder, file, shown) => {
    expect(pathForAgent(folder, file)).toBe(shown);
  });
});

describe('a folder in a narrow place', () => {
  it.each([
    ['/home/ada/src/shop', ['shop', '~/src']],
    ['/home/ada/shop', ['shop', '~']],
    ['/home/ada', ['ada', '/home']],
    ['/home/adam/shop', ['shop', '/home/adam']],
    ['/repo', ['repo', '/']],
    ['/', ['/', '/']],
  ])('of %s is its name, then where it lies', (folder, parts) => {
    expect(folderParts(folder, '/home/ada')).toEqual(parts);
  });
});

describe('a dragged address', () => {
  it.each([
    ['file:///repo/a%20b.ts', undefined, '/repo/a b.ts'],
    ['vscode-remote://ssh-remote%2Bbox/repo/a%20b.ts', 'ssh-remote', '/repo/a b.ts'],
    ['vscode-remote://wsl%2BUbuntu/repo', 'wsl', '/repo'],
    ['vscode-remote://localhost:8000/repo', 'localhost:8000', '/repo'],
    ['vscode-remote://dev-container%2Bx/repo', 'ssh-remote', null],
    ['vscode-remote://ssh-remote%2Bbox/repo', undefined, null],
    ['vscode-remote://ssh-remote%2Bbox/%E0%A4%A', 'ssh-remote', null],
    ['https://example.org/repo', undefined, null],
    ['no address', undefined, null],
  ])('%s in a window of %s is %s', (uri, remoteName, file) => {
    expect(localFileOf(uri, remoteName)).toBe(file);
  });
});
