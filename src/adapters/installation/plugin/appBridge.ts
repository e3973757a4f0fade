import path from 'node:path';
import type { AppBridgeReason, AppBridgeStatus } from '../../../core/installation.ts';
import { PLUGIN_NAME } from '../places.ts';
import { isRecord, parseObject, readRegularFile, type ReadResult } from '../regularFile.ts';
import { MAX_MANIFEST_BYTES, readPluginManifest } from './pluginManifest.ts';

const APP_MANIFEST = '.app.json';
const KINDS = { connector_: 'connector', asdk_app_: 'app' } as const;

/**
 * Is the app of this name in the plugin's `.app.json` filled in, and does the plugin's manifest name that file
 * (reference contract §7)? Without a connector of one's own it says so, and is not ready. Never rejects.
 */
export async function appBridgeStatus(pluginFolder: string): Promise<AppBridgeStatus> {
  const file = await readRegularFile(path.join(pluginFolder, APP_MANIFEST), MAX_MANIFEST_BYTES);
  const { json } = await readPluginManifest(pluginFolder);
  const app = appIn(file);
  const apps = pluginApps(json?.['apps']);
  const id = typeof app === 'string' ? null : app.id;
  const kind = id === null ? null : kindOf(id);
  const formatOk = kind === 'connector' || kind === 'app';
  const ok = formatOk && apps.ok;
  return {
    ok,
    app_name: PLUGIN_NAME,
    app_manifest: {
      path: 'not_returned',
      path_state: 'configured',
      exists: file.kind !== 'missing',
      regular_file: file.kind === 'text',
      symlink: file.kind === 'not_regular' && file.symlink,
    },
    plugin_apps: apps,
    registration_mode: 'plugin_app_manifest',
    chatgpt_connector_registration: id === null ? 'not_configured' : 'not_verified',
    connector_id: id,
    connector_id_kind: kind,
    connector_id_format_ok: formatOk,
    reason: typeof app === 'string' ? app : ok ? null : 'plugin_or_connector_id_not_ready',
  };
}

function appIn(file: ReadResult): { readonly id: string } | AppBridgeReason {
  if (file.kind === 'missing' || file.kind === 'not_regular') return 'app_manifest_not_regular_file';
  const manifest = file.kind === 'text' ? parseObject(file.text) : null;
  if (manifest === null) return 'app_manifest_unreadable';
  const apps = manifest['apps'];
  if (!isRecord(apps)) return 'apps_not_object';
  const app = Object.hasOwn(apps, PLUGIN_NAME) ? apps[PLUGIN_NAME] : undefined;
  if (!isRecord(app)) return 'codex_master_app_missing';
  const id = app['id'];
  return typeof id === 'string' && id.trim() !== '' ? { id: id.slice(0, 200) } : 'connector_id_missing';
}

function kindOf(id: string): 'connector' | 'app' | 'custom' {
  const prefix = Object.entries(KINDS).find(([prefix]) => id.startsWith(prefix) && id.length > prefix.length);
  return prefix?.[1] ?? 'custom';
}

function pluginApps(declared: unknown): AppBridgeStatus['plugin_apps'] {
  if (typeof declared !== 'string') return { declared: false, target: null, ok: false };
  const target = path.posix.normalize(declared);
  const isInside = !path.posix.isAbsolute(target) && target !== '..' && !target.startsWith('../');
  return { declared: true, target: isInside ? target : null, ok: target === APP_MANIFEST };
}
