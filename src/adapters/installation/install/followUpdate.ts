import path from 'node:path';
import type { InstallContext } from '../context.ts';
import { isSamePlace } from '../homeContext.ts';
import { syncPluginCache } from '../plugin/pluginCacheSync.ts';
import { readPluginManifest } from '../plugin/pluginManifest.ts';
import { compareVersions } from '../versions.ts';
import { linkTarget, placeLink } from './installLink.ts';
import { InstallRecord, type InstallEntry } from './installRecord.ts';

/**
 * An update of the extension lies in a folder of its own, and the old one goes: what was installed from the old one is
 * led to the new one. Only links that still are as they were made, and never back to an older version. Resolves with
 * how many installations followed; rejects with what hindered the first that could not.
 */
export async function followUpdate(context: InstallContext): Promise<number> {
  const record = new InstallRecord(context.stateRoot, context.nonce);
  const { report } = await readPluginManifest(context.places.pluginSource);
  if (report.version === null) return 0;
  let followed = 0;
  for (const entry of await record.all()) {
    if (!(await isBehind(entry, context, report.version))) continue;
    const { version } = report;
    await record.change(entry.codexHome, entry.link, (now) => following(now, context, version));
    await placeLink(entry.link, context.places.wrapper, context.nonce);
    if (entry.pluginVersions.length > 0) await updatePlugin(entry, context);
    followed += 1;
  }
  return followed;
}

async function isBehind(entry: InstallEntry, { places }: InstallContext, version: string): Promise<boolean> {
  if (entry.target === null || entry.target === places.wrapper) return false;
  if ((await linkTarget(entry.link)) !== entry.target) return false;
  // The starter lies in the plugin's `bin`; a package that is gone has no version.
  const { report } = await readPluginManifest(path.dirname(path.dirname(entry.target)));
  return report.version === null || compareVersions(report.version, version) < 0;
}

function following(entry: InstallEntry, { places }: InstallContext, version: string): InstallEntry {
  const hasPlugin = entry.pluginVersions.length > 0;
  const versions = hasPlugin ? [...new Set([...entry.pluginVersions, version])] : [];
  return { ...entry, target: places.wrapper, pluginVersions: versions };
}

async function updatePlugin(entry: InstallEntry, { places, agents, nonce }: InstallContext): Promise<void> {
  // A home that became an Agentin's since gets nothing more.
  if (agents().some(({ home }) => isSamePlace(home, entry.codexHome))) return;
  await syncPluginCache({ places: { ...places, codexHome: entry.codexHome }, nonce });
}
