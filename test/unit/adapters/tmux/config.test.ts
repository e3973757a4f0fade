import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { ensureFiles, tmuxConfig } from '../../../../src/adapters/tmux/config.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conf-'));
});
afterEach(() => clearFolder(folder));

it('both files are private, and so is the folder that is made for them', async () => {
  const { configPath, noticePath } = await ensureFiles(join(folder, 'state'));
  const modes = await Promise.all([join(folder, 'state'), configPath, noticePath].map((path) => stat(path)));
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '600', '600']);
  expect(await readFile(configPath, 'utf8')).toBe(tmuxConfig(noticePath));
});

it('a configuration of another version is replaced, one that is right is left alone', async () => {
  const { configPath } = await ensureFiles(folder);
  const { ino } = await stat(configPath);
  await ensureFiles(folder);
  expect((await stat(configPath)).ino).toBe(ino);
  await writeFile(configPath, '# old');
  await ensureFiles(folder);
  expect(await readFile(configPath, 'utf8')).not.toBe('# old');
});

it.each([
  ['a link', (path: string) => symlinkSync(join(folder, 'elsewhere'), path)],
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
])('%s in the place of either is neither written through nor waited at', async (_what, put) => {
  put(join(folder, 'tmux.conf'));
  put(join(folder, 'tmux.changed'));
  await expect(ensureFiles(folder)).rejects.toThrow(/^(?:ELOOP|ENXIO)/u);
  rmSync(join(folder, 'tmux.changed'));
  const { configPath, noticePath } = await ensureFiles(folder);
  expect(readFileSync(configPath, 'utf8')).toBe(tmuxConfig(noticePath));
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
});

it('a title is never part of what a hook runs', () => {
  const hooks = tmuxConfig('/state/tmux.changed')
    .split('\n')
    .filter((line) => line.includes('pane_title') && !line.startsWith('set -g set-titles'));
  expect(hooks).toHaveLength(1);
  expect(hooks[0]).not.toMatch(/run-shell|#\(/u);
});
