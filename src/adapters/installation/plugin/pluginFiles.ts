import { constants, existsSync, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import type { InstallationPlaces } from '../places.ts';
import { isMissing } from '../regularFile.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** A file to be copied: where it is, where it goes in the plugin's folder, and what it was when it was looked at. */
interface PlannedFile {
  readonly from: string;
  readonly to: string;
  readonly stats: Stats;
}

/** What the plugin consists of. Folders come before what is in them. */
export interface PluginFiles {
  readonly files: readonly PlannedFile[];
  /** Every folder of the copy, the first one the plugin itself (`''`). */
  readonly folders: readonly string[];
  /** Paths in the plugin's folder that stay behind (editors' and caches' leavings). */
  readonly excluded: readonly string[];
}

/** Of `dist`, what the server and the command line need; the extension's own bundles stay behind. */
const PROGRAMS = ['package.json', 'mcp.js', 'mcp-serve.js', 'cli.js', 'NOTICES.txt'] as const;
const FILES = ['.app.json', '.mcp.json', 'README.md'] as const;
const FOLDERS = ['.codex-plugin', 'bin', 'skills'] as const;

/** Names that are somebody's leavings, whatever they hold (reference contract §8). */
const LEAVING_SUFFIXES = ['.pyc', '.pyo', '.swp', '.swo', '.tmp', '.bak', '.orig', '.rej', '~', '.map'];
const LEAVING_NAMES = new Set(['__pycache__', 'node_modules', 'coverage']);

/**
 * The plugin as it is shipped: `.app.json`, `.mcp.json`, `README.md`, `.codex-plugin`, `bin`, `skills` and, from beside
 * it, `systemd` and `dist`, so that a copy runs by itself.
 * @throws FleetError `plugin_cache_failed` when a part is missing, a link, a special file, or has a second name
 */
export async function listPluginFiles(places: InstallationPlaces): Promise<PluginFiles> {
  const { pluginSource, programs, systemd } = places;
  const found = new Finding();
  await found.folder(pluginSource, '', FILES);
  for (const folder of FOLDERS) await found.tree(path.join(pluginSource, folder), folder);
  await found.folder(programs, 'dist', PROGRAMS);
  // A package without the watchdog's units is a whole one, too.
  if (existsSync(systemd)) await found.tree(systemd, 'systemd');
  return found;
}

class Finding implements PluginFiles {
  readonly files: PlannedFile[] = [];
  readonly folders: string[] = [];
  readonly excluded: string[] = [];

  /** A folder of which these files alone are taken. */
  async folder(from: string, to: string, names: readonly string[]): Promise<void> {
    await this.#enter(from, to);
    for (const name of names) await this.#take(path.join(from, name), path.join(to, name));
  }

  async tree(from: string, to: string): Promise<void> {
    await this.#enter(from, to);
    for (const name of (await readdir(from)).toSorted()) {
      const [source, target] = [path.join(from, name), path.join(to, name)];
      if (isLeaving(name)) this.excluded.push(target);
      else await this.#take(source, target);
    }
  }

  async #enter(from: string, to: string): Promise<void> {
    if (!(await look(from, to)).isDirectory()) throw refusal(`"${to || 'plugin'}" is not a folder`);
    this.folders.push(to);
  }

  async #take(from: string, to: string): Promise<void> {
    const stats = await look(from, to);
    if (stats.isDirectory()) {
      await this.tree(from, to);
      return;
    }
    if (stats.isSymbolicLink()) throw refusal(`"${to}" is a link`);
    if (!stats.isFile()) throw refusal(`"${to}" is a special file`);
    if (stats.nlink > 1) throw refusal(`"${to}" has a second name (hard link)`);
    this.files.push({ from, to, stats });
  }
}

async function look(from: string, to: string): Promise<Stats> {
  return lstat(from).catch((error: unknown) => {
    throw refusal(`"${to || 'plugin'}" ${isMissing(error) ? 'is missing' : 'cannot be read'}`);
  });
}

function isLeaving(name: string): boolean {
  if (name.startsWith('.') || name.startsWith('#') || LEAVING_NAMES.has(name)) return true;
  return LEAVING_SUFFIXES.some((suffix) => name.endsWith(suffix)) || name.endsWith('_cache');
}

function refusal(what: string): FleetError {
  return new FleetError(
    'plugin_cache_failed',
    `The plugin was not copied: its part ${what}. Install Codex Master again, from a clean package.`,
  );
}

/**
 * Writes the files below `target`, which must be there and empty; modes and times are kept. A file that was exchanged
 * since it was looked at ends it. Rejects with a `FleetError` or the system's own error.
 */
export async function copyPluginFiles({ files, folders }: PluginFiles, target: string): Promise<void> {
  for (const folder of folders.filter((name) => name !== ''))
    await mkdir(path.join(target, folder), { mode: 0o755 });
  for (const file of files) await copyFile(file, path.join(target, file.to));
}

async function copyFile({ from, to, stats }: PlannedFile, target: string): Promise<void> {
  const source = await open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const now = await source.stat();
    const isSame = now.isFile() && now.dev === stats.dev && now.ino === stats.ino && now.nlink === 1;
    if (!isSame) throw refusal(`"${to}" was exchanged meanwhile`);
    const copy = await open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      await copy.writeFile(await source.readFile());
      await copy.chmod(now.mode & 0o777);
      await copy.utimes(now.atime, now.mtime);
      await copy.sync();
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

/** Does the folder hold exactly these files, with the same bytes and modes? */
export async function holdsSameFiles({ files, folders }: PluginFiles, target: string): Promise<boolean> {
  try {
    const entries = await readdir(target, { recursive: true });
    if (entries.length !== files.length + folders.length - 1) return false;
    for (const file of files) if (!(await isSameFile(file, path.join(target, file.to)))) return false;
    return true;
  } catch {
    return false;
  }
}

async function isSameFile({ from, stats }: PlannedFile, target: string): Promise<boolean> {
  const there = await lstat(target);
  const isAlike =
    there.isFile() && there.size === stats.size && (there.mode & 0o777) === (stats.mode & 0o777);
  if (!isAlike) return false;
  const [source, copy] = [await open(from, O_RDONLY | O_NOFOLLOW), await open(target, O_RDONLY | O_NOFOLLOW)];
  try {
    return (await source.readFile()).equals(await copy.readFile());
  } finally {
    await Promise.all([source.close(), copy.close()]);
  }
}
