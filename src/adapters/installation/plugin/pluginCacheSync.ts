import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { FleetError } from '../../../core/errors.ts';
import type { PluginCacheSync } from '../../../core/installation.ts';
import { DirectoryError, PinnedDirectory } from '../pinnedDirectory.ts';
import type { InstallationPlaces } from '../places.ts';
import { codeOf, isMissing } from '../regularFile.ts';
import { isVersion } from '../versions.ts';
import { cacheFolder } from './cachePlaces.ts';
import { pluginCacheStatus, readEntries } from './pluginCache.ts';
import { copyPluginFiles, holdsSameFiles, listPluginFiles, type PluginFiles } from './pluginFiles.ts';
import { readPluginManifest } from './pluginManifest.ts';

/** The current version and the newest others that stay (reference contract §8). */
const MAX_VERSIONS = 5;

const FOLDER_MODE = { mode: 0o755 } as const;

/** Two processes may put their copies in place at once; each gives way to the other so often. */
const MAX_SWAPS = 10;

export interface SyncWish {
  readonly places: InstallationPlaces;
  /** A text for the names of temporary folders that nobody else makes: a time and something random. */
  readonly nonce: () => string;
}

/**
 * Puts the plugin into the home's cache under its version (reference contract §8). It is copied beside its place and
 * then renamed; where the same files are there already nothing is touched. A process that ends in the middle leaves
 * the old version, at worst moved aside, and the next sync moves it back.
 * @throws FleetError `plugin_cache_failed`; the version that was there is then still there
 */
export async function syncPluginCache({ places, nonce }: SyncWish): Promise<PluginCacheSync> {
  const { report } = await readPluginManifest(places.pluginSource);
  if (!report.ok || report.version === null) throw failed('its manifest is damaged');
  const files = await listPluginFiles(places);
  try {
    const folder = await PinnedDirectory.open(await cacheFolder(places.codexHome), FOLDER_MODE);
    try {
      return await new Sync(folder, files, report.version, nonce).run(places);
    } finally {
      await folder.close();
    }
  } catch (error) {
    throw asFailure(error);
  }
}

class Sync {
  readonly #folder: PinnedDirectory;
  readonly #files: PluginFiles;
  readonly #version: string;
  readonly #nonce: () => string;

  constructor(folder: PinnedDirectory, files: PluginFiles, version: string, nonce: () => string) {
    this.#folder = folder;
    this.#files = files;
    this.#version = version;
    this.#nonce = nonce;
  }

  async run(places: InstallationPlaces): Promise<PluginCacheSync> {
    await this.#bringBack();
    const isThere = await this.#isThere();
    if (!isThere) await this.#copy();
    const retention = await this.#prune();
    const cache = await pluginCacheStatus(places.codexHome, places.pluginSource);
    return {
      ok: cache.ok,
      status: cache.ok ? 'synced' : 'sync_incomplete',
      changed: !isThere,
      version: this.#version,
      cache_entry: 'not_returned',
      cache_entry_state: 'configured',
      copied_files: isThere ? 0 : this.#files.files.length,
      copied_directories: isThere ? 0 : this.#files.folders.length,
      excluded_artifacts: this.#files.excluded,
      retention,
      plugin_cache: cache,
    };
  }

