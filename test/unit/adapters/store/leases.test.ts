import { describe, expect, it } from 'vitest';
import { formatLease, parseLease } from '../../../../src/adapters/store/leases.ts';
import type { LeaseRecord } from '../../../../src/core/lease.ts';

const lease: LeaseRecord = {
  agentId: 'a',
  owner: 'f00d',
  createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  updatedAtMs: Date.UTC(2026, 0, 2, 3, 5, 5, 7),
  expiresAtMs: Date.UTC(2026, 0, 2, 3, 35, 5, 7),
  ttlSeconds: 1800,
};

describe('a lease file', () => {
  it('has the keys of the reference', () => {
    expect(JSON.parse(formatLease(lease))).toEqual({
      agent: 'a',
      owner: 'f00d',
      created_at_utc: '2026-01-02T03:04:05.006Z',
      updated_at_utc: '2026-01-02T03:05:05.007Z',
      expires_at_epoch: 1767324905.007,
      expires_at_utc: '2026-01-02T03:35:05.007Z',
      ttl_seconds: 1800,
    });
  });

  it('keeps the witnesses of the holder, and survives what is no witness', () => {
    const witness = { pid: 7, started: '12', boot: 'b', host: 'h', space: 's' };
    const text = formatLease({ ...lease, witnesses: [witness] });
    expect(parseLease(text, 'a')).toEqual({ ...lease, witnesses: [witness] });
    for (const nonsense of ['"x"', '[]', '[{"pid":-1}]', 'null']) {
      const damaged = JSON.stringify({
        ...(JSON.parse(text) as object),
        witnesses: JSON.parse(nonsense) as unknown,
      });
      expect(parseLease(damaged, 'a')).toEqual(lease);
    }
  });

  it('comes back as it was', () => {
    expect(parseLease(formatLease(lease), 'a')).toEqual(lease);
  });

  it('has whole seconds, whoever wrote it', () => {
    const text = JSON.stringify({ ...(JSON.parse(formatLease(lease)) as object), ttl_seconds: 1799.6 });
    expect(parseLease(text, 'a')).toMatchObject({ ttlSeconds: 1800 });
  });

  it('of the reference is read, offsets and microseconds too', () => {
    const text = JSON.stringify({
      agent: 'b',
      owner: 'abc',
      created_at_utc: '2026-07-17T12:00:00.123456+00:00',
      updated_at_utc: '2026-07-17T12:00:00Z',
      expires_at_epoch: 1784291400.5,
      expires_at_utc: '2026-07-17T12:30:00.5Z',
      ttl_seconds: 1800,
    });
    expect(parseLease(text, 'b')).toMatchObject({
      owner: 'abc',
      expiresAtMs: 1784291400500,
      ttlSeconds: 1800,
    });
  });

  it.each([
    ['half a file', formatLease(lease).slice(0, 40)],
    ['no object', '[]'],
    ['no owner', JSON.stringify({ ...(JSON.parse(formatLease(lease)) as object), owner: '' })],
    [
      'a time that is none',
      JSON.stringify({ ...(JSON.parse(formatLease(lease)) as object), created_at_utc: 'soon' }),
    ],
    [
      'an end beyond all calendars',
      JSON.stringify({ ...(JSON.parse(formatLease(lease)) as object), expires_at_epoch: 1e18 }),
    ],
    [
      'a time to live that is none',
      JSON.stringify({ ...(JSON.parse(formatLease(lease)) as object), ttl_seconds: 1e18 }),
    ],
    [
      'a text for a number',
      JSON.stringify({ ...(JSON.parse(formatLease(lease)) as object), expires_at_epoch: '1' }),
    ],
  ])('with %s is unreadable', (_case, text) => {
    expect(parseLease(text, 'a')).toBe('unreadable');
  });

  it('with nothing in it, as a power cut leaves it, is none', () => {
    expect(parseLease('', 'a')).toBeNull();
  });

  it('of another Agentin is unreadable', () => {
    expect(parseLease(formatLease(lease), 'b')).toBe('unreadable');
  });
});
