import { describe, expect, it } from 'vitest';
import type { InstallWish, UninstallWish } from '../../../../src/core/installation.ts';
import { bindOperations, operations } from '../../../../src/operations/index.ts';
import { fakeInstallation } from '../../fakes/fleet/fakeInstallation.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { call, contextOf, good } from '../support.ts';

const person = { owner: 'me', kind: 'person' } as const;

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

  it('are refused to a lead that runs the command line, whatever she says', async () => {
    const fleet = new FakeFleet();
    fleet.installation = fakeInstallation({});
    for (const operation of operations.filter(({ audience }) => audience === 'person'))
      for (const args of [{}, { path: 'x', message: 'm' }, 'nonsense'])
        expect(await operation.bind(['a']).call(contextOf(fleet), args)).toMatchObject({
          ok: false,
          value: { error_code: 'person_required', retryable: false, command: operation.cli.command },
        });
    expect(fleet.calls).toEqual([]);
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
    await operation?.call(contextOf(fleet, { onProgress, holder: person }), {});
    await operation?.call(contextOf(fleet, { holder: person }), {
      register: false,
      plugin_cache: false,
      force: true,
      path: 'x',
    });
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
      .call(contextOf(fleet, { holder: person }), {});
    expect(wishes).toMatchObject([
      { keepRegistration: false, keepPluginCache: false, keepSymlink: false, removeSymlink: false },
    ]);
  });
});
