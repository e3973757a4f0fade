import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InstallContext } from '../../../../../src/adapters/installation/context.ts';
import { followUpdate } from '../../../../../src/adapters/installation/install/followUpdate.ts';
import {
  InstallRecord,
  type InstallEntry,
} from '../../../../../src/adapters/installation/install/installRecord.ts';
import {
  installationPlaces,
  type InstallationPlaces,
} from '../../../../../src/adapters/installation/places.ts';
import { pluginCacheStatus } from '../../../../../src/adapters/installation/plugin/pluginCache.ts';
import { localRunner } from '../../../../../src/adapters/run.ts';
import { fillPackage, nonce, scratchPackage } from '../cacheSupport.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

let root: string;
let old: InstallationPlaces;
let updated: InstallContext;
let record: InstallRecord;
let link: string;

beforeEach(() => {
  ({ root, places: old } = scratchPackage('1.9.0'));
  updated = contextOf('updated', '1.10.0');
  record = new InstallRecord(updated.stateRoot, nonce);
  link = path.join(root, 'bin/codex-master-mcp');
  mkdirSync(path.dirname(link));
});
afterEach(() => clearFolder(root));

function contextOf(folder: string, version: string): InstallContext {
  const env = { HOME: root, CODEX_HOME: old.codexHome };
  const places = installationPlaces(env, path.join(root, folder));
  fillPackage(places, version);
  const stateRoot = path.join(root, 'state');
  return { env, places, stateRoot, runner: localRunner, agents: () => [], nonce, ownNode: 'node' };
}

async function installed(target: string | null, change: Partial<InstallEntry> = {}): Promise<void> {
  symlinkSync(target ?? old.wrapper, link);
  const entry = await record.find(old.codexHome, link);
  await record.write({ ...entry, target, registered: true, pluginVersions: ['1.9.0'], ...change });
}

it('leads the link of an older version to this one, and brings its plugin', async () => {
  await installed(old.wrapper);
  expect(await followUpdate(updated)).toBe(1);
  expect(readlinkSync(link)).toBe(updated.places.wrapper);
  expect(await pluginCacheStatus(old.codexHome, updated.places.pluginSource)).toMatchObject({ ok: true });
  expect(await record.find(old.codexHome, link)).toMatchObject({
    target: updated.places.wrapper,
    pluginVersions: ['1.9.0', '1.10.0'],
  });
  expect(await followUpdate(updated)).toBe(0);
});

it('does so also when the older version is gone already, and without a plugin where there was none', async () => {
  await installed(old.wrapper, { pluginVersions: [] });
  rmSync(old.packageRoot, { recursive: true });
  expect(await followUpdate(updated)).toBe(1);
  expect(await pluginCacheStatus(old.codexHome, updated.places.pluginSource)).toMatchObject({
    reason: 'plugin_cache_missing',
  });
});

it('never leads back to an older version', async () => {
  await installed(updated.places.wrapper);
  expect(await followUpdate(contextOf('older', '1.2.0'))).toBe(0);
  expect(readlinkSync(link)).toBe(updated.places.wrapper);
});

it('leaves a link that somebody else made or changed', async () => {
  await installed(null);
  expect(await followUpdate(updated)).toBe(0);
  await record.write({ ...(await record.find(old.codexHome, link)), target: '/once/ours' });
  expect(await followUpdate(updated)).toBe(0);
  expect(readlinkSync(link)).toBe(old.wrapper);
});

it('brings no plugin to a home that became an Agentin’s since', async () => {
  await installed(old.wrapper);
  const agents: InstallContext['agents'] = () => [{ id: 'a', home: old.codexHome }];
  expect(await followUpdate({ ...updated, agents })).toBe(1);
  expect(await pluginCacheStatus(old.codexHome, updated.places.pluginSource)).toMatchObject({ ok: false });
});
