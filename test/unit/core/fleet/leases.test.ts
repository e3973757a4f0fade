import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentClaimWish } from '../../../../src/core/fleetApi.ts';
import type { Holder, LeaseView } from '../../../../src/core/lease.ts';
import { settle } from '../../fakes/ports/fakeClock.ts';
import { LEAD, PERSON } from '../../fakes/ports/world.ts';
import { codeOf, fleet, START, useWorld, world } from './setup.ts';

useWorld();

const NO_FORCE = { force: false };
const CLAIM: AgentClaimWish = { ttlSeconds: null, force: false, waitSeconds: 0, lookSeconds: 30 };
const PATIENT: AgentClaimWish = { ...CLAIM, waitSeconds: 600 };
const MORTAL: Holder = {
  owner: 'mortal',
  kind: 'lead',
  witness: { pid: 7, started: '1', boot: 'b', host: 'h', space: 's' },
};

function remaining(view: LeaseView): number {
  return view.state === 'held' ? view.secondsRemaining : 0;
}

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

describe('claim', () => {
  it('takes one that nobody holds, running or not', async () => {
    expect(await fleet.claim('a', CLAIM, LEAD)).toMatchObject({
      claim: { status: 'claimed' },
      previous: { state: 'unclaimed' },
      waitedMs: 0,
      looks: 0,
    });
    expect(await codeOf(fleet.claim('a', CLAIM, PERSON))).toBe('agent_lease_held_by_other_client');
  });

  it('renews without shortening what is held longer, and sets a time that is named', async () => {
    await fleet.claim('a', { ...CLAIM, ttlSeconds: 7200 }, LEAD);
    const first = world.store.leases.get('a');
    await world.clock.advance(1000);
    const renewed = await fleet.claim('a', CLAIM, LEAD);
    expect(renewed.claim.status).toBe('renewed');
    expect(remaining(await fleet.lease('a', LEAD))).toBe(7199);
    await fleet.claim('a', { ...CLAIM, ttlSeconds: 60 }, LEAD);
    expect(remaining(await fleet.lease('a', LEAD))).toBe(60);
    expect(first).toHaveProperty('createdAtMs');
    expect(world.store.leases.get('a')).toHaveProperty(
      'createdAtMs',
      (first as { createdAtMs: number }).createdAtMs,
    );
  });

  it('takes what ran out, and by force what another holds or what is damaged', async () => {
    await fleet.claim('a', { ...CLAIM, ttlSeconds: 1 }, LEAD);
    await world.clock.advance(1000);
    expect((await fleet.claim('a', CLAIM, PERSON)).claim.status).toBe('claimed_expired');
    expect((await fleet.claim('a', { ...CLAIM, force: true }, LEAD)).claim.status).toBe('forced');
    world.store.leases.set('b', 'unreadable');
    expect(await codeOf(fleet.claim('b', PATIENT, LEAD))).toBe('could_not_read_agent_lease');
    expect((await fleet.claim('b', { ...CLAIM, force: true }, LEAD)).previous.state).toBe('unreadable');
  });

  it('takes what a holder left who is over, and not before', async () => {
    await fleet.claim('a', CLAIM, MORTAL);
    expect(await codeOf(fleet.claim('a', CLAIM, LEAD))).toBe('agent_lease_held_by_other_client');
    world.gone.add(7);
    expect(await fleet.lease('a', LEAD)).toMatchObject({ state: 'expired', holderEnded: true });
    // She came back in another process: to herself she never was over.
    expect(await fleet.lease('a', MORTAL)).toMatchObject({ state: 'held', mine: true });
    expect((await fleet.claim('a', CLAIM, LEAD)).claim.status).toBe('claimed_expired');
  });
});

