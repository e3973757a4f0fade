import { readdir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import type { PluginCacheReason, PluginCacheStatus } from '../../../core/installation.ts';
import { cacheFolder } from './cachePlaces.ts';
import { DirectoryError, PinnedDirectory } from '../pinnedDirectory.ts';
import { PLUGIN_MARKETPLACE, PLUGIN_NAME } from '../places.ts';
import { readPluginManifest } from './pluginManifest.ts';
import { compareVersions, isVersion } from '../versions.ts';

/** How many versions a report names (reference contract §0.2). */
const MAX_REPORTED_VERSIONS = 20;

/** What lies in the cache, by what it is. */
export interface CacheEntries {
  /** Valid versions, newest first. */
  readonly versions: readonly string[];
  readonly symlinks: number;
  readonly invalid: number;
  readonly unreadable: number;
}

const NO_ENTRIES: CacheEntries = { versions: [], symlinks: 0, invalid: 0, unreadable: 0 };

/**
 * Does the home's plugin cache hold the plugin in its shipped version (reference contract §7)? Names starting with a
 * dot are copies under way and count as nothing. Never rejects.
 */
export async function pluginCacheStatus(codexHome: string, pluginSource: string): Promise<PluginCacheStatus> {
  const { report } = await readPluginManifest(pluginSource);
  const found = await lookIntoCache(codexHome);
  const entries = typeof found === 'string' ? NO_ENTRIES : found;
  const installed = report.version !== null && entries.versions.includes(report.version);
  const ok = report.ok && installed;
  return {
    ok,
    marketplace: PLUGIN_MARKETPLACE,
    plugin_name: PLUGIN_NAME,
    repo_manifest: report,
    repo_version_installed: installed,
    installed_version_count: entries.versions.length,
    installed_versions: entries.versions.slice(0, MAX_REPORTED_VERSIONS),
    installed_versions_truncated: entries.versions.length > MAX_REPORTED_VERSIONS,
    symlink_entry_count: entries.symlinks,
    invalid_entry_count: entries.invalid,
    unreadable_entry_count: entries.unreadable,
    reason: typeof found === 'string' ? found : ok ? null : 'repo_plugin_version_not_installed',
  };
}

async function lookIntoCache(codexHome: string): Promise<CacheEntries | PluginCacheReason> {
  try {
    const folder = await PinnedDirectory.open(await cacheFolder(codexHome));
    try {
      const entries = await readEntries(folder);
      await folder.verify();
      return entries;
    } finally {
      await folder.close();
    }
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): PluginCacheReason {
  if (!(error instanceof DirectoryError)) return 'plugin_cache_unreadable';
  const reasons = {
    missing: 'plugin_cache_missing',
    not_real: 'plugin_cache_not_real_directory',
    denied: 'plugin_cache_unreadable',
    changed: 'plugin_cache_changed',
  } as const;
  return reasons[error.trouble];
}

/** What lies in an open cache folder. Rejects when it cannot be listed. */
export async function readEntries(folder: PinnedDirectory): Promise<CacheEntries> {
  const entries = await readdir(folder.here, { withFileTypes: true });
  const kinds = await Promise.all(entries.map(async (entry) => kindOf(folder, entry)));
  const count = (kind: EntryKind): number => kinds.filter((one) => one === kind).length;
  const versions = entries.filter((_, index) => kinds[index] === 'valid').map(({ name }) => name);
  return {
    versions: versions.toSorted((one, other) => compareVersions(other, one)),
    symlinks: count('symlink'),
    invalid: count('invalid'),
    unreadable: count('unreadable'),
  };
}

type EntryKind = 'valid' | 'symlink' | 'invalid' | 'unreadable' | 'under_way';

async function kindOf(folder: PinnedDirectory, entry: Dirent): Promise<EntryKind> {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.name.startsWith('.')) return 'under_way';
  if (!entry.isDirectory() || !isVersion(entry.name)) return 'invalid';
  return versionKind(folder, entry.name);
}

async function versionKind(folder: PinnedDirectory, name: string): Promise<EntryKind> {
  const version = await folder.into(name).catch(() => null);
  if (version === null) return 'unreadable';
  try {
    const { report } = await readPluginManifest(version.here);
    if (report.reason === 'plugin_manifest_unreadable') return 'unreadable';
    return report.ok && report.version === name ? 'valid' : 'invalid';
  } finally {
    await version.close();
  }
}
