import { homedir } from 'node:os';
import path from 'node:path';
import { l10n, ProgressLocation, window } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type {
  Installation,
  InstallReport,
  InstallStep,
  InstallWish,
  UninstallReport,
} from '../../core/installation.ts';
import type { Logger } from '../../core/ports.ts';
import { showDone } from '../messages/closableDialog.ts';
import { showInfo, showWarning } from '../messages/say.ts';

export interface InstallDeps {
  readonly installation: Installation;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

/** "Install for Codex…": asks, installs with progress as `codex-master-mcp install` does, and shows what was done. */
export async function installForCodex({ installation, environment, log }: InstallDeps): Promise<void> {
  const detail = [
    l10n.t('For the Codex with its home in {0}:', codexHome(environment)),
    '',
    l10n.t('• the command codex-master-mcp in ~/.local/bin'),
    l10n.t('• its registration as MCP server, so that this Codex can lead your Agentinnen'),
    l10n.t('• the plugin with the skill of the Teamleiterin'),
    '',
    l10n.t('“Uninstall from Codex…” takes all of it out again.'),
  ].join('\n');
  const install = l10n.t('Install');
  const question = l10n.t('Install Codex Master for your own Codex?');
  if ((await showInfo(question, { modal: true, detail }, install)) !== install) return;
  const report = await installing(installation);
  if (report === null) return;
  log.info(`Installed for Codex: ${JSON.stringify(report)}`);
  await showDone(l10n.t('Codex Master is installed for your Codex.'), installedLines(report).join('\n'));
}

/** Null when something of others is in the way and the person leaves it there. */
async function installing(installation: Installation): Promise<InstallReport | null> {
  const wish = { path: null, cwd: homedir(), register: true, pluginCache: true, force: false };
  try {
    return await withSteps(installation, wish);
  } catch (error) {
    if (!FleetError.is(error, 'install_refused') || error.details['force_possible'] !== true) throw error;
    const replace = l10n.t('Replace');
    const question = l10n.t('Something else has this place. Replace it?');
    const detail = sentenceFor(error);
    const chosen = await showWarning(question, { modal: true, detail }, replace);
    return chosen === replace ? withSteps(installation, { ...wish, force: true }) : null;
  }
}

function sentenceFor(error: FleetError): string {
  return error.details['in_the_way'] === 'registration'
    ? l10n.t('Another MCP server is registered as codex-master-mcp in this Codex.')
    : l10n.t('Another link stands at ~/.local/bin/codex-master-mcp.');
}

async function withSteps(installation: Installation, wish: InstallWish): Promise<InstallReport> {
  const title = l10n.t('Installing for Codex');
  return window.withProgress({ location: ProgressLocation.Notification, title }, async (progress) =>
    installation.install(wish, (step) => progress.report({ message: STEPS[step]() })),
  );
}

const STEPS: Readonly<Record<InstallStep, () => string>> = {
  check: () => l10n.t('checking'),
  link: () => l10n.t('the command'),
  self_test: () => l10n.t('testing the Masterjet'),
  register: () => l10n.t('the registration'),
  plugin_cache: () => l10n.t('the plugin'),
  plugin_activation: () => l10n.t('turning the plugin on'),
};

function installedLines(report: InstallReport): readonly string[] {
  const links = {
    created: l10n.t('The command codex-master-mcp is in ~/.local/bin.'),
    replaced: l10n.t('The command codex-master-mcp is in ~/.local/bin; another link was replaced.'),
    already_installed: l10n.t('The command codex-master-mcp was there already.'),
  };
  const registrations = {
    registered: l10n.t('It is registered as MCP server.'),
    already_registered: l10n.t('It was registered already.'),
    skipped: '',
  };
  const plugins = {
    enabled: l10n.t('The plugin with the skill is there and on.'),
    already_enabled: l10n.t('The plugin with the skill is there and on.'),
    left_disabled: l10n.t('The plugin is there; you had turned it off, and it stays off.'),
    not_possible: l10n.t('The plugin is there; turn it on with /plugins in Codex.'),
    skipped: '',
  };
  return [
    links[report.symlink],
    registrations[report.mcp.status],
    plugins[report.plugin_activation],
    '',
    l10n.t('Sessions of that Codex have it from their next start on.'),
    ...(report.install_path_on_path
      ? []
      : [l10n.t('In a terminal the command is found once ~/.local/bin is on PATH.')]),
  ];
}

/** "Uninstall from Codex…": asks, takes out what was installed, and shows what became of each part. */
export async function uninstallFromCodex({ installation, environment, log }: InstallDeps): Promise<void> {
  const uninstall = l10n.t('Uninstall');
  const question = l10n.t('Take Codex Master out of your own Codex?');
  const detail = [
    l10n.t('For the Codex with its home in {0}:', codexHome(environment)),
    l10n.t('What was installed is taken out, and nothing else. Agentinnen and their work stay.'),
  ].join('\n\n');
  if ((await showWarning(question, { modal: true, detail }, uninstall)) !== uninstall) return;
  const title = l10n.t('Uninstalling from Codex');
  const report = await window.withProgress({ location: ProgressLocation.Notification, title }, async () =>
    installation.uninstall({
      path: null,
      cwd: homedir(),
      keepRegistration: false,
      keepPluginCache: false,
      keepSymlink: false,
      removeSymlink: false,
    }),
  );
  log.info(`Uninstalled from Codex: ${JSON.stringify(report)}`);
  await showDone(l10n.t('Codex Master is out of your Codex.'), uninstalledLines(report).join('\n'));
}

function uninstalledLines(report: UninstallReport): readonly string[] {
  const registrations = {
    removed: l10n.t('The registration is removed.'),
    not_registered: l10n.t('There was no registration.'),
    left_in_place_other_command: l10n.t('The registration stays: it starts another program.'),
    skipped: '',
  };
  const links = {
    removed: l10n.t('The command is removed.'),
    missing: l10n.t('There was no command.'),
    left_in_place_not_repo_wrapper: l10n.t('The command stays: it is another program.'),
    left_in_place_not_installed_by_us: l10n.t('The command stays: it was not installed from here.'),
    skipped: '',
  };
  const plugin =
    report.plugin_cache.status === 'removed'
      ? l10n.t('The plugin is removed.')
      : l10n.t('There was no plugin.');
  return [registrations[report.mcp.status], plugin, links[report.symlink]];
}

function codexHome(environment: InstallDeps['environment']): string {
  return environment['CODEX_HOME'] ?? path.join(homedir(), '.codex');
}
