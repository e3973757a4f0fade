import { realpath, rename, rm, rmdir } from 'node:fs/promises';
import { isWithin } from '../../../core/assignment/scope.ts';
import { FleetError } from '../../../core/errors.ts';
import type { UninstallReport, UninstallWish } from '../../../core/installation.ts';
import { unregister } from '../../codex/registration/registration.ts';
import { readClientConfig } from '../clientConfig.ts';
import { startsMasterjet } from '../commandMatch.ts';
import { linkPath, type InstallContext } from '../context.ts';
import { applyPatch, pluginState, readHomeConfig, withoutPlugin, writeHomeConfig } from '../homeConfig.ts';
import { DirectoryError, PinnedDirectory } from '../pinnedDirectory.ts';
import { MASTERJET } from '../places.ts';
import { cacheFolder } from '../plugin/cachePlaces.ts';
import { readPluginManifest } from '../plugin/pluginManifest.ts';
import { registrationTarget } from './install.ts';
import { inspectLink, linkTarget, removeLink } from './installLink.ts';
import { InstallRecord, type InstallEntry } from './installRecord.ts';

type Step = 'mcp' | 'plugin_cache' | 'symlink';
type Registration = 'ours' | 'not_registered' | 'left_in_place_other_command';
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Takes out what was installed; see `Installation.uninstall`. The link goes last: until then a new try finds everything. */
export async function uninstall(context: InstallContext, wish: UninstallWish): Promise<UninstallReport> {
  const run = new UninstallRun(context, wish, linkPath(context, wish));
  const steps: readonly (readonly [Step, () => Promise<void>])[] = [
    ['mcp', async () => run.config()],
    ['plugin_cache', async () => run.pluginCache()],
    ['symlink', async () => run.link()],
  ];
  for (const [step, work] of steps) {
    try {
      await work();
    } catch (error) {
      throw incomplete(step, run.report, error);
    }
  }
  return run.report;
}

function incomplete(step: Step, done: UninstallReport, error: unknown): FleetError {
  const cause = FleetError.from(error, 'The system refused.');
  const what = {
    mcp: 'config.toml could not be put back',
    plugin_cache: 'the plugin could not be removed from the cache',
    symlink: 'the link could not be removed',
  }[step];
  return new FleetError(
    'uninstall_incomplete',
    `Uninstalling is incomplete: ${what}. What was done is named; uninstall again to go on.`,
    { details: { failed_step: step, cause_code: cause.code, done: { ...done, ok: false } }, cause },
  );
}

class UninstallRun {
  readonly #context: InstallContext;
  readonly #wish: UninstallWish;
  readonly #link: string;
  readonly #record: InstallRecord;
  readonly report: Mutable<UninstallReport>;

  constructor(context: InstallContext, wish: UninstallWish, link: string) {
    this.#context = context;
    this.#wish = wish;
    this.#link = link;
    this.#record = new InstallRecord(context.stateRoot, context.nonce);
    this.report = {
      ok: true,
      install_path: 'not_returned',
      install_path_state: link === context.places.defaultLink ? 'default' : 'custom',
      mcp: { status: 'skipped' },
      symlink: 'skipped',
      plugin_cache: { status: 'skipped', removed_version_count: 0 },
      plugin_activation: 'skipped',
    };
  }

