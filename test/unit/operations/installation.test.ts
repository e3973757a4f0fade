import { describe, expect, it } from 'vitest';
import type { InstallWish, UninstallWish } from '../../../src/core/installation.ts';
import { bindOperations, operations } from '../../../src/operations/index.ts';
import { fakeInstallation } from '../fakes/fakeInstallation.ts';
import { FakeFleet } from '../fakes/fakeFleet.ts';
import { call, contextOf, good } from './support.ts';

describe('master_app_bridge_status', () => {
  it('shows what the installation knows', async () => {
    const fleet = new FakeFleet();
    const status = { ok: false, app_name: 'codex-master', reason: 'connector_id_missing' } as never;
    fleet.installation = fakeInstallation({ appBridgeStatus: async () => Promise.resolve(status) });
    expect(good(await call(fleet, 'master_app_bridge_status'))).toEqual(status);
  });
});

describe('operations for persons', () => {
  it('are subcommands and no tools', () => {
    const forPersons = operations.filter(({ audience }) => audience === 'person');
    const tools = bindOperations(['a']);
    expect(forPersons.map(({ name }) => name)).toEqual(expect.arrayContaining(['install', 'uninstall']));
    expect(forPersons.filter(({ name }) => tools.has(name))).toEqual([]);
  });

  it('install everything unless told otherwise, and say each step', async () => {
    const fleet = new FakeFleet();
    const wishes: InstallWish[] = [];
    fleet.installation = fakeInstallation({
      install: async (wish, onStep) => {
        wishes.push(wish);
        onStep?.('link');
        return Promise.resolve({ ok: true, plugin_cache_install: { ok: true, status: 'skipped' } } as never);
      },
    });
    const steps: string[] = [];
    const onProgress = (step: string): number => steps.push(step);
    const operation = operations.find(({ name }) => name === 'install')?.bind(['a']);
    await operation?.call(contextOf(fleet, { onProgress }), {});
    await operation?.call(contextOf(fleet), { register: false, plugin_cache: false, force: true, path: 'x' });
    const cwd = '/where/i/am';
    expect(wishes).toEqual([
      { path: null, cwd, register: true, pluginCache: true, force: false },
      { path: 'x', cwd, register: false, pluginCache: false, force: true },
    ]);
    expect(steps).toEqual(['Linking the command…']);
  });

  it('take everything out again unless told otherwise', async () => {
    const fleet = new FakeFleet();
    const wishes: UninstallWish[] = [];
    fleet.installation = fakeInstallation({
      uninstall: async (wish) => {
        wishes.push(wish);
        return Promise.resolve({ ok: true } as never);
      },
    });
    await operations
      .find(({ name }) => name === 'uninstall')
      ?.bind(['a'])
      .call(contextOf(fleet), {});
    expect(wishes).toMatchObject([
      { keepRegistration: false, keepPluginCache: false, keepSymlink: false, removeSymlink: false },
    ]);
  });
});
