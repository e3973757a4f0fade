import { expect, it } from 'vitest';
import { FleetError } from '../../../../../src/core/errors.ts';
import { LEAD, PERSON } from '../../../fakes/ports/world.ts';
import { anotherProcess, codeOf, fleet, SEND, START, state, useWorld, world } from '../setup.ts';

useWorld();

const FULL = new FleetError('state_unwritable', 'The disk is full.', { retryable: true });

it('ends one who fills the disk, although nothing can be noted any more', async () => {
  await fleet.start('a', START, LEAD);
  await fleet.send('a', SEND, LEAD);
  world.store.writeProblem = FULL;
  await fleet.interrupt('a', { force: false }, LEAD);
  expect(fleet.peek('a', LEAD).model.turn).toBeNull();
  expect(await codeOf(fleet.stop('a', { force: false }, PERSON))).toBe('agent_lease_held_by_other_client');
  expect(await fleet.stop('a', { force: false }, LEAD)).toEqual({ status: 'stopped' });
  expect(state()).toBe('stopped');
  // To other processes too: nobody is told that she was lost.
  anotherProcess();
  await fleet.status('a', LEAD);
  expect(state()).toBe('stopped');
});
