import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import { assertNotForeign, claimLease, viewLease } from '../../../src/core/lease.ts';
import type { LeaseRecord } from '../../../src/core/lease.ts';
import { LEAD, PERSON } from '../fakes/world.ts';

const NOW = 1_000_000;
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
    const claim = claimLease('a', current, LEAD, asked, NOW);
    expect(claim.status).toBe(status);
    expect(claim.lease.owner).toBe(LEAD.owner);
  });

  it('never shortens what was claimed before and keeps its first moment', () => {
    const { lease: next } = claimLease('a', lease(LEAD.owner, 7000), LEAD, wish, NOW);
    expect(next.expiresAtMs).toBe(NOW + 7_000_000);
    expect(next.createdAtMs).toBe(NOW - 5000);
    expect(next.updatedAtMs).toBe(NOW);
  });

  it('refuses a foreign one with what a caller can do, and without saying whose it is', () => {
    const refuse = (): unknown => claimLease('a', lease('secret-owner', 90), LEAD, wish, NOW);
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
    expect(() => claimLease('a', 'unreadable', LEAD, wish, NOW)).toThrow(/damaged/);
  });
});

describe('viewLease', () => {
  it('tells mine from another and held from expired', () => {
    expect(viewLease(lease(LEAD.owner, 60), LEAD, NOW)).toMatchObject({
      state: 'held',
      mine: true,
      secondsRemaining: 60,
    });
    expect(viewLease(lease(LEAD.owner, 60), PERSON, NOW)).toMatchObject({ state: 'held', mine: false });
    expect(viewLease(lease(LEAD.owner, -5), LEAD, NOW)).toMatchObject({
      state: 'expired',
      secondsRemaining: 0,
    });
    expect(viewLease(null, LEAD, NOW)).toEqual({ state: 'unclaimed' });
  });
});

describe('assertNotForeign', () => {
  it('passes for nobody, for mine and for an expired one, and refuses another', () => {
    for (const fine of [null, lease(LEAD.owner, 9), lease('other', -1)])
      assertNotForeign('a', fine, LEAD, NOW);
    expect(() => assertNotForeign('a', lease('other', 9), LEAD, NOW)).toThrow(FleetError);
  });
});
