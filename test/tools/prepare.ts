/**
 * `node test/tools/prepare.ts` makes a Debian or Ubuntu able to run tests and demo: installs what is missing when it may, else
 * names the command and ends with 1 before anything was done. Says what it did; takes a moment when all is there.
 */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromiumPath } from '../host/browser.ts';
import { installVsCode } from '../host/install.ts';
import { checkout } from '../host/paths.ts';
import { run } from '../host/run.ts';
import { planInstallation, type Need, type Permissions } from './system.ts';

type Log = (line: string) => void;

interface CheckedNeed extends Need {
  readonly isThere: () => boolean;
}

const monospaceFont = '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf';

const needs: readonly CheckedNeed[] = [
  { what: 'git', aptPackage: 'git', isThere: () => isOnPath('git') },
  { what: 'tmux', aptPackage: 'tmux', isThere: () => isOnPath('tmux') },
  { what: 'Chromium', aptPackage: 'chromium', isThere: () => existsSync(chromiumPath()) },
  { what: 'a terminal font', aptPackage: 'fonts-dejavu-core', isThere: () => existsSync(monospaceFont) },
];

/** What some tests want, which are skipped without it and say so. */
const wishes: readonly CheckedNeed[] = [
  { what: 'strace', aptPackage: 'strace', isThere: () => isOnPath('strace') },
];

/** Rejects, with the command to run in its message, when something is missing that may not be installed from here. */
export async function prepareSystem(log: Log = console.log): Promise<void> {
  const missing = needs.filter((need) => !need.isThere());
  const names = missing.map((need) => need.what).join(', ');
  const permissions = await permissionsHere();
  const plan = planInstallation(missing, permissions);
  if (plan.kind === 'ask')
    throw new Error(`Missing: ${names}. Please run this, then try again:\n\n  ${plan.command}\n`);
  if (plan.kind === 'run') {
    log(`Missing: ${names}. Installing; this takes a minute or two.`);
    for (const command of plan.commands) await runLoudly(command, log);
    const still = missing.filter((need) => !need.isThere()).map((need) => need.what);
    if (still.length > 0) throw new Error(`Installed, but still not found: ${still.join(', ')}`);
  }
  await prepareWishes(permissions, log);
  log(`The system has ${needs.map((need) => need.what).join(', ')}.`);
  await installVsCode(log);
}

async function prepareWishes(permissions: Permissions, log: Log): Promise<void> {
  const missing = wishes.filter((need) => !need.isThere());
  const plan = planInstallation(missing, permissions);
  try {
    if (plan.kind === 'run') for (const command of plan.commands) await runLoudly(command, log);
  } catch {
    // Said below.
  }
  const still = wishes.filter((need) => !need.isThere()).map((need) => need.what);
  if (still.length > 0) log(`Tests that need ${still.join(', ')} will be skipped.`);
}

async function runLoudly([program = '', ...args]: readonly string[], log: Log): Promise<void> {
  log(`  ${program} ${args.join(' ')}`);
  await run(program, args, { cwd: checkout, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

async function permissionsHere(): Promise<Permissions> {
  const isRoot = process.getuid?.() === 0;
  return {
    isRoot,
    canSudo: !isRoot && isOnPath('sudo') && (await succeeds('sudo', ['-n', 'true'])),
    hasApt: isOnPath('apt-get'),
    isUbuntu: /^ID(_LIKE)?=.*ubuntu/m.test(readIfThere('/etc/os-release')),
  };
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => isExecutable(path.join(folder, program)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

if (import.meta.main) {
  await prepareSystem().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
