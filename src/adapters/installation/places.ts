import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isRecord, parseObject } from './regularFile.ts';

/** The name under which leads know our MCP server, and of the command that starts it. */
export const MASTERJET = 'codex-master-mcp';

/** The plugin's name, and the marketplace under which Codex keeps plugins of the person's own (reference contract §8). */
export const PLUGIN_NAME = 'codex-master';
export const PLUGIN_MARKETPLACE = 'personal';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where things are. All paths absolute. */
export interface InstallationPlaces {
  /** The folder that holds `dist` and `media`: an installed extension, or a checkout. */
  readonly packageRoot: string;
  /** The program that an install link names. */
  readonly wrapper: string;
  /** The plugin as it is shipped. */
  readonly pluginSource: string;
  /** `dist`, which the plugin's copy in a cache needs beside it. */
  readonly programs: string;
  /** The MCP server itself. */
  readonly serverScript: string;
  /** The watchdog's systemd units. */
  readonly systemd: string;
  /** Where the link goes when nobody names another place. */
  readonly defaultLink: string;
  /** CODEX_HOME of the Codex that is installed for, and whether the environment names it. */
  readonly codexHome: string;
  readonly codexHomeIsNamed: boolean;
  /** The home folder of the person. */
  readonly userHome: string;
}

/** Reads nothing but package.json files, to find our own. */
export function installationPlaces(env: Environment, packageRoot = findPackageRoot()): InstallationPlaces {
  const userHome = env['HOME'] || homedir();
  const named = env['CODEX_HOME'];
  const pluginSource = path.join(packageRoot, 'media', 'plugin');
  return {
    packageRoot,
    pluginSource,
    wrapper: path.join(pluginSource, 'bin', MASTERJET),
    programs: path.join(packageRoot, 'dist'),
    serverScript: path.join(packageRoot, 'dist', 'mcp.js'),
    systemd: path.join(packageRoot, 'media', 'systemd'),
    defaultLink: path.join(userHome, '.local', 'bin', MASTERJET),
    codexHome: path.resolve(named || path.join(userHome, '.codex')),
    codexHomeIsNamed: Boolean(named),
    userHome,
  };
}

/** Our package's folder: the first above this file whose package.json has our name (`dist` has one without a name). */
export function findPackageRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    const manifest = existsSync(file) ? parseObject(readFileSync(file, 'utf8')) : null;
    if (isRecord(manifest) && manifest['name'] === PLUGIN_NAME) return folder;
    // Not in a package of ours (a bundle copied elsewhere): `dist` and what is beside it are still the best guess.
    if (folder === path.dirname(folder)) return path.dirname(from);
  }
}
