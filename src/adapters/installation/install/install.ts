import path from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import { STARTUP_TIMEOUT_SECONDS } from '../../../core/diagnostics/registration.ts';
import type { InstallReport, InstallStep, InstallWish } from '../../../core/installation.ts';
import { register, unregister, type RegistrationTarget } from '../../codex/registration/registration.ts';
import { raiseInServerTable } from '../../codex/registration/tomlTable.ts';
import { cacheFolder } from '../plugin/cachePlaces.ts';
import { linkPath, plainEnvironment, type InstallContext } from '../context.ts';
import {
  applyPatch,
  patchBack,
  pluginState,
  readHomeConfig,
  withPlugin,
  writeHomeConfig,
} from '../homeConfig.ts';
import { checkInstall, testStart, type InstallFindings } from './installChecks.ts';
import { missingFolders, placeLink } from './installLink.ts';
import { InstallRecord, type InstallEntry } from './installRecord.ts';
import { MASTERJET } from '../places.ts';
import { readClientConfig } from '../clientConfig.ts';
import { syncPluginCache } from '../plugin/pluginCacheSync.ts';
import { readPluginManifest } from '../plugin/pluginManifest.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The codex from PATH over the active home. */
export function registrationTarget({ env, places }: InstallContext): RegistrationTarget {
  return { home: places.codexHome, launcher: ['codex'], env: plainEnvironment(env) };
}

/** Installs step by step; see `Installation.install`. */
export async function install(
  context: InstallContext,
  wish: InstallWish,
  onStep: (step: InstallStep) => void = () => {},
): Promise<InstallReport> {
  const link = linkPath(context, wish);
  onStep('check');
  const findings = await checkInstall(context, wish, link);
  const run = new InstallRun(context, wish, link, findings);
  const steps: readonly (readonly [InstallStep, () => Promise<void>])[] = [
    ['link', async () => run.link()],
    ['self_test', async () => run.selfTest()],
    ['register', async () => run.register()],
    ['plugin_cache', async () => run.pluginCache()],
    ['plugin_activation', async () => run.activate()],
  ];
  for (const [step, work] of steps) {
    onStep(step);
    try {
      await work();
    } catch (error) {
      throw incomplete(step, run.report, error);
    }
  }
  return run.report;
}

const FAILED_STEPS: Readonly<Record<InstallStep, string>> = {
  check: 'the checks failed',
  link: 'the link could not be made',
  self_test: 'the Masterjet does not start through the link',
  register: 'Codex did not take the registration',
  plugin_cache: 'the plugin could not be put into the cache',
  plugin_activation: 'the plugin could not be turned on in config.toml',
};

function incomplete(step: InstallStep, done: InstallReport, error: unknown): FleetError {
  const cause = FleetError.from(error, 'The system refused.');
  return new FleetError(
    'install_incomplete',
    `The installation is incomplete: ${FAILED_STEPS[step]}. What was done stays and is named; install again to go on, or uninstall.`,
    { details: { failed_step: step, cause_code: cause.code, done: { ...done, ok: false } }, cause },
  );
}

/** One installation after its checks: each step does its part and notes what came of it. */
class InstallRun {
  readonly #context: InstallContext;
  readonly #wish: InstallWish;
  readonly #link: string;
  readonly #findings: InstallFindings;
  readonly #record: InstallRecord;
  readonly report: Mutable<InstallReport>;

  constructor(context: InstallContext, wish: InstallWish, link: string, findings: InstallFindings) {
    this.#context = context;
    this.#wish = wish;
    this.#link = link;
    this.#findings = findings;
    this.#record = new InstallRecord(context.stateRoot, context.nonce);
    this.report = untouched(context, link, wish);
  }

