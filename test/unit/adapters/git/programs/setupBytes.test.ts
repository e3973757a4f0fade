import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freeze } from '../../../../../src/adapters/git/programs/setupBytes.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

/**
 * Who runs the tests as root may read everything: the refusal is made here. Not by vi.mock, which is too late where a test
 * file before this one loaded the module in the same process.
 */
function forbid(file: string): void {
  const { open } = fs;
  const change = (to: typeof open): void => {
    fs.open = to;
    syncBuiltinESMExports();
  };
  change(async (path, ...rest) => {
    if (path === file) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    return open(path, ...rest);
  });
  onTestFinished(() => change(open));
}

function tree(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cm-freeze-'));
  onTestFinished(() => clearFolder(folder));
  return folder;
}

it('a script that cannot be read is none that anybody could allow', async () => {
  const folder = tree();
  writeFileSync(join(folder, 'forbidden.sh'), 'true\n');
  forbid(join(folder, 'forbidden.sh'));
  expect(await freeze(folder, ['sh', 'forbidden.sh'])).toBeNull();
});

it('a socket beside a script is no file, and stands in the way of nothing', async () => {
  const folder = tree();
  writeFileSync(join(folder, 'setup.sh'), 'true\n');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'agent.sock'), resolve));
  const frozen = await freeze(folder, ['sh', 'setup.sh', 'agent.sock']);
  expect(frozen?.files.map(({ path }) => path)).toEqual(['setup.sh']);
  await new Promise((resolve) => server.close(resolve));
});
