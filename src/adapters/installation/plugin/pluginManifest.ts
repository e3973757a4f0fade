import path from 'node:path';
import type { PluginManifestReport } from '../../../core/installation.ts';
import { PLUGIN_NAME } from '../places.ts';
import { parseObject, readRegularFile } from '../regularFile.ts';
import { isVersion } from '../versions.ts';

/** Longest manifest that is read (reference contract §0.2). */
export const MAX_MANIFEST_BYTES = 64 * 1024;

/** Where a plugin has its manifest, relative to its folder. */
export const PLUGIN_MANIFEST = path.join('.codex-plugin', 'plugin.json');

export interface PluginManifest {
  readonly report: PluginManifestReport;
  /** The whole manifest; null when it could not be read. */
  readonly json: Readonly<Record<string, unknown>> | null;
}

/** Reads the manifest of the plugin in a folder; no link is followed. Never rejects. */
export async function readPluginManifest(folder: string): Promise<PluginManifest> {
  const file = await readRegularFile(path.join(folder, PLUGIN_MANIFEST), MAX_MANIFEST_BYTES);
  switch (file.kind) {
    case 'missing':
      return unusable('plugin_manifest_missing');
    case 'not_regular':
      return unusable('plugin_manifest_not_regular_file');
    case 'unreadable':
      return unusable('plugin_manifest_unreadable');
    case 'text': {
      const json = parseObject(file.text);
      return json === null ? unusable('plugin_manifest_invalid') : { report: reportOf(json), json };
    }
  }
}

function unusable(reason: PluginManifestReport['reason']): PluginManifest {
  const report = { version: null, version_state: 'missing', name_matches: false, ok: false, reason } as const;
  return { report, json: null };
}

function reportOf({ name, version }: Readonly<Record<string, unknown>>): PluginManifestReport {
  const nameMatches = name === PLUGIN_NAME;
  const valid = typeof version === 'string' && isVersion(version);
  const missing = version === undefined;
  return {
    version: valid ? version : null,
    version_state: valid ? 'valid' : missing ? 'missing' : 'invalid',
    name_matches: nameMatches,
    ok: nameMatches && valid,
    reason: nameMatches ? (valid ? null : 'plugin_version_invalid') : 'plugin_name_mismatch',
  };
}
