import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { InstallRecord } from '../../../../../src/adapters/installation/install/installRecord.ts';
import { nonce } from '../cacheSupport.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

it('keeps what several windows note at once, of one installation and of others', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'cm-install-'));
  onTestFinished(() => clearFolder(root));
  const links = Array.from({ length: 10 }, (_, index) => `/home/x/bin/${index}`);
  const note = async (link: string, folder: string): Promise<void> =>
    new InstallRecord(root, nonce).change('/home/x/.codex', link, (entry) => ({
      ...entry,
      folders: [...entry.folders, folder],
    }));
  await Promise.all(links.flatMap((link) => [note(link, 'one'), note(link, 'two')]));
  const all = await new InstallRecord(root, nonce).all();
  expect(all.map(({ link }) => link).toSorted()).toEqual(links);
  for (const { folders } of all) expect(folders.toSorted()).toEqual(['one', 'two']);
});
