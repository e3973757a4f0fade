import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { gitDirOf } from '../../../../../src/adapters/git/state/find.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

it('reads no .git that is far larger than what stands in one', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cm-find-'));
  onTestFinished(() => clearFolder(folder));
  const pointer = path.join(folder, '.git');
  writeFileSync(pointer, 'gitdir: .\n');
  expect(await gitDirOf(folder)).not.toBeNull();
  truncateSync(pointer, 400 * 1024 * 1024);
  const before = process.resourceUsage().maxRSS;
  expect(await gitDirOf(folder)).toBeNull();
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024);
});
