import { describe, expect, it } from 'vitest';
import { bindOperations, operations } from '../../../src/operations/index.ts';
import { fakeInstallation } from '../fakes/fakeInstallation.ts';
import { FakeFleet } from '../fakes/fakeFleet.ts';
import { call, good } from './support.ts';

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
    expect(forPersons.filter(({ name }) => tools.has(name))).toEqual([]);
  });
});
