import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPackageRoot } from '../../../../../src/adapters/installation/places.ts';
import { appBridgeStatus } from '../../../../../src/adapters/installation/plugin/appBridge.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'app-bridge-'));
});
afterEach(() => clearFolder(folder));

function plugin(apps: unknown, declared: unknown = './.app.json'): void {
  mkdirSync(path.join(folder, '.codex-plugin'), { recursive: true });
  const manifest = { name: 'codex-master', version: '1.0.0', apps: declared };
  writeFileSync(path.join(folder, '.codex-plugin/plugin.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, '.app.json'), JSON.stringify({ apps }));
}

describe('the app entry of the plugin', () => {
  it.each([
    ['connector_0123', 'connector'],
    ['asdk_app_0123', 'app'],
  ])('is ready with the id %s', async (id, kind) => {
    plugin({ 'codex-master': { id } });
    expect(await appBridgeStatus(folder)).toMatchObject({
      ok: true,
      connector_id: id,
      connector_id_kind: kind,
      connector_id_format_ok: true,
      chatgpt_connector_registration: 'not_verified',
      plugin_apps: { declared: true, target: '.app.json', ok: true },
      reason: null,
    });
  });

  it('is not ready with an id of another form, and says so', async () => {
    plugin({ 'codex-master': { id: 'mine' } });
    expect(await appBridgeStatus(folder)).toMatchObject({
      ok: false,
      connector_id_kind: 'custom',
      connector_id_format_ok: false,
      reason: 'plugin_or_connector_id_not_ready',
    });
  });

  it.each(['/etc/.app.json', '../.app.json', 'other.json', 7])(
    'is not ready when the manifest names %s',
    async (declared) => {
      plugin({ 'codex-master': { id: 'connector_1' } }, declared);
      expect(await appBridgeStatus(folder)).toMatchObject({
        ok: false,
        plugin_apps: { ok: false },
        reason: 'plugin_or_connector_id_not_ready',
      });
    },
  );

  it.each([
    [[], 'apps_not_object'],
    [{}, 'codex_master_app_missing'],
    [{ 'codex-master': 'connector_1' }, 'codex_master_app_missing'],
    [{ 'codex-master': {} }, 'connector_id_missing'],
    [{ 'codex-master': { id: ' ' } }, 'connector_id_missing'],
  ])('tells what is missing in %j', async (apps, reason) => {
    plugin(apps);
    expect(await appBridgeStatus(folder)).toMatchObject({ ok: false, connector_id: null, reason });
  });

  it('reads no link, and no text that is not JSON', async () => {
    plugin({});
    rmSync(path.join(folder, '.app.json'));
    expect(await appBridgeStatus(folder)).toMatchObject({
      app_manifest: { exists: false },
      reason: 'app_manifest_not_regular_file',
    });
    symlinkSync('/etc/hostname', path.join(folder, '.app.json'));
    expect(await appBridgeStatus(folder)).toMatchObject({
      app_manifest: { exists: true, symlink: true, regular_file: false },
      reason: 'app_manifest_not_regular_file',
    });
    rmSync(path.join(folder, '.app.json'));
    writeFileSync(path.join(folder, '.app.json'), '{');
    expect(await appBridgeStatus(folder)).toMatchObject({ reason: 'app_manifest_unreadable' });
  });

  it('as it is shipped names no connector: nobody can have registered one for others', async () => {
    const shipped = path.join(findPackageRoot(), 'media/plugin');
    expect(await appBridgeStatus(shipped)).toMatchObject({
      ok: false,
      plugin_apps: { ok: true },
      chatgpt_connector_registration: 'not_configured',
      reason: 'connector_id_missing',
    });
  });
});