  /** Completes what a process that ended in the middle began: a version that was only moved aside comes back. */
  async #bringBack(): Promise<void> {
    for (const name of await readdir(this.#folder.here)) {
      const [, version = '', fate] = /^\.(.+)\.(old|gone)\.[^.]+\.[^.]+$/u.exec(name) ?? [];
      if (!isVersion(version)) continue;
      if (fate === 'gone' || (await this.#exists(version))) await this.#discard(name);
      else await rename(this.#folder.at(name), this.#folder.at(version)).catch(ignoreIfTaken);
    }
  }

  async #isThere(): Promise<boolean> {
    const there = await lstat(this.#folder.at(this.#version)).catch(() => null);
    return there?.isDirectory() === true && holdsSameFiles(this.#files, this.#folder.at(this.#version));
  }

  async #copy(): Promise<void> {
    const temporary = `.${this.#version}.tmp.${this.#nonce()}`;
    await mkdir(this.#folder.at(temporary), FOLDER_MODE);
    try {
      await copyPluginFiles(this.#files, this.#folder.at(temporary));
      await this.#folder.verify();
      await this.#putInPlace(temporary);
    } finally {
      // Its own alone: what others left may be theirs at work.
      await rm(this.#folder.at(temporary), { recursive: true, force: true });
    }
  }

  /** The version is missing between two renames and no longer. */
  async #putInPlace(temporary: string): Promise<void> {
    for (let swap = 0; swap < MAX_SWAPS; swap += 1) {
      const aside = await this.#moveAside();
      try {
        await rename(this.#folder.at(temporary), this.#folder.at(this.#version));
      } catch (error) {
        if (aside !== null)
          await rename(this.#folder.at(aside), this.#folder.at(this.#version)).catch(ignoreIfTaken);
        if (isTaken(error)) continue;
        throw error;
      }
      await this.#folder.sync();
      if (aside !== null) await this.#discard(aside);
      return;
    }
    throw failed('somebody else keeps changing the plugin cache');
  }

  /** Moves the version that is there out of the way; null when there is none. */
  async #moveAside(): Promise<string | null> {
    const there = await lstat(this.#folder.at(this.#version)).catch(() => null);
    if (there === null) return null;
    if (!there.isDirectory()) throw failed('a link or a file stands where it belongs');
    const aside = `.${this.#version}.old.${this.#nonce()}`;
    try {
      await rename(this.#folder.at(this.#version), this.#folder.at(aside));
      return aside;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Removes a former version. What is none of ours stays, under a name that is nobody's version. */
  async #discard(aside: string): Promise<void> {
    const { report } = await readPluginManifest(this.#folder.at(aside));
    if (report.name_matches) await this.#remove(aside);
    else await rename(this.#folder.at(aside), this.#folder.at(`.${this.#version}.aside.${this.#nonce()}`));
  }

  async #prune(): Promise<PluginCacheSync['retention']> {
    const { versions } = await readEntries(this.#folder);
    const old = versions.filter((version) => version !== this.#version);
    const pruned = old.slice(MAX_VERSIONS - 1);
    for (const version of pruned) {
      // Renamed first: a version that is removed in part must not look like one.
      const aside = `.${version}.gone.${this.#nonce()}`;
      await rename(this.#folder.at(version), this.#folder.at(aside));
      await this.#remove(aside);
    }
    return {
      max_versions: MAX_VERSIONS,
      current_version_retained: versions.includes(this.#version),
      retained_old_version_count: old.length - pruned.length,
      pruned_version_count: pruned.length,
    };
  }

  async #exists(name: string): Promise<boolean> {
    return (await lstat(this.#folder.at(name)).catch(() => null)) !== null;
  }

  async #remove(name: string): Promise<void> {
    await rm(this.#folder.at(name), { recursive: true, force: true });
  }
}

function isTaken(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

function ignoreIfTaken(error: unknown): void {
  if (!isTaken(error) && !isMissing(error)) throw error;
}

function failed(why: string, cause?: unknown): FleetError {
  return new FleetError(
    'plugin_cache_failed',
    `The plugin was not put into the plugin cache: ${why}. What was there before is still there.`,
    { cause },
  );
}

function asFailure(error: unknown): FleetError {
  if (FleetError.is(error)) return error;
  if (error instanceof DirectoryError) return failed(TROUBLES[error.trouble], error);
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk is full',
    EACCES: 'it may not be written',
    EPERM: 'it may not be written',
    EROFS: 'it may not be written',
  };
  return failed(reasons[String(codeOf(error))] ?? 'the system refused', error);
}

const TROUBLES = {
  missing: 'its folder is gone',
  not_real: 'a link stands in the place of one of its folders',
  denied: 'its folder may not be opened',
  changed: 'its folder was exchanged meanwhile',
} as const;
