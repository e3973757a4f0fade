import { describe, expect, it } from 'vitest';
import { FakeFleet, lead, otherLead } from '../../fakes/fleet/fakeFleet.ts';
import { call, good, results, runningFleet } from '../support.ts';

const message = { text: 'x', enter: true, idempotencyKey: null };

describe('agent_release', () => {
  it('gives back what the caller holds and shows the lease before and after', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', message, lead);
    expect(good(await call(fleet, 'agent_release', { agent: 'a' }))).toEqual({
      agent: 'a',
      status: 'released',
      previous_lease: expect.objectContaining({
        state: 'held',
        holder: 'this_server',
        seconds_remaining: 1800,
      }) as unknown,
      lease: {
        agent: 'a',
        state: 'unclaimed',
        holder: 'none',
        held_by_this_server: false,
        expires_at_utc: null,
        seconds_remaining: 0,
        ttl_seconds: 1800,
        raw_output: 'not_returned',
      },
    });
    expect(good(await call(fleet, 'agent_release', { agent: 'a' }))).toMatchObject({ status: 'not_held' });
  });

  it('takes no lease from another without force, and says when to come back', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', message, otherLead);
    expect(await call(fleet, 'agent_release', { agent: 'a' })).toMatchObject({
      ok: false,
      value: {
        error_code: 'agent_lease_held_by_other_client',
        retry_after_seconds: 30,
        lease: { holder: 'other_server' },
      },
    });
    expect(good(await call(fleet, 'agent_release', { agent: 'a', force: true }))).toMatchObject({
      status: 'released',
      previous_lease: { holder: 'other_server' },
    });
  });

  it('repairs a damaged lease file with force', async () => {
    const fleet = new FakeFleet();
    fleet.leases.damage('a');
    expect(await call(fleet, 'agent_release', { agent: 'a' })).toMatchObject({
      ok: false,
      value: { error_code: 'could_not_read_agent_lease', retryable: false },
    });
    expect(good(await call(fleet, 'agent_release', { agent: 'a', force: true }))).toMatchObject({
      status: 'released',
      previous_lease: { state: 'unreadable', holder: 'unknown', ttl_seconds: null },
    });
  });
});

describe('agent_claim', () => {
  it('holds her, running or not, and shows the lease before and after', async () => {
    expect(good(await call(new FakeFleet(), 'agent_claim', { agent: 'a', ttl_seconds: 60 }))).toEqual({
      agent: 'a',
      status: 'claimed',
      lease: {
        agent: 'a',
        state: 'held',
        holder: 'this_server',
        held_by_this_server: true,
        expires_at_utc: '2026-01-01T00:01:00.000Z',
        seconds_remaining: 60,
        ttl_seconds: 60,
        raw_output: 'not_returned',
      },
      previous_lease: expect.objectContaining({ state: 'unclaimed', ttl_seconds: 1800 }) as unknown,
      waited_seconds: 0,
      poll_count: 0,
    });
  });

  it('holds her for half an hour when no time is named, and never shorter than before', async () => {
    const fleet = new FakeFleet();
    expect(good(await call(fleet, 'agent_claim', { agent: 'a' }))).toMatchObject({
      lease: { ttl_seconds: 1800 },
    });
    await call(fleet, 'agent_claim', { agent: 'a', ttl_seconds: 7200 });
    expect(good(await call(fleet, 'agent_claim', { agent: 'a' }))).toMatchObject({
      status: 'renewed',
      lease: { seconds_remaining: 7200 },
      previous_lease: { seconds_remaining: 7200, held_by_this_server: true },
    });
  });

  it.each([0, 7201, 1.5, '60'])('refuses %s as a time', async (ttl_seconds) => {
    const fleet = new FakeFleet();
    expect(await call(fleet, 'agent_claim', { agent: 'a', ttl_seconds })).toMatchObject({
      ok: false,
      value: { error_code: 'invalid_arguments' },
    });
    expect(fleet.calls).toEqual([]);
  });

  it('takes one from another with force only', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', message, otherLead);
    expect(await call(fleet, 'agent_claim', { agent: 'a' })).toMatchObject({
      ok: false,
      value: { error_code: 'agent_lease_held_by_other_client', lease_seconds_remaining: 1800 },
    });
    expect(good(await call(fleet, 'agent_claim', { agent: 'a', force: true }))).toMatchObject({
      status: 'forced',
      previous_lease: { holder: 'other_server' },
    });
  });

  it('waits until it is cancelled, and tells what it waits for but not whom', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', message, otherLead);
    const cancel = new AbortController();
    const heard: string[] = [];
    const change = { signal: cancel.signal, onProgress: (text: string) => heard.push(text) };
    const waiting = call(fleet, 'agent_claim', { agent: 'a', wait_seconds: 5 }, change);
    cancel.abort();
    expect(await waiting).toMatchObject({ ok: false, value: { error_code: 'cancelled' } });
    expect(heard).toEqual(['Agentin a is held by another Teamleiterin for up to 1800 s.']);
  });
});

describe('agent_lease_status', () => {
  it('never fails for a damaged lease', async () => {
    const fleet = new FakeFleet();
    fleet.leases.damage('b');
    expect(results(await call(fleet, 'agent_lease_status'))).toMatchObject([
      { agent: 'a', state: 'unclaimed', holder: 'none' },
      { agent: 'b', state: 'unreadable', holder: 'unknown', ttl_seconds: null },
    ]);
  });
});
