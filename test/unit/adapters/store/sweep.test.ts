import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sweepTemporaries } from '../../../../src/adapters/store/sweep.ts';
import { scratchFolder } from './support.ts';

it('what a killed process left half-written goes after an hour; what is being written stays', async () => {
  const folder = scratchFolder();
  for (const name of ['.a.json.1.tmp', '.a.json.2.tmp', 'a.json', 'notes.tmp'])
    writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, '.folder.tmp'));
  const nowMs = Date.now();
  for (const name of ['.a.json.1.tmp', 'a.json', 'notes.tmp']) {
    utimesSync(join(folder, name), nowMs / 1000 - 3700, nowMs / 1000 - 3700);
  }
  await sweepTemporaries(folder, nowMs);
  expect(readdirSync(folder).sort()).toEqual(['.a.json.2.tmp', '.folder.tmp', 'a.json', 'notes.tmp']);
  await sweepTemporaries(join(folder, 'gone'), nowMs);
});
