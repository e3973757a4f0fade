/** Something that tests and demo want of the system, and the Debian package that brings it. */
export interface Need {
  readonly what: string;
  readonly aptPackage: string;
}

/** What one may do on this system. */
export interface Permissions {
  readonly isRoot: boolean;
  /** `sudo` without a password. */
  readonly canSudo: boolean;
  readonly hasApt: boolean;
  /** Ubuntu's package `chromium` brings a snap, which a container cannot run. */
  readonly isUbuntu: boolean;
}

/** `run` these, in order; or `ask` a person to run this line. */
export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'run'; readonly commands: readonly (readonly string[])[] }
  | { readonly kind: 'ask'; readonly command: string };

const browserInstaller = ['node_modules/.bin/playwright-core', 'install', '--with-deps', 'chromium'];

/** Decides how what is missing comes to this system. */
export function planInstallation(missing: readonly Need[], permissions: Permissions): Plan {
  if (missing.length === 0) return { kind: 'nothing' };
  const names = missing.map((need) => need.aptPackage);
  if (!permissions.hasApt)
    return { kind: 'ask', command: `install with your package manager: ${names.join(' ')}` };
  const commands = installCommands(names, permissions);
  if (permissions.isRoot || permissions.canSudo) return { kind: 'run', commands };
  return { kind: 'ask', command: commands.map((command) => command.join(' ')).join(' && ') };
}

function installCommands(names: readonly string[], permissions: Permissions): string[][] {
  const viaPlaywright = permissions.isUbuntu && names.includes('chromium');
  const packages = viaPlaywright ? names.filter((name) => name !== 'chromium') : names;
  return [
    ...(packages.length === 0 ? [] : aptCommands(packages, permissions)),
    ...(viaPlaywright ? [browserInstaller] : []),
  ];
}

/** The lists first: a fresh system or a slim image has none. */
function aptCommands(packages: readonly string[], permissions: Permissions): string[][] {
  const sudo = sudoPrefix(permissions);
  const waitForOthers = ['-o', 'DPkg::Lock::Timeout=120'];
  return [
    [...sudo, 'apt-get', 'update'],
    [...sudo, 'apt-get', ...waitForOthers, 'install', '-y', '--no-install-recommends', ...packages],
  ];
}

function sudoPrefix(permissions: Permissions): string[] {
  if (permissions.isRoot) return [];
  return permissions.canSudo ? ['sudo', '-n'] : ['sudo'];
}
