import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { lead, otherLead } from '../../fakes/fleet/fakeFleet.ts';
import { call, good, results, runningFleet } from '../support.ts';

const CLAIM = { ttlSeconds: 1800, waitSeconds: 0, lookSeconds: 1, force: true };

/** Agentin a works, held by the lead, and has been silent for so long. */
async function silentFor(seconds: number): Promise<FakeFleet> {
  const fleet = await runningFleet('a', 'b');
  await fleet.claim('a', CLAIM, lead);
  fleet.happens('a', { type: 'turnStarted', turnId: 'turn-1', startedAtMs: fleet.nowMs });
  fleet.nowMs += seconds * 1000;
  return fleet;
}

const watch = async (fleet: FakeFleet, args: object = {}) => call(fleet, 'fleet_watchdog', args);

describe('fleet_watchdog', () => {
  it('echoes what it was asked and tells of each Agentin', async () => {
    const fleet = await silentFor(61);
    const outcome = await watch(fleet);
    expect(good(outcome)).toMatchObject({
      status: 'ok',
      agent: 'all',
      idle_seconds: 60,
      poll_interval_seconds: 15,
      report_grace_seconds: 120,
      action: 'interrupt',
      require_lease: true,
      manage_unclaimed: false,
      dry_run: false,
    });
    const [a, b] = results(outcome);
    expect(a).toMatchObject({
      agent: 'a',
      running: true,
      lease_state: 'held',
      held_by_this_server: true,
      response_state: 'running_recent_output',
      effective_idle_seconds: 61,
      activity_source: 'app_server_events',
      idle_threshold_seconds: 60,
      report_grace_seconds: 120,
      planned_action: 'interrupt',
      dry_run: false,
      watchdog_state: 'report_requested',
      action_taken: 'report_request',
      report_request: { status: 'report_requested', submitted: true, send_status: 'sent', steered: true },
      next_action_after_seconds: 120,
    });
    expect(b).toMatchObject({
      watchdog_state: 'skipped_not_leased_by_this_server',
      effective_idle_seconds: null,
      activity_source: 'insufficient_idle_evidence',
      action_taken: 'none',
    });
    expect(b).not.toHaveProperty('report_request');
  });

  it('waits, then acts', async () => {
    const fleet = await silentFor(61);
    await watch(fleet);
    fleet.nowMs += 50_500;
    expect(results(await watch(fleet))[0]).toMatchObject({
      watchdog_state: 'waiting_for_report',
      report_elapsed_seconds: 50,
      next_action_after_seconds: 70,
      action_taken: 'none',
    });
    fleet.nowMs += 69_500;
    expect(results(await watch(fleet))[0]).toMatchObject({
      watchdog_state: 'action_sent',
      action_taken: 'interrupt',
      action_result: { status: 'interrupt_sent', lease: { agent: 'a', state: 'held' } },
    });
  });

  it('only tells when it is dry, or to take no action', async () => {
    const fleet = await silentFor(61);
    const before = JSON.stringify(fleet.peek('a', lead).meta);
    expect(results(await watch(fleet, { dry_run: true }))[0]).toMatchObject({
      watchdog_state: 'would_request_report',
      action_taken: 'none',
      dry_run: true,
    });
    expect(results(await watch(fleet, { action: 'none' }))[0]).toMatchObject({
      watchdog_state: 'no_action',
      action_taken: 'none',
    });
    expect(JSON.stringify(fleet.peek('a', lead).meta)).toBe(before);
  });

  it('leaves alone what another holds, however it is asked', async () => {
    const fleet = await silentFor(61);
    await fleet.claim('a', CLAIM, otherLead);
    const args = { agent: 'a', require_lease: false, manage_unclaimed: true };
    expect(results(await watch(fleet, args))).toMatchObject([
      {
        watchdog_state: 'skipped_not_leased_by_this_server',
        held_by_this_server: false,
        action_taken: 'none',
      },
    ]);
  });

  it('goes on with the others when one fails', async () => {
    const fleet = await silentFor(61);
    fleet.refusals.set('a', new FleetError('agent_lock_timeout', 'Busy.', { retryable: true }));
    expect(results(await watch(fleet))).toMatchObject([
      { agent: 'a', error_code: 'agent_lock_timeout', retryable: true },
      { agent: 'b', watchdog_state: 'skipped_not_leased_by_this_server' },
    ]);
  });

  it.each([
    { idle_seconds: 0 },
    { idle_seconds: 86_401 },
    { poll_interval_seconds: 901 },
    { report_grace_seconds: 601 },
    { action: 'report' },
    { agent: 'z' },
    { force: true },
  ])('refuses %j and does nothing', async (args) => {
    const fleet = await silentFor(61);
    expect(await watch(fleet, args)).toMatchObject({ ok: false, value: { error_code: 'invalid_arguments' } });
    expect(fleet.calls.filter((entry) => entry.startsWith('watchdog'))).toEqual([]);
  });
});
