import { describe, expect, it } from 'vitest';
import { folderParts, pathForAgent } from '../../../src/extension/paths.ts';

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
