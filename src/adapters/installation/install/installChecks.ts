import { constants } from 'node:fs';
import { access, chmod, stat } from 'node:fs/promises';
import { FleetError } from '../../../core/errors.ts';
import type { InstallWish, SelfTestSummary } from '../../../core/installation.ts';
import { readClientConfig } from '../clientConfig.ts';
import { startsMasterjet } from '../commandMatch.ts';
import { plainEnvironment, type InstallContext } from '../context.ts';
import { fleetVariables } from '../fleetVariables.ts';
import { homeContext } from '../homeContext.ts';
import { MASTERJET } from '../places.ts';
import { listPluginFiles } from '../plugin/pluginFiles.ts';
import { selfTest } from '../selfTest.ts';
import { inspectLink, linkTarget, type LinkState } from './installLink.ts';
import { InstallRecord } from './installRecord.ts';

/** What was found before anything is changed. */
export interface InstallFindings {
  readonly link: 'absent' | 'correct' | 'other';
  readonly registration: 'absent' | 'link' | 'ours' | 'other';
  /** Variables that the registration carries. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Everything that may speak against an installation, asked before the first change (reference contract §8).
 * @throws FleetError `install_refused`, `codex_missing`, `home_missing`, `plugin_cache_failed`
 */
export async function checkInstall(
  context: InstallContext,
  wish: InstallWish,
  link: string,
): Promise<InstallFindings> {
  if (wish.register || wish.pluginCache) await checkHome(context);
  await checkProgram(context.places.wrapper);
  const env = wish.register ? await checkStart(context) : {};
  const mayReplace = wish.force || (await isLinkOfOurs(context, link));
  const state = checkLink(await inspectLink(link, context.places.wrapper), mayReplace);
  const registration = wish.register ? await checkRegistration(context, link, wish.force) : 'absent';
  if (wish.pluginCache) await listPluginFiles(context.places);
  return { link: state, registration, env };
}

/** A link that we made and that still is as it was, though its program (an older version's) may be gone. */
async function isLinkOfOurs(context: InstallContext, link: string): Promise<boolean> {
  const { target } = await new InstallRecord(context.stateRoot, context.nonce).find(
    context.places.codexHome,
    link,
  );
  return target !== null && (await linkTarget(link)) === target;
}

async function checkHome({ env, places, agents }: InstallContext): Promise<void> {
  if (homeContext(env, agents()).home_kind === 'managed_agent_home')
    throw refusal(
      'This is the home of an Agentin. Agentinnen are led and never get the Masterjet; unset CODEX_HOME.',
    );
  const isFolder = await stat(places.codexHome).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new FleetError(
      'home_missing',
      'This Codex home does not exist. Start that Codex once, then install again.',
    );
}

/** Packages may have lost the bit on their way; the file is our own. */
async function checkProgram(wrapper: string): Promise<void> {
  if (await isExecutable(wrapper)) return;
  await chmod(wrapper, 0o755).catch(() => {});
  if (!(await isExecutable(wrapper)))
    throw refusal(
      'The program that starts Codex Master is missing or not executable. Install Codex Master again.',
    );
}

async function isExecutable(file: string): Promise<boolean> {
  const isFile = await stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
  return (
    isFile &&
    access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
  );
}

/** Starts the Masterjet as a client would; where PATH has no Node for it, with ours named. */
async function checkStart(context: InstallContext): Promise<Readonly<Record<string, string>>> {
  const usual = fleetVariables(context.env);
  const first = await testStart(context, context.places.wrapper, usual);
  if (first.ok) return usual;
  const named = { ...usual, CODEX_MASTER_NODE: context.ownNode };
  const second = await testStart(context, context.places.wrapper, named);
  if (second.ok) return named;
  throw new FleetError(
    'install_refused',
    'The Masterjet does not start, so it was not installed. It needs Node 22.13 or newer on PATH or in CODEX_MASTER_NODE.',
    { details: { startup_self_test: second } },
  );
}

/** The self-test as an installation reports it. */
export async function testStart(
  { env: ambient }: InstallContext,
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<SelfTestSummary> {
  const result = await selfTest({ argv: [program], env, ambient, serverName: MASTERJET, requiredTool: null });
  const { ok, status, returncode, timeout_seconds } = result;
  return { ok, status, returncode, timeout_seconds };
}

function checkLink(state: LinkState, force: boolean): InstallFindings['link'] {
  switch (state) {
    case 'absent':
    case 'correct':
      return state;
    case 'other':
      if (force) return state;
      throw refusal(
        'Another link stands where the command would go. Remove it, name another path, or use --force.',
        inTheWay('link'),
      );
    case 'not_symlink':
      throw refusal(
        'A file or folder stands where the command would go. Move it away, or name another path.',
      );
    case 'parent_unsafe':
      throw refusal(
        'A link or a file stands in the place of a folder above the install path. Name a path of real folders.',
      );
    case 'unreadable':
      throw refusal('The install path cannot be looked at. Name another path, or mend its permissions.');
  }
}

async function checkRegistration(
  context: InstallContext,
  link: string,
  force: boolean,
): Promise<InstallFindings['registration']> {
  await checkCodex(context);
  const { codexHome, wrapper, serverScript } = context.places;
  const reading = await readClientConfig(codexHome, MASTERJET);
  if (reading.kind === 'failed') {
    if (reading.reason === 'codex_config_missing') return 'absent';
    throw refusal(
      'The config.toml of this Codex home cannot be used: it is no regular file, unreadable, or no TOML.',
    );
  }
  if (reading.server === null) return 'absent';
  const { argv, enabled } = reading.server;
  if (enabled && argv?.length === 1 && argv[0] === link) return 'link';
  // One of ours without the link (the panel's dialog): the link is what stays right after an update.
  if (await startsMasterjet(argv, { installPath: link, wrapper, serverScript })) return 'ours';
  if (force) return 'other';
  throw refusal(
    `Another MCP server is registered as ${MASTERJET} in this Codex home. Remove it with "codex mcp remove ${MASTERJET}", or use --force.`,
    inTheWay('registration'),
  );
}

async function checkCodex({ runner, env, places }: InstallContext): Promise<void> {
  const run = await runner.run({
    file: 'codex',
    args: ['--version'],
    env: { ...plainEnvironment(env), CODEX_HOME: places.codexHome },
    timeoutMs: 20_000,
    maxOutputBytes: 1000,
  });
  if (run.kind === 'ended' && run.exitCode === 0) return;
  throw new FleetError(
    'codex_missing',
    'Codex is not installed: there is no codex on PATH that runs. Install it, or use --no-register.',
  );
}

function refusal(sentence: string, details: Readonly<Record<string, unknown>> = {}): FleetError {
  return new FleetError('install_refused', sentence, { details });
}

/** What `force` would replace. */
function inTheWay(what: 'link' | 'registration'): Readonly<Record<string, unknown>> {
  return { in_the_way: what, force_possible: true };
}
