import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderEntries } from '../../../../src/extension/assignForm/folderEntries.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cm-entries-'));
});

afterEach(() => clearFolder(root));

const names = async (folder: string): Promise<string[]> =>
  (await folderEntries(root, folder)).entries.map(
    ({ path: entry, isFolder }) => `${entry}${isFolder ? '/' : ''}`,
  );

it('folders come first, git keeps its own to itself, a link is no folder', async () => {
  for (const folder of ['src/deep', '.git', 'Docs']) mkdirSync(path.join(root, folder), { recursive: true });
  for (const file of ['b.md', 'a.md', 'src/x.ts']) writeFileSync(path.join(root, file), '');
  symlinkSync('/etc', path.join(root, 'etc'));
  expect(await names('')).toEqual(['Docs/', 'src/', 'a.md', 'b.md', 'etc']);
  expect(await names('src')).toEqual(['src/deep/', 'src/x.ts']);
});

it('nothing outside of her folder is listed, nor what is not there', async () => {
  expect(await names('..')).toEqual([]);
  expect(await names('/etc')).toEqual([]);
  expect(await names('none')).toEqual([]);
  symlinkSync('/etc', path.join(root, 'out'));
  expect(await names('out')).toEqual([]);
  expect(await names('out/ssl')).toEqual([]);
  expect(await folderEntries(null, '')).toEqual({ folder: '', entries: [], left: 0 });
});

it('says how many are left out', async () => {
  for (let index = 0; index < 503; index += 1) writeFileSync(path.join(root, `${index}`), '');
  const { entries, left } = await folderEntries(root, '');
  expect([entries.length, left]).toEqual([500, 3]);
});
