import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { gitDirOf } from '../../../../../src/adapters/git/state/find.ts';

it('reads no .git that is far larger than what stands in one', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cm-find-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pointer = path.join(folder, '.git');
  writeFileSync(pointer, 'gitdir: .\n');
  expect(await gitDirOf(folder)).not.toBeNull();
  truncateSync(pointer, 400 * 1024 * 1024);
  const before = process.resourceUsage().maxRSS;
  expect(await gitDirOf(folder)).toBeNull();
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024);
});
