import { homedir } from 'node:os';
import path from 'node:path';
import { realpath, stat } from 'node:fs/promises';
import { l10n, Uri, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { Logger } from '../../core/ports.ts';
import { showDone } from '../messages/closableDialog.ts';
import { panelError } from '../messages/errorWords.ts';
import { MASTERJET } from './masterjetCommand.ts';
import type { MasterjetCommand } from './masterjetCommand.ts';
import { STARTUP_TIMEOUT_SECONDS } from '../../core/diagnostics/registration.ts';
import { waitPatiently } from '../messages/progress.ts';
import type { SelfTestResult } from './selfTest.ts';
import { showInfo } from '../messages/say.ts';

/** Reads and writes the registration of the Masterjet in a Codex home; src/adapters/codex/registration. */
export interface RegistrationPort {
  read(home: string): Promise<MasterjetCommand | null>;
  /** Resolves with what Codex then knows, and its part of config.toml as it stands there. */
  register(home: string, command: MasterjetCommand): Promise<Registered>;
}

export interface Registered {
  readonly written: MasterjetCommand | null;
  readonly text: string;
}

export interface RegistrationDeps {
  readonly port: RegistrationPort;
  readonly command: () => Promise<MasterjetCommand>;
  readonly test: (command: MasterjetCommand, name: string) => Promise<SelfTestResult>;
  /** Homes of the fleet's own Agentinnen: they are led, and never lead. */
  readonly agentHomes: () => Promise<readonly string[]>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

/** "Register the Masterjet for Codex…": which home → self-test → what will be written → written → self-test → shown. */
export async function registerMasterjet(deps: RegistrationDeps): Promise<void> {
  const home = await pickHome(deps.environment);
  if (home === undefined) return;
  await refuseUnfit(home, await deps.agentHomes());
  const command = await deps.command();
  const before = await runTest(deps, command);
  const existing = await deps.port.read(home);
  if (!(await confirm(home, command, existing, before))) return;
  const title = l10n.t('Registering the Masterjet…');
  const { written, text } = await waitPatiently(title, deps.port.register(home, command), deps.log);
  if (written === null) {
    throw panelError(
      'registration_failed',
      l10n.t(
        'Codex accepted the registration, but it is not in its configuration. Look at its config.toml, then register again.',
      ),
    );
  }
  await showResult(home, text, await runTest(deps, written));
}

interface HomeItem extends QuickPickItem {
  readonly home: string | null;
}

async function pickHome(environment: RegistrationDeps['environment']): Promise<string | undefined> {
  const usual = environment['CODEX_HOME'] ?? path.join(homedir(), '.codex');
  const items: HomeItem[] = [
    { label: usual, description: l10n.t('the Codex that you use yourself'), home: usual },
    { label: l10n.t('Another folder…'), home: null },
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Register the Masterjet for which Codex?'),
  });
  if (picked === undefined || picked.home !== null) return picked?.home ?? undefined;
  const chosen = await window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: l10n.t('The CODEX_HOME of the Teamleiterin'),
    openLabel: l10n.t('Register here'),
  });
  return chosen?.[0]?.fsPath;
}

/** An Agentin's home never gets the Masterjet: she would lead herself. */
async function refuseUnfit(home: string, agentHomes: readonly string[]): Promise<void> {
  const isFolder = await stat(home).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw panelError(
      'home_missing',
      l10n.t('This Codex home does not exist. Start that Codex once, or choose another folder.'),
    );
  }
  const real = await realpath(home);
  const homes = await Promise.all(
    agentHomes.map(async (agentHome) => realpath(agentHome).catch(() => agentHome)),
  );
  if (!homes.includes(real)) return;
  throw panelError(
    'registration_failed',
    l10n.t('This is the home of an Agentin of the fleet. Agentinnen are led and never get the Masterjet.'),
  );
}

async function runTest(deps: RegistrationDeps, command: MasterjetCommand): Promise<SelfTestResult> {
  const result = await waitPatiently(
    l10n.t('Testing the Masterjet…'),
    deps.test(command, MASTERJET),
    deps.log,
  );
  deps.log.info(
    `Masterjet self-test: ${result.tools} tools, version ${result.version}, ${result.elapsedMs} ms`,
  );
  return result;
}

async function confirm(
  home: string,
  command: MasterjetCommand,
  existing: MasterjetCommand | null,
  test: SelfTestResult,
): Promise<boolean> {
  const register = existing === null ? l10n.t('Register') : l10n.t('Replace');
  const detail = [
    l10n.t('The self-test passed: {0} tools in {1} ms.', test.tools, test.elapsedMs),
    '',
    l10n.t('This will be written into {0}:', path.join(home, 'config.toml')),
    ...registrationLines(command),
    ...(existing === null ? [] : ['', l10n.t('It replaces:'), ...registrationLines(existing)]),
  ].join('\n');
  const question = l10n.t('Register the Masterjet for this Codex?');
  return (await showInfo(question, { modal: true, detail }, register)) === register;
}

/** The registration as it stands in config.toml. JSON's strings and arrays are TOML's, too. */
function registrationLines(command: MasterjetCommand): string[] {
  const variables = Object.entries(command.env).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [
    `[mcp_servers.${MASTERJET}]`,
    `command = ${JSON.stringify(command.command)}`,
    `args = ${JSON.stringify(command.args)}`,
    `startup_timeout_sec = ${STARTUP_TIMEOUT_SECONDS}`,
    ...(variables.length === 0 ? [] : ['', `[mcp_servers.${MASTERJET}.env]`, ...variables]),
  ];
}

async function showResult(home: string, written: string, test: SelfTestResult): Promise<void> {
  const open = l10n.t('Open config.toml');
  const title = l10n.t('The Masterjet is registered as {0}.', MASTERJET);
  const detail = [
    l10n.t('The self-test passed: {0} tools in {1} ms.', test.tools, test.elapsedMs),
    l10n.t('Sessions of that Codex have it from their next start on.'),
    '',
    l10n.t('This was written into {0}:', path.join(home, 'config.toml')),
    written.trim(),
  ].join('\n');
  if (await showDone(title, detail, open))
    await window.showTextDocument(Uri.file(path.join(home, 'config.toml')));
}
