import { expect, it } from 'vitest';
import { FleetService } from '../../../../src/extension/fleet/fleetService.ts';
import { Notices } from '../../../../src/extension/fleet/notices.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { person, silent } from '../support.ts';

/** A fleet whose Agentinnen take Codex from PATH. */
function plainFleet(): FakeFleet {
  const fleet = new FakeFleet();
  fleet.config = {
    ...fleet.config,
    agents: fleet.config.agents.map((agent) => ({ ...agent, runner: null, home: '/nowhere' })),
  };
  return fleet;
}

it('a look that began before there was a fleet is followed by one that knows of it', async () => {
  const built = Promise.withResolvers<FakeFleet>();
  const service = new FleetService({ build: async () => built.promise, holder: person, log: silent });
  const machine = Promise.withResolvers<null>();
  const notices = new Notices(service, async () => machine.promise);
  const early = notices.check();
  built.resolve(plainFleet());
  await service.ready();
  const late = notices.check();
  machine.resolve(null);
  await Promise.all([early, late]);
  expect(notices.missing).toEqual(['tmux', 'codex']);
});
