import type * as fs from 'node:fs/promises';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freeze } from '../../../../../src/adapters/git/programs/setupBytes.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

/** Who runs the tests as root may read everything: the refusal is made here. */
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof fs>();
  const open: typeof real.open = async (path, ...rest) => {
    if (String(path).endsWith('forbidden.sh'))
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    return real.open(path, ...rest);
  };
  return { ...real, open };
});

function tree(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cm-freeze-'));
  onTestFinished(() => clearFolder(folder));
  return folder;
}

it('a script that cannot be read is none that anybody could allow', async () => {
  const folder = tree();
  writeFileSync(join(folder, 'forbidden.sh'), 'true\n');
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
