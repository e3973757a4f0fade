import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { PLUGIN_MARKETPLACE, PLUGIN_NAME } from '../places.ts';

/** Where a Codex home keeps the versions of our plugin, below the home. */
const CACHE_FOLDERS = ['plugins', 'cache', PLUGIN_MARKETPLACE, PLUGIN_NAME] as const;

/** That folder's path. The home itself may be reached through links (people move it); nothing below it may be one. */
export async function cacheFolder(codexHome: string): Promise<string> {
  const real = await realpath(codexHome).catch(() => codexHome);
  return path.join(real, ...CACHE_FOLDERS);
}
