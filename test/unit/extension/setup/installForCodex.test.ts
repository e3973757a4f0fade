import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type {
  Installation,
  InstallReport,
  InstallWish,
  UninstallReport,
} from '../../../../src/core/installation.ts';
import { installForCodex, uninstallFromCodex } from '../../../../src/extension/setup/installForCodex.ts';
import { fakeInstallation } from '../../fakes/fleet/fakeInstallation.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { silent } from '../support.ts';

const environment = { CODEX_HOME: '/homes/mine' };
const done = {
  ok: true,
  install_path_on_path: false,
  symlink: 'created',
  mcp: { status: 'registered' },
  plugin_activation: 'enabled',
} as unknown as InstallReport;

beforeEach(() => ui.reset());

function over(installation: Installation): Parameters<typeof installForCodex>[0] {
  return { installation, environment, log: silent };
}

/** Installs, once the things in the way may be replaced; notes every wish. */
function installing(wishes: InstallWish[], inTheWay: string | null): Installation {
  return fakeInstallation({
    install: async (wish, onStep) => {
      wishes.push(wish);
      onStep?.('check');
      if (inTheWay === null || wish.force) return Promise.resolve(done);
      const details = { in_the_way: inTheWay, force_possible: true };
      throw new FleetError('install_refused', 'Something is in the way.', { details });
    },
  });
}

describe('installing for Codex from the panel', () => {
  it('asks for which home, installs everything, and says what was done', async () => {
    const wishes: InstallWish[] = [];
    ui.buttons.push('Install', 'Close');
    await installForCodex(over(installing(wishes, null)));
    expect(wishes).toMatchObject([{ path: null, register: true, pluginCache: true, force: false }]);
    expect(ui.shown[0]).toMatch(/^modal info: Install Codex Master for your own Codex\? \[Install\]/u);
    expect(ui.shown[0]).toContain('/homes/mine');
    expect(ui.shown[1]).toMatch(/^modal info: Codex Master is installed for your Codex\. \[Close\]/u);
    expect(ui.shown[1]).toContain('It is registered as MCP server.');
    expect(ui.shown[1]).toContain('once ~/.local/bin is on PATH');
  });

  it('does nothing without a yes', async () => {
    const wishes: InstallWish[] = [];
    await installForCodex(over(installing(wishes, null)));
    expect(wishes).toEqual([]);
  });

  it('replaces what others made only after a second yes', async () => {
    const wishes: InstallWish[] = [];
    ui.buttons.push('Install', undefined);
    await installForCodex(over(installing(wishes, 'registration')));
    expect(wishes).toHaveLength(1);
    expect(ui.shown[1]).toContain('Another MCP server is registered as codex-master-mcp');
    ui.buttons.push('Install', 'Replace', 'Close');
    await installForCodex(over(installing(wishes, 'link')));
    expect(wishes.map(({ force }) => force)).toEqual([false, false, true]);
  });

  it('lets every other refusal through', async () => {
    const refusal = new FleetError('install_refused', 'This is the home of an Agentin.');
    ui.buttons.push('Install');
    const installation = fakeInstallation({ install: async () => Promise.reject(refusal) });
    await expect(installForCodex(over(installation))).rejects.toBe(refusal);
  });
});

describe('uninstalling from the panel', () => {
  it('asks, takes everything out, and says what became of it', async () => {
    const report = {
      ok: true,
      mcp: { status: 'left_in_place_other_command' },
      symlink: 'removed',
      plugin_cache: { status: 'removed', removed_version_count: 1 },
    } as unknown as UninstallReport;
    const installation = fakeInstallation({ uninstall: async () => Promise.resolve(report) });
    ui.buttons.push('Uninstall', 'Close');
    await uninstallFromCodex(over(installation));
    expect(ui.shown[1]).toContain('The registration stays: it starts another program.');
    expect(ui.shown[1]).toContain('The plugin is removed.\nThe command is removed.');
    ui.buttons.push(undefined);
    await uninstallFromCodex(over(fakeInstallation()));
    expect(ui.shown).toHaveLength(3);
  });
});