  async link(): Promise<void> {
    if (this.#findings.link === 'correct') return;
    const { wrapper } = this.#context.places;
    const folders = await missingFolders(path.dirname(this.#link));
    await this.#note((entry) => ({ ...entry, target: wrapper, folders: union(entry.folders, folders) }));
    await placeLink(this.#link, wrapper, this.#context.nonce);
    this.report.symlink = this.#findings.link === 'other' ? 'replaced' : 'created';
  }

  async selfTest(): Promise<void> {
    const result = await testStart(this.#context, this.#link, this.#findings.env);
    this.report.startup_self_test = result;
    // Without a registration nothing was asked of the Masterjet before, and the link alone does no harm.
    if (!result.ok && this.#wish.register)
      throw new FleetError('registration_failed', 'The self-test failed: the doctor tells why.');
  }

  async register(): Promise<void> {
    if (!this.#wish.register) return;
    const { codexHome } = this.#context.places;
    const before = await readHomeConfig(codexHome);
    const { registration } = this.#findings;
    if (registration !== 'link') {
      await this.#note((entry) => ({ ...entry, registered: true, config: null }));
      const target = registrationTarget(this.#context);
      if (registration === 'other') await unregister(this.#context.runner, target, MASTERJET);
      const wish = { name: MASTERJET, argv: [this.#link], env: this.#findings.env };
      await register(this.#context.runner, target, wish);
    }
    const timeout = await raiseTimeout(codexHome);
    const server = await readClientConfig(codexHome, MASTERJET);
    const seconds = server.kind === 'read' ? (server.server?.startupTimeoutSeconds ?? null) : null;
    this.report.mcp = {
      requested: true,
      status: registration === 'link' ? 'already_registered' : 'registered',
      startup_timeout: {
        status: timeout || registration !== 'link' ? 'updated' : 'already_configured',
        startup_timeout_sec: seconds,
      },
    };
    await this.#noteConfig(before, registration === 'absent');
  }

  async pluginCache(): Promise<void> {
    if (!this.#wish.pluginCache) return;
    const { codexHome, pluginSource } = this.#context.places;
    const { report } = await readPluginManifest(pluginSource);
    const folders = await missingFolders(await cacheFolder(codexHome));
    await this.#note((entry) => ({
      ...entry,
      folders: union(entry.folders, folders),
      pluginVersions: union(entry.pluginVersions, report.version === null ? [] : [report.version]),
    }));
    const { places, nonce } = this.#context;
    this.report.plugin_cache_install = await syncPluginCache({ places, nonce });
  }

  async activate(): Promise<void> {
    if (!this.#wish.pluginCache) return;
    const { codexHome } = this.#context.places;
    const before = await readHomeConfig(codexHome);
    const state = before === undefined ? null : pluginState(before ?? '');
    if (state === 'on') this.report.plugin_activation = 'already_enabled';
    if (state === 'off') this.report.plugin_activation = 'left_disabled';
    if (state === null) this.report.plugin_activation = 'not_possible';
    if (state !== 'unset' || before === undefined) return;
    const next = withPlugin(before ?? '');
    this.report.plugin_activation = next === null ? 'not_possible' : 'enabled';
    if (next === null) return;
    await this.#note((entry) => ({ ...entry, pluginEnabled: true }));
    await writeHomeConfig(codexHome, next);
    await this.#noteConfig(before, true);
  }

  async #note(change: (entry: InstallEntry) => InstallEntry): Promise<void> {
    await this.#record.change(this.#context.places.codexHome, this.#link, change);
  }

  /** Remembers the way back of config.toml, as long as nobody else changed it since the first step. */
  async #noteConfig(before: string | null | undefined, isFirst: boolean): Promise<void> {
    const after = await readHomeConfig(this.#context.places.codexHome);
    if (before === undefined || after === undefined || after === null || before === after) return;
    await this.#note((entry) => {
      const original = entry.config === null ? undefined : applyPatch(before, entry.config);
      if (original !== undefined) return { ...entry, config: patchBack(original, after) };
      const isWhole = isFirst && entry.config === null && !(entry.registered && entry.pluginEnabled);
      return { ...entry, config: isWhole ? patchBack(before, after) : null };
    });
  }
}

function untouched(context: InstallContext, link: string, wish: InstallWish): Mutable<InstallReport> {
  const folders = (context.env['PATH'] ?? '').split(path.delimiter);
  return {
    ok: true,
    install_path: 'not_returned',
    install_path_state: link === context.places.defaultLink ? 'default' : 'custom',
    install_path_on_path: folders.includes(path.dirname(link)),
    target: 'not_returned',
    target_state: 'matching_repo_wrapper',
    symlink: 'already_installed',
    startup_self_test: { ok: false, status: 'unavailable', returncode: null, timeout_seconds: 10 },
    mcp: {
      requested: wish.register,
      status: 'skipped',
      startup_timeout: { status: 'skipped', startup_timeout_sec: null },
    },
    plugin_cache_install: { ok: true, status: 'skipped' },
    plugin_activation: 'skipped',
  };
}

/** True when the server's table had less, or nothing, and has it now. */
async function raiseTimeout(codexHome: string): Promise<boolean> {
  const toml = await readHomeConfig(codexHome);
  if (typeof toml !== 'string') return false;
  const raised = raiseInServerTable(toml, MASTERJET, 'startup_timeout_sec', STARTUP_TIMEOUT_SECONDS);
  if (raised === null) return false;
  await writeHomeConfig(codexHome, raised);
  return true;
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