describe('a claim that waits', () => {
  beforeEach(async () => void (await fleet.claim('a', { ...CLAIM, ttlSeconds: 100 }, LEAD)));

  it('has her the moment she is given back, and holds no lock meanwhile', async () => {
    const waiting = fleet.claim('a', PATIENT, PERSON);
    await settle();
    expect(world.store.held).toBe(0);
    await world.clock.advance(2000);
    await fleet.release('a', NO_FORCE, LEAD);
    expect(await waiting).toMatchObject({
      claim: { status: 'claimed' },
      previous: { state: 'unclaimed' },
      waitedMs: 2000,
    });
  });

  it('has her the moment the lease runs out', async () => {
    const waiting = fleet.claim('a', PATIENT, PERSON);
    await settle();
    for (let second = 0; second < 99; second += 1) await world.clock.advance(1000);
    expect(await codeOf(fleet.claim('a', CLAIM, PERSON))).toBe('agent_lease_held_by_other_client');
    await world.clock.advance(1000);
    expect(await waiting).toMatchObject({ claim: { status: 'claimed_expired' }, waitedMs: 100_000 });
  });

  it('has her soon after her holder died', async () => {
    await fleet.release('a', NO_FORCE, LEAD);
    await fleet.claim('a', CLAIM, MORTAL);
    const waiting = fleet.claim('a', PATIENT, PERSON);
    await settle();
    world.gone.add(7);
    await world.clock.advance(5000);
    expect((await waiting).claim.status).toBe('claimed_expired');
  });

  it('ends in vain when the time is over, with the conflict as it then is', async () => {
    const waiting = codeOf(fleet.claim('a', { ...PATIENT, waitSeconds: 10 }, PERSON));
    await settle();
    await world.clock.advance(5000);
    await world.clock.advance(5000);
    expect(await waiting).toBe('agent_lease_held_by_other_client');
    expect(world.clock.sleeping).toBe(0);
  });

  it('ends when it is cancelled, and takes nothing', async () => {
    const cancel = new AbortController();
    const waiting = codeOf(fleet.claim('a', { ...PATIENT, signal: cancel.signal }, PERSON));
    await settle();
    cancel.abort();
    expect(await waiting).toBe('cancelled');
    await fleet.release('a', NO_FORCE, LEAD);
    await settle();
    expect((await fleet.lease('a', PERSON)).state).toBe('unclaimed');
    const late = codeOf(fleet.claim('a', { ...CLAIM, signal: cancel.signal }, PERSON));
    expect(await late).toBe('cancelled');
  });

  it('gives back what it took in the moment of being cancelled', async () => {
    const cancel = new AbortController();
    await fleet.release('a', NO_FORCE, LEAD);
    const writing = vi.spyOn(world.store, 'writeLease').mockImplementationOnce(async (id, lease) => {
      world.store.leases.set(id, lease);
      cancel.abort();
      return Promise.resolve();
    });
    expect(await codeOf(fleet.claim('a', { ...PATIENT, signal: cancel.signal }, PERSON))).toBe('cancelled');
    expect(writing).toHaveBeenCalledOnce();
    expect(world.store.leases.has('a')).toBe(false);
  });

  it('goes on when the holder renews, and says so', async () => {
    const heard: LeaseView[] = [];
    const waiting = fleet.claim('a', { ...PATIENT, onProgress: (view) => heard.push(view) }, PERSON);
    await settle();
    await fleet.claim('a', { ...CLAIM, ttlSeconds: 200 }, LEAD);
    await settle();
    expect(heard.map(remaining)).toEqual([100, 200]);
    await fleet.release('a', NO_FORCE, LEAD);
    await waiting;
  });

  it('comes in the order of the calls, one holder at a time', async () => {
    const order: string[] = [];
    const waiters = ['one', 'two', 'three'].map(async (owner) => {
      const holder: Holder = { owner, kind: 'lead' };
      await fleet.claim('a', PATIENT, holder);
      order.push(owner);
      await fleet.release('a', NO_FORCE, holder);
    });
    await settle();
    await fleet.release('a', NO_FORCE, LEAD);
    await Promise.all(waiters);
    expect(order).toEqual(['one', 'two', 'three']);
  });

  it('does not write while it waits', async () => {
    const waiting = fleet.claim('a', { ...PATIENT, waitSeconds: 30 }, PERSON).catch(() => undefined);
    await settle();
    const writing = vi.spyOn(world.store, 'writeLease');
    const locking = vi.spyOn(world.store, 'withLock');
    for (let second = 0; second < 29; second += 1) await world.clock.advance(1000);
    expect(writing).not.toHaveBeenCalled();
    expect(locking).not.toHaveBeenCalled();
    await world.clock.advance(1000);
    await waiting;
  });
});
