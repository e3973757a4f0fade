import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pluginCacheStatus } from '../../../src/adapters/installation/plugin/pluginCache.ts';
import type { InstallationPlaces } from '../../../src/adapters/installation/places.ts';
import { node24 } from '../../host/paths.ts';
import { nonce, scratchPackage, treeOf } from '../../unit/adapters/installation/cacheSupport.ts';
import { syncPluginCache } from '../../../src/adapters/installation/plugin/pluginCacheSync.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const KILLS = 40;
const worker = path.join(import.meta.dirname, 'cacheWorker.ts');

let root: string;
let places: InstallationPlaces;
let cache: string;

beforeEach(() => {
  ({ root, places } = scratchPackage());
  cache = path.join(places.codexHome, 'plugins/cache/personal/codex-master');
});
afterEach(() => clearFolder(root));

/** A seeded number below `limit`, so that a failure can be had again. */
function seeded(seed: number, limit: number): number {
  return Math.floor((Math.abs(Math.sin(seed * 12.9898) * 43_758.5453) % 1) * limit);
}

async function line(child: ChildProcess): Promise<void> {
  await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
}

function versionsThere(): readonly string[] {
  return readdirSync(cache).filter((name) => name === '1.0.0' || name.startsWith('.1.0.0.old.'));
}

it(`a process that is killed ${KILLS} times while it copies never costs the version that is there`, async () => {
  await syncPluginCache({ places, nonce });
  const names = Object.keys(treeOf(path.join(cache, '1.0.0')));
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(node24, [worker, root, 'loop'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await line(child);
    await new Promise((resolve) => {
      setTimeout(resolve, seeded(kill, 60));
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Whole under its name or, for the moment between two renames, beside it.
    const there = versionsThere();
    expect(there.length).toBeGreaterThan(0);
    if (there.includes('1.0.0')) {
      expect(Object.keys(treeOf(path.join(cache, '1.0.0')))).toEqual(names);
      expect(readFileSync(path.join(cache, '1.0.0/dist/mcp.js'), 'utf8')).toBe('mcp');
    }
    expect(await syncPluginCache({ places, nonce })).toMatchObject({ ok: true, status: 'synced' });
    expect(versionsThere()).toEqual(['1.0.0']);
  }
  expect(await pluginCacheStatus(places.codexHome, places.pluginSource)).toMatchObject({ ok: true });
});

it('where the disk takes no more the old version stays, and nothing half-written', async () => {
  await syncPluginCache({ places, nonce });
  const before = treeOf(cache);
  writeFileSync(path.join(places.programs, 'mcp.js'), 'x'.repeat(300_000));
  // Files may grow to 64 blocks of 1 KiB (512 bytes in some shells) and no further: writing fails as on a full disk.
  const script = 'trap "" XFSZ; ulimit -f 64; exec "$0" "$@"';
  const out = execFileSync('/bin/sh', ['-c', script, node24, worker, root, 'once'], { encoding: 'utf8' });
  expect(out).toContain('plugin_cache_failed');
  expect(treeOf(cache)).toEqual(before);
});
