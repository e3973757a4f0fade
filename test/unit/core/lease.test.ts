import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import { assertNotForeign, claimLease, viewLease } from '../../../src/core/lease.ts';
import type { Holder, LeaseMoment, LeaseRecord } from '../../../src/core/lease.ts';
import type { ProcessWitness } from '../../../src/core/witness.ts';
import { LEAD, PERSON } from '../fakes/ports/world.ts';

const NOW = 1_000_000;
const AT: LeaseMoment = { nowMs: NOW, isGone: () => false };
const lease = (owner: string, expiresInSeconds: number): LeaseRecord => ({
  agentId: 'a',
  owner,
  createdAtMs: NOW - 5000,
  updatedAtMs: NOW - 5000,
  expiresAtMs: NOW + expiresInSeconds * 1000,
  ttlSeconds: 7200,
});
const wish = { ttlSeconds: 1800, force: false };

describe('claimLease', () => {
  it.each([
    ['claimed', null, wish],
    ['claimed_expired', lease('other', -1), wish],
    ['renewed', lease(LEAD.owner, 60), wish],
    ['forced', lease('other', 60), { ...wish, force: true }],
    ['forced', 'unreadable', { ...wish, force: true }],
  ] as const)('says %s', (status, current, asked) => {
    const claim = claimLease('a', current, LEAD, asked, AT);
    expect(claim.status).toBe(status);
    expect(claim.lease.owner).toBe(LEAD.owner);
  });

  it('never shortens what was claimed before and keeps its first moment', () => {
    const { lease: next } = claimLease('a', lease(LEAD.owner, 7000), LEAD, wish, AT);
    expect(next.expiresAtMs).toBe(NOW + 7_000_000);
    expect(next.createdAtMs).toBe(NOW - 5000);
    expect(next.updatedAtMs).toBe(NOW);
  });

  it('sets a time that is named exactly, though it is shorter', () => {
    const exact = { ttlSeconds: 60, force: false, exact: true };
    expect(claimLease('a', lease(LEAD.owner, 7000), LEAD, exact, AT).lease).toMatchObject({
      expiresAtMs: NOW + 60_000,
      ttlSeconds: 60,
      createdAtMs: NOW - 5000,
    });
  });

  it('refuses a foreign one with what a caller can do, and without saying whose it is', () => {
    const refuse = (): unknown => claimLease('a', lease('secret-owner', 90), LEAD, wish, AT);
    expect(refuse).toThrow(FleetError);
    try {
      refuse();
    } catch (error) {
      if (!FleetError.is(error)) throw error;
      expect(error).toMatchObject({
        code: 'agent_lease_held_by_other_client',
        retryable: true,
        retryAfterSeconds: 30,
      });
      expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain('secret-owner');
    }
  });

  it('refuses a damaged one unless forced', () => {
    expect(() => claimLease('a', 'unreadable', LEAD, wish, AT)).toThrow(/damaged/);
  });
});

describe('the witnesses of a lease', () => {
  const witness = (pid: number): ProcessWitness => ({ pid, started: '1', boot: 'b', host: 'h', space: 's' });
  const mortal = (pid: number): Holder => ({ ...LEAD, witness: witness(pid) });
  const gone = (...pids: readonly number[]): LeaseMoment => ({
    nowMs: NOW,
    isGone: ({ pid }) => pids.includes(pid),
  });
  const held = (...pids: readonly number[]): LeaseRecord => ({
    ...lease(LEAD.owner, 60),
    ...(pids.length > 0 && { witnesses: pids.map(witness) }),
  });

  it('free her when all of them are over, for others alone', () => {
    expect(viewLease(held(1, 2), PERSON, gone(1))).toMatchObject({ state: 'held', holderEnded: false });
    expect(viewLease(held(1, 2), PERSON, gone(1, 2))).toMatchObject({
      state: 'expired',
      holderEnded: true,
      secondsRemaining: 0,
    });
    expect(viewLease(held(1, 2), LEAD, gone(1, 2))).toMatchObject({ state: 'held', mine: true });
    assertNotForeign('a', held(1), PERSON, gone(1));
  });

  it('free nobody when there are none', () => {
    expect(viewLease(held(), PERSON, gone(1))).toMatchObject({ state: 'held' });
  });

  it('are those of the claim, and of a renewal those who live', () => {
    const first = claimLease('a', null, mortal(1), wish, gone()).lease;
    expect(first.witnesses).toEqual([witness(1)]);
    expect(claimLease('a', first, mortal(1), wish, gone()).lease.witnesses).toEqual([witness(1)]);
    expect(claimLease('a', first, mortal(2), wish, gone()).lease.witnesses).toEqual([witness(1), witness(2)]);
    expect(claimLease('a', first, mortal(2), wish, gone(1)).lease.witnesses).toEqual([witness(2)]);
  });

  it('are unknown once a process renews that nobody can watch, until she is taken anew', () => {
    const renewed = claimLease('a', held(1), LEAD, wish, gone(1)).lease;
    expect(renewed.witnesses).toBeUndefined();
    expect(claimLease('a', renewed, mortal(1), wish, gone()).lease.witnesses).toBeUndefined();
    const late = { nowMs: NOW + 9e6, isGone: () => false };
    expect(claimLease('a', renewed, mortal(1), wish, late).lease.witnesses).toEqual([witness(1)]);
  });

  it('stay few', () => {
    const many = held(...Array.from({ length: 8 }, (_, at) => at + 1));
    expect(claimLease('a', many, mortal(9), wish, gone()).lease.witnesses).toBeUndefined();
    expect(claimLease('a', many, mortal(9), wish, gone(1, 2)).lease.witnesses).toHaveLength(7);
  });
});

describe('viewLease', () => {
  it('tells mine from another and held from expired', () => {
    expect(viewLease(lease(LEAD.owner, 60), LEAD, AT)).toMatchObject({
      state: 'held',
      mine: true,
      secondsRemaining: 60,
    });
    expect(viewLease(lease(LEAD.owner, 60), PERSON, AT)).toMatchObject({ state: 'held', mine: false });
    expect(viewLease(lease(LEAD.owner, -5), LEAD, AT)).toMatchObject({
      state: 'expired',
      secondsRemaining: 0,
    });
    expect(viewLease(null, LEAD, AT)).toEqual({ state: 'unclaimed' });
  });
});

describe('a lease of a clock that was set back', () => {
  const written = (aheadSeconds: number): LeaseRecord => ({
    ...lease('other', aheadSeconds + 1800),
    updatedAtMs: NOW + aheadSeconds * 1000,
    ttlSeconds: 1800,
  });

  it('keeps nobody out for as long as the clock was wrong', () => {
    expect(viewLease(written(86_400), LEAD, AT)).toMatchObject({ state: 'expired', secondsRemaining: 0 });
    expect(claimLease('a', written(86_400), LEAD, wish, AT).status).toBe('claimed_expired');
  });

  it('holds when the clock went back a little, or a process that lives witnesses it', () => {
    expect(viewLease(written(600), LEAD, AT).state).toBe('held');
    const witness = { pid: 1, started: '1', boot: 'b', host: 'h', space: 's' };
    expect(viewLease({ ...written(86_400), witnesses: [witness] }, LEAD, AT).state).toBe('held');
  });
});

describe('assertNotForeign', () => {
  it('passes for nobody, for mine and for an expired one, and refuses another', () => {
    for (const fine of [null, lease(LEAD.owner, 9), lease('other', -1)])
      assertNotForeign('a', fine, LEAD, AT);
    expect(() => assertNotForeign('a', lease('other', 9), LEAD, AT)).toThrow(FleetError);
  });
});
