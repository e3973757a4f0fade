import { beforeEach, describe, expect, it } from 'vitest';
import { LEAD, PERSON } from '../../fakes/world.ts';
import { codeOf, fleet, START, useWorld, world } from './setup.ts';

useWorld();

const NO_FORCE = { force: false };

describe('release', () => {
  beforeEach(async () => {
    await fleet.start('a', START, LEAD);
    await fleet.interrupt('a', NO_FORCE, LEAD);
  });

  it('ends what the holder holds, and says what it was', async () => {
    expect(await fleet.release('a', NO_FORCE, LEAD)).toMatchObject({
      status: 'released',
      previous: { state: 'held', mine: true },
      lease: { state: 'unclaimed' },
    });
    expect(world.store.leases.has('a')).toBe(false);
    expect(fleet.peek('a', LEAD).lease).toEqual({ state: 'unclaimed' });
  });

  it('finds nothing to end where nobody holds her, or what was held ran out', async () => {
    expect((await fleet.release('b', NO_FORCE, LEAD)).status).toBe('not_held');
    await world.clock.advance(1_800_000);
    expect(await fleet.release('a', NO_FORCE, PERSON)).toMatchObject({
      status: 'not_held',
      previous: { state: 'expired', mine: false },
    });
    expect(world.store.leases.has('a')).toBe(false);
  });

  it('leaves a foreign lease alone unless forced', async () => {
    expect(await codeOf(fleet.release('a', NO_FORCE, PERSON))).toBe('agent_lease_held_by_other_client');
    expect(world.store.leases.has('a')).toBe(true);
    expect((await fleet.release('a', { force: true }, PERSON)).status).toBe('released');
    expect(world.store.leases.has('a')).toBe(false);
  });

  it('repairs a damaged lease with force only', async () => {
    world.store.leases.set('a', 'unreadable');
    expect(await codeOf(fleet.release('a', NO_FORCE, LEAD))).toBe('could_not_read_agent_lease');
    expect(await fleet.release('a', { force: true }, LEAD)).toMatchObject({
      status: 'released',
      previous: { state: 'unreadable' },
    });
    expect((await fleet.lease('a', LEAD)).state).toBe('unclaimed');
  });

  it('reads what another process did meanwhile', async () => {
    world.store.leases.delete('a');
    expect((await fleet.release('a', NO_FORCE, LEAD)).status).toBe('not_held');
  });
});

describe('lease', () => {
  it('is read from disk without a look at tmux', async () => {
    await fleet.start('a', START, LEAD);
    const seen = world.store.leases;
    seen.set('a', 'unreadable');
    expect(await fleet.lease('a', LEAD)).toEqual({ state: 'unreadable' });
  });
});
