import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallationPlaces } from '../../../../../src/adapters/installation/places.ts';
import { pluginCacheStatus } from '../../../../../src/adapters/installation/plugin/pluginCache.ts';
import { syncPluginCache } from '../../../../../src/adapters/installation/plugin/pluginCacheSync.ts';
import type { PluginCacheStatus, PluginCacheSync } from '../../../../../src/core/installation.ts';
import { fillPackage, nonce, scratchPackage, treeOf } from '../cacheSupport.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

let root: string;
let places: InstallationPlaces;
let cache: string;

beforeEach(() => {
  ({ root, places } = scratchPackage());
  cache = path.join(places.codexHome, 'plugins/cache/personal/codex-master');
});
afterEach(() => clearFolder(root));

const sync = async (): Promise<PluginCacheSync> => syncPluginCache({ places, nonce });
const status = async (): Promise<PluginCacheStatus> =>
  pluginCacheStatus(places.codexHome, places.pluginSource);

function plant(version: string, name = 'codex-master', declared = version): void {
  mkdirSync(path.join(cache, version, '.codex-plugin'), { recursive: true });
  writeFileSync(
    path.join(cache, version, '.codex-plugin/plugin.json'),
    JSON.stringify({ name, version: declared }),
  );
}

describe('putting the plugin into the cache', () => {
  it('copies everything that it needs to run by itself, with modes, and nothing else', async () => {
    const result = await sync();
    expect(result).toMatchObject({
      ok: true,
      status: 'synced',
      changed: true,
      version: '1.0.0',
      copied_files: 12,
      copied_directories: 7,
      plugin_cache: { ok: true, repo_version_installed: true, installed_versions: ['1.0.0'], reason: null },
    });
    const tree = treeOf(path.join(cache, '1.0.0'));
    expect(Object.keys(tree).filter((name) => !tree[name]?.startsWith('folder'))).toEqual([
      '.app.json',
      '.codex-plugin/plugin.json',
      '.mcp.json',
      'README.md',
      'bin/codex-master-mcp',
      'dist/NOTICES.txt',
      'dist/cli.js',
      'dist/mcp-serve.js',
      'dist/mcp.js',
      'dist/package.json',
      'skills/codex-master/SKILL.md',
      'systemd/watchdog.service',
    ]);
    expect(tree['bin/codex-master-mcp']).toBe('755 #!/bin/sh\n');
    expect(Object.keys(treeOf(cache)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('leaves behind what editors and caches left, and names it', async () => {
    const skills = path.join(places.pluginSource, 'skills');
    for (const name of ['.hidden', '#x#', 'a.swp', 'b~', 'c.orig'])
      writeFileSync(path.join(skills, name), '');
    mkdirSync(path.join(skills, '__pycache__'));
    const { excluded_artifacts } = await sync();
    expect(excluded_artifacts.toSorted()).toEqual(
      ['#x#', '.hidden', '__pycache__', 'a.swp', 'b~', 'c.orig'].map((name) => `skills/${name}`),
    );
    expect(Object.keys(treeOf(path.join(cache, '1.0.0/skills')))).toEqual([
      'codex-master',
      'codex-master/SKILL.md',
    ]);
  });

  it('touches nothing where the very same files are', async () => {
    await sync();
    const before = treeOf(cache);
    expect(await sync()).toMatchObject({ ok: true, changed: false, copied_files: 0 });
    expect(treeOf(cache)).toEqual(before);
  });

  it.each([
    ['a changed text', () => writeFileSync(path.join(cache, '1.0.0/dist/cli.js'), 'clj')],
    ['a lost bit', () => chmodSync(path.join(cache, '1.0.0/bin/codex-master-mcp'), 0o644)],
    ['a file too many', () => writeFileSync(path.join(cache, '1.0.0/extra'), '')],
    ['a file too few', () => rmSync(path.join(cache, '1.0.0/README.md'))],
  ])('mends %s', async (_what, damage) => {
    await sync();
    const whole = treeOf(cache);
    damage();
    expect(await sync()).toMatchObject({ changed: true });
    expect(treeOf(cache)).toEqual(whole);
  });

  it.each([
    ['a link', () => symlinkSync('/etc/hostname', path.join(places.pluginSource, 'skills/link'))],
    [
      'a hard link',
      () =>
        linkSync(path.join(places.pluginSource, 'README.md'), path.join(places.pluginSource, 'skills/two')),
    ],
    ['a missing part', () => rmSync(path.join(places.programs, 'cli.js'))],
    [
      'a damaged manifest',
      () => writeFileSync(path.join(places.pluginSource, '.codex-plugin/plugin.json'), '{'),
    ],
  ])('refuses %s in the package, and the old version stays', async (_what, spoil) => {
    await sync();
    const before = treeOf(cache);
    writeFileSync(path.join(places.pluginSource, '.mcp.json'), '{"new":1}');
    spoil();
    await expect(sync()).rejects.toMatchObject({ code: 'plugin_cache_failed' });
    expect(treeOf(cache)).toEqual(before);
  });

  it.each(['plugins', 'plugins/cache', 'plugins/cache/personal', 'plugins/cache/personal/codex-master'])(
    'refuses a link in the place of %s, and follows it nowhere',
    async (folder) => {
      const elsewhere = path.join(root, 'elsewhere');
      mkdirSync(elsewhere);
      mkdirSync(path.dirname(path.join(places.codexHome, folder)), { recursive: true });
      symlinkSync(elsewhere, path.join(places.codexHome, folder));
      await expect(sync()).rejects.toMatchObject({ code: 'plugin_cache_failed' });
      expect(treeOf(elsewhere)).toEqual({});
      expect(await status()).toMatchObject({ ok: false, reason: 'plugin_cache_not_real_directory' });
    },
  );

  it('refuses a link in the place of the version', async () => {
    mkdirSync(cache, { recursive: true });
    symlinkSync(root, path.join(cache, '1.0.0'));
    await expect(sync()).rejects.toMatchObject({ code: 'plugin_cache_failed' });
    expect(await status()).toMatchObject({ ok: false, symlink_entry_count: 1 });
  });

  it('keeps the four newest others, and everything that is none of its own', async () => {
    for (const version of ['0.1.0', '0.2.0', '0.9.0', '0.10.0', '2.0.0-rc.1', '2.0.0']) plant(version);
    plant('0.0.1', 'other');
    plant('0.0.2', 'codex-master', '0.0.3');
    mkdirSync(path.join(cache, 'notes'));
    symlinkSync('0.1.0', path.join(cache, '0.0.4'));
    mkdirSync(path.join(cache, '.1.0.0.tmp.20250101T000000Z.ffff'));
    const result = await sync();
    expect(result.retention).toEqual({
      max_versions: 5,
      current_version_retained: true,
      retained_old_version_count: 4,
      pruned_version_count: 2,
    });
    expect(result.plugin_cache).toMatchObject({
      installed_versions: ['2.0.0', '2.0.0-rc.1', '1.0.0', '0.10.0', '0.9.0'],
      symlink_entry_count: 1,
      invalid_entry_count: 3,
    });
    const left = Object.keys(treeOf(cache)).filter((name) => !name.includes('/'));
    expect(left).toEqual(
      expect.arrayContaining(['.1.0.0.tmp.20250101T000000Z.ffff', '0.0.1', '0.0.2', 'notes']),
    );
  });

  it('moves what is not ours aside instead of removing it', async () => {
    plant('1.0.0', 'somebody-elses');
    expect(await sync()).toMatchObject({ ok: true, changed: true });
    const aside = Object.keys(treeOf(cache)).find((name) => /^\.1\.0\.0\.aside\.[^/]+$/u.test(name));
    expect(aside).toBeDefined();
  });

  it('brings back a version that a killed process had only moved aside', async () => {
    await sync();
    const whole = treeOf(cache);
    renameSync(path.join(cache, '1.0.0'), path.join(cache, '.1.0.0.old.20260101T000000Z.abcd'));
    expect(await sync()).toMatchObject({ ok: true, changed: false });
    expect(treeOf(cache)).toEqual(whole);
  });

  it('is one result for many at once', async () => {
    await sync();
    fillPackage(places, '1.0.0');
    writeFileSync(path.join(places.pluginSource, 'README.md'), 'newer');
    const results = await Promise.all(Array.from({ length: 6 }, sync));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(treeOf(cache)['1.0.0/README.md']).toBe('644 newer');
    await sync();
    expect(Object.keys(treeOf(cache)).filter((name) => !name.includes('/'))).toEqual(['1.0.0']);
  });
});

describe('the state of the cache', () => {
  it('is "missing" where there is none, and names the version that is', async () => {
    expect(await status()).toMatchObject({
      ok: false,
      marketplace: 'personal',
      plugin_name: 'codex-master',
      repo_manifest: { version: '1.0.0', ok: true },
      reason: 'plugin_cache_missing',
    });
    plant('0.9.0');
    expect(await status()).toMatchObject({
      ok: false,
      repo_version_installed: false,
      installed_versions: ['0.9.0'],
      reason: 'repo_plugin_version_not_installed',
    });
  });

  it('names twenty versions and counts the rest', async () => {
    for (let minor = 0; minor < 22; minor += 1) plant(`0.${minor}.0`);
    const { installed_versions, ...rest } = await status();
    expect(installed_versions).toHaveLength(20);
    expect(installed_versions[0]).toBe('0.21.0');
    expect(rest).toMatchObject({ installed_version_count: 22, installed_versions_truncated: true });
  });
});
