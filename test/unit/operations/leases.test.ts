import { describe, expect, it } from 'vitest';
import { FakeFleet, lead, otherLead } from '../fakes/fakeFleet.ts';
import { call, good, results, runningFleet } from './support.ts';

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
