import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetService } from '../../../../src/extension/fleet/fleetService.ts';
import { LateSetup } from '../../../../src/extension/setup/lateSetup.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { errors, person, silent } from '../support.ts';

beforeEach(() => ui.reset());

function setupOf(kind: 'own' | 'demo', env: Record<string, string> = {}): LateSetup {
  const build = async (): Promise<FakeFleet> => Promise.resolve(new FakeFleet());
  return new LateSetup({
    service: new FleetService({ build, holder: person, log: silent }),
    place: { kind, environment: async () => Promise.resolve(env) },
    find: async () => Promise.resolve(null),
    extensionFolder: '/ext',
    errors,
    log: silent,
  });
}

describe('in the demo', () => {
  it.each(['installForCodex', 'uninstallFromCodex', 'registerMasterjet'] as const)(
    '%s leads out of it first',
    async (action) => {
      ui.buttons.push('Leave the Demo');
      await setupOf('demo').actions[action]();
      expect(ui.shown).toEqual(['info: This is the demo fleet. Leave the demo first. [Leave the Demo]']);
      const left = [{ id: 'codexMaster.leaveDemo', args: [] }];
      await vi.waitFor(() => expect(ui.executed).toEqual(left));
    },
  );
});

describe('a fleet file that is made', () => {
  it('names who is in the fleet, also where the window is still looking for it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'late-setup-'));
    try {
      const file = path.join(folder, 'fleet.json');
      await setupOf('own', { CODEX_MASTER_FLEET: file, HOME: folder }).actions.openFleetFile();
      expect(await readFile(file, 'utf8')).toMatch(/"Mila"[^]*"Nora"/u);
    } finally {
      await clearFolder(folder);
    }
  });
});
