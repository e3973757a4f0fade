import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { startsMasterjet, type MasterjetFiles } from '../../../../src/adapters/installation/commandMatch.ts';
import { scratchFolder } from '../store/support.ts';

let folder: string;
let files: MasterjetFiles;

beforeEach(() => {
  folder = scratchFolder();
  files = {
    installPath: path.join(folder, 'bin/codex-master-mcp'),
    wrapper: path.join(folder, 'ext/wrapper'),
    serverScript: path.join(folder, 'ext/mcp.js'),
  };
  for (const name of ['bin', 'ext', 'other']) mkdirSync(path.join(folder, name));
  for (const file of [files.wrapper, files.serverScript, path.join(folder, 'other/mcp.js')])
    writeFileSync(file, '');
});

it('this Masterjet is started by its link, by what the link names, and by Node with its script', async () => {
  const link = path.join(folder, 'other/link');
  symlinkSync(files.serverScript, link);
  const lines = [[files.installPath], [files.wrapper], [files.serverScript], ['node', files.serverScript]];
  for (const argv of [...lines, ['/usr/bin/node', link]])
    expect(await startsMasterjet(argv, files), argv.join(' ')).toBe(true);
});

it('nothing else does', async () => {
  const other = path.join(folder, 'other/mcp.js');
  const lines = [null, [], ['node'], ['mcp.js'], [other], ['node', other], ['node', 'ext/mcp.js']];
  for (const argv of [...lines, ['node', files.serverScript, 'x'], [files.installPath, 'status']])
    expect(await startsMasterjet(argv, files), argv?.join(' ')).toBe(false);
});
