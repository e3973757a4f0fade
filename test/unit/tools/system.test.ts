import { describe, expect, test } from 'vitest';
import { planInstallation, type Need, type Permissions } from '../../tools/system.ts';

const tmux: Need = { what: 'tmux', aptPackage: 'tmux' };
const chromium: Need = { what: 'Chromium', aptPackage: 'chromium' };
const nobody: Permissions = { isRoot: false, canSudo: false, hasApt: true, isUbuntu: false };
const root: Permissions = { ...nobody, isRoot: true };

function commandLines(missing: readonly Need[], permissions: Permissions): string[] {
  const plan = planInstallation(missing, permissions);
  return plan.kind === 'run' ? plan.commands.map((command) => command.join(' ')) : [];
}

describe('preparing the system', () => {
  test('does nothing when nothing is missing', () => {
    expect(planInstallation([], nobody)).toEqual({ kind: 'nothing' });
  });

  test('installs as root, lists first', () => {
    expect(commandLines([tmux, chromium], root)).toEqual([
      'apt-get update',
      'apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends tmux chromium',
    ]);
  });

  test('installs with passwordless sudo and never waits for a password', () => {
    expect(commandLines([tmux], { ...nobody, canSudo: true })).toEqual([
      'sudo -n apt-get update',
      'sudo -n apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends tmux',
    ]);
  });

  test('names the exact command when it may not install', () => {
    expect(planInstallation([tmux], nobody)).toEqual({
      kind: 'ask',
      command:
        'sudo apt-get update && sudo apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends tmux',
    });
  });

  test('takes a browser from Playwright on Ubuntu, whose package is a snap', () => {
    expect(commandLines([chromium], { ...root, isUbuntu: true })).toEqual([
      'node_modules/.bin/playwright-core install --with-deps chromium',
    ]);
  });

  test('names the packages where there is no apt', () => {
    expect(planInstallation([tmux, chromium], { ...root, hasApt: false })).toEqual({
      kind: 'ask',
      command: 'install with your package manager: tmux chromium',
    });
  });
});