  /** Registration and activation: byte by byte where nobody else changed the file since, else each by itself. */
  async config(): Promise<void> {
    const { keepRegistration, keepPluginCache } = this.#wish;
    const { codexHome } = this.#context.places;
    const entry = await this.#entry();
    const registration = await this.#registration(entry);
    const text = await readHomeConfig(codexHome);
    const former = entry.config === null ? undefined : applyPatch(text ?? null, entry.config);
    if (former !== undefined && !keepRegistration && !keepPluginCache) {
      await writeHomeConfig(codexHome, former);
      // Of one that was registered there before we came the link goes all the same, and with it what names the link.
      await this.#unregister(await this.#registration(entry));
      this.report.mcp = { status: registration === 'ours' ? 'removed' : registration };
      this.report.plugin_activation = entry.pluginEnabled ? 'removed' : 'not_enabled';
    } else {
      if (!keepRegistration) await this.#unregister(registration);
      if (!keepPluginCache) await this.#deactivate(entry);
    }
    await this.#note({
      config: null,
      ...(keepRegistration ? {} : { registered: false }),
      ...(keepPluginCache ? {} : { pluginEnabled: false }),
    });
  }

  async #registration(entry: InstallEntry): Promise<Registration> {
    const { codexHome, wrapper, serverScript } = this.#context.places;
    const reading = await readClientConfig(codexHome, MASTERJET);
    if (reading.kind === 'failed' || reading.server === null) return 'not_registered';
    const { argv } = reading.server;
    const isLink = argv?.length === 1 && argv[0] === this.#link;
    const isOurs = isLink || (entry.target !== null && argv?.[0] === entry.target);
    if (isOurs || (await startsMasterjet(argv, { installPath: this.#link, wrapper, serverScript })))
      return 'ours';
    return 'left_in_place_other_command';
  }

  async #unregister(registration: Registration): Promise<void> {
    if (registration === 'ours')
      await unregister(this.#context.runner, registrationTarget(this.#context), MASTERJET);
    this.report.mcp = { status: registration === 'ours' ? 'removed' : registration };
  }

  async #deactivate(entry: InstallEntry): Promise<void> {
    const { codexHome } = this.#context.places;
    const text = await readHomeConfig(codexHome);
    const isOn = typeof text === 'string' && pluginState(text) === 'on';
    if (!isOn || !entry.pluginEnabled) {
      this.report.plugin_activation = isOn ? 'left_in_place' : 'not_enabled';
      return;
    }
    const next = withoutPlugin(text);
    this.report.plugin_activation = next === null ? 'left_in_place' : 'removed';
    if (next !== null) await writeHomeConfig(codexHome, next);
  }

  async pluginCache(): Promise<void> {
    if (this.#wish.keepPluginCache) return;
    const { pluginVersions } = await this.#entry();
    const removed = await removeVersions(
      await cacheFolder(this.#context.places.codexHome),
      pluginVersions,
      this.#context.nonce,
    );
    this.report.plugin_cache = {
      status: removed > 0 ? 'removed' : 'not_installed',
      removed_version_count: removed,
    };
    await this.#note({ pluginVersions: [] });
  }

  async link(): Promise<void> {
    const entry = await this.#entry();
    this.report.symlink = await this.#removeLink(entry);
    const { codexHome } = this.#context.places;
    const homes = await realpath(codexHome).catch(() => codexHome);
    // Folders go as far as they are empty again; of what is kept, they stay.
    const folders = entry.folders.toReversed();
    for (const folder of folders) await rmdir(folder).catch(() => {});
    if (this.#wish.keepSymlink || this.#wish.keepPluginCache) {
      const kept = folders.filter((folder) => isWithin(folder, homes) === this.#wish.keepPluginCache);
      await this.#note({ folders: kept.toReversed(), ...(this.#wish.keepSymlink ? {} : { target: null }) });
    } else await this.#note({ folders: [], target: null });
  }

  async #removeLink(entry: InstallEntry): Promise<UninstallReport['symlink']> {
    if (this.#wish.keepSymlink) return 'skipped';
    const target = await linkTarget(this.#link);
    if (target === null) {
      const state = await inspectLink(this.#link, this.#context.places.wrapper);
      return state === 'absent' ? 'missing' : 'left_in_place_not_repo_wrapper';
    }
    const isOurs = async (leadsTo: string): Promise<boolean> =>
      leadsTo === entry.target || (await isSameFile(leadsTo, this.#context.places.wrapper));
    if (!(await isOurs(target))) return 'left_in_place_not_repo_wrapper';
    if (entry.target === null && !this.#wish.removeSymlink) return 'left_in_place_not_installed_by_us';
    return (await removeLink(this.#link, isOurs)) ? 'removed' : 'left_in_place_not_repo_wrapper';
  }

  async #entry(): Promise<InstallEntry> {
    return this.#record.find(this.#context.places.codexHome, this.#link);
  }

  async #note(change: Partial<InstallEntry>): Promise<void> {
    const { codexHome } = this.#context.places;
    await this.#record.change(codexHome, this.#link, (entry) => ({ ...entry, ...change }));
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([
    realpath(one).catch(() => null),
    realpath(other).catch(() => null),
  ]);
  return first !== null && first === second;
}

/** Removes those of the versions that are ours; how many it were. */
async function removeVersions(
  cache: string,
  versions: readonly string[],
  nonce: () => string,
): Promise<number> {
  const folder = await PinnedDirectory.open(cache).catch((error: unknown) => {
    if (error instanceof DirectoryError && error.trouble === 'missing') return null;
    throw error;
  });
  if (folder === null) return 0;
  let removed = 0;
  try {
    for (const version of versions) {
      const { report } = await readPluginManifest(folder.at(version));
      if (!report.ok || report.version !== version) continue;
      // Renamed first: a version that is removed in part must not look like one.
      const aside = `.${version}.gone.${nonce()}`;
      await rename(folder.at(version), folder.at(aside));
      await rm(folder.at(aside), { recursive: true, force: true });
      removed += 1;
    }
  } finally {
    await folder.close();
  }
  return removed;
}
