import { beforeEach, describe, expect, it } from 'vitest';
import type { WatchdogPolicy } from '../../../../src/core/watchdog/watchdog.ts';
import { LEAD, PERSON } from '../../fakes/ports/world.ts';
import { anotherProcess, fleet, SEND, START, state, useWorld, world } from './setup.ts';
import { POLICY } from '../watchdog/policy.ts';

const look = async (change: Partial<WatchdogPolicy> = {}, holder = LEAD) =>
  fleet.watchdog('a', { ...POLICY, ...change }, holder);
const stateOf = async (...args: Parameters<typeof look>) => (await look(...args)).decision.state;
const marker = () => world.store.metas.get('a')?.watchdog ?? null;
const server = () => world.codex.server('a');
const sent = () => server().turns[0]?.clientKeys.length ?? 0;

describe('watching an Agentin that fell silent', () => {
  useWorld();
  beforeEach(async () => {
    await fleet.start('a', START, LEAD);
    await fleet.send('a', SEND, LEAD);
    server().lastSignAtMs = world.clock.nowMs();
    await world.clock.advance(61_000);
  });

  it('asks her, waits the grace, and then interrupts her', async () => {
    const { report } = await look();
    expect(report).toMatchObject({ steered: true, report: { delivery: { state: 'accepted' } } });
    expect(marker()).toMatchObject({ plannedAction: 'interrupt', idleSeconds: 61, graceSeconds: 120 });
    await world.clock.advance(119_000);
    expect(await stateOf()).toBe('waiting_for_report');
    expect(sent()).toBe(2);
    await world.clock.advance(1000);
    expect(await look()).toMatchObject({
      decision: { state: 'action_sent' },
      actionStatus: 'interrupt_sent',
    });
    expect(server().turns[0]?.outcome).toBe('interrupted');
    expect([marker(), state()]).toEqual([null, 'idle']);
  });

  it('goes on in another process, for the marker is on disk', async () => {
    await look();
    anotherProcess();
    await world.clock.advance(120_000);
    expect(await stateOf()).toBe('action_sent');
  });

  it('forgets its request when she gives a sign of life, and begins anew when she falls silent again', async () => {
    await look();
    await world.clock.advance(30_000);
    server().lastSignAtMs = world.clock.nowMs();
    expect(await stateOf()).toBe('active');
    expect(marker()).toBeNull();
    await world.clock.advance(200_000);
    expect(await stateOf()).toBe('report_requested');
  });

  it('decides again at the moment of acting: what happened while it waited for the lock counts', async () => {
    await look();
    await world.clock.advance(120_000);
    const busy = Promise.withResolvers<void>();
    const other = world.store.withLock('a', () => busy.promise);
    const looking = look();
    await world.clock.advance(0);
    const item = { key: 'turn-1/i', turnId: 'turn-1', openedAtMs: 0, reason: null } as const;
    server().ask({ ...item, kind: 'command', command: 'rm', cwd: '/repo' });
    busy.resolve();
    await other;
    expect((await looking).decision.state).toBe('skipped_waiting_for_approval');
    expect(server().turns[0]?.outcome).toBe('running');
  });

  it.each([
    ['a command of hers', () => (server().commands = [{ itemId: 'i', startedAtMs: null }])],
    ['a process that began with her turn', () => (world.below = () => [world.clock.nowMs() - 1000])],
  ])('leaves her to %s', async (_what, happens) => {
    happens();
    expect(await stateOf()).toBe('skipped_long_command');
    expect(sent()).toBe(1);
  });

  it('leaves her to a model that writes or thinks, and forgets its request then', async () => {
    await look();
    await world.clock.advance(120_000);
    world.codex.isStreaming = true;
    expect(await stateOf()).toBe('active');
    expect([marker(), server().turns[0]?.outcome]).toEqual([null, 'running']);
  });

  it('takes no notice of processes that were there before her turn', async () => {
    await world.clock.advance(1000);
    world.below = () => [-5];
    expect(await stateOf()).toBe('report_requested');
  });

  it('types nothing into what another holds, whatever the policy', async () => {
    const policy = { requireLease: false, manageUnclaimed: true };
    expect(await stateOf(policy, PERSON)).toBe('skipped_not_leased_by_this_server');
    expect(sent()).toBe(1);
    expect(marker()).toBeNull();
  });

  it('gives back what it took from nobody', async () => {
    world.store.leases.delete('a');
    expect(await stateOf({ manageUnclaimed: true }, PERSON)).toBe('report_requested');
    expect(world.store.leases.has('a')).toBe(false);
    await world.clock.advance(120_000);
    expect(await stateOf({ manageUnclaimed: true }, PERSON)).toBe('action_sent');
    expect(world.store.leases.has('a')).toBe(false);
  });

  it('keeps a lease as long as it was claimed for', async () => {
    const before = world.store.leases.get('a');
    await look();
    const after = world.store.leases.get('a');
    expect([before, after].map((one) => (typeof one === 'object' ? one.expiresAtMs : one))).toSatisfy(
      ([was, is]) => was === is,
    );
  });

  it('does nothing dry, and says what it would', async () => {
    const before = JSON.stringify([...world.store.metas]);
    expect(await stateOf({ dryRun: true })).toBe('would_request_report');
    expect([sent(), JSON.stringify([...world.store.metas])]).toEqual([1, before]);
    await look();
    await world.clock.advance(120_000);
    expect(await stateOf({ dryRun: true })).toBe('would_interrupt');
    expect(server().turns[0]?.outcome).toBe('running');
  });

  it('stops her, or gives her lease back, when that is the action', async () => {
    for (const action of ['release', 'stop'] as const) {
      await look({ action });
      await world.clock.advance(120_000);
      const { actionStatus } = await look({ action });
      expect(actionStatus).toBe(action === 'stop' ? 'stopped' : 'released');
      expect(world.store.leases.has('a')).toBe(false);
      if (action === 'release') await fleet.interrupt('a', { force: false }, LEAD);
      if (action === 'release') await fleet.send('a', SEND, LEAD);
      await world.clock.advance(61_000);
    }
    expect(state()).toBe('stopped');
  });

  it('has nothing to do with one at rest or stopped', async () => {
    server().endTurn();
    expect(await stateOf()).toBe('skipped_nothing_running');
    await fleet.stop('a', { force: false }, LEAD);
    expect(await stateOf()).toBe('skipped_not_running');
  });

  it('notes the answer to its request', async () => {
    await look();
    server().endTurn('completed', 99);
    await look();
    expect(world.store.metas.get('a')?.report).toMatchObject({ answeredAtMs: 99 });
    expect(marker()).toBeNull();
  });
});

describe('watching one that is led through her terminal', () => {
  useWorld();
  beforeEach(async () => {
    world.launcher = { ...world.launcher, appServer: false };
    await fleet.start('a', START, LEAD);
    const atMs = world.clock.nowMs();
    await fleet.status('a', LEAD);
    world.sightings.fire({
      type: 'sighting',
      sighting: { state: 'working', source: 'rollout', evidence: 'x', atMs, untilMs: null },
    });
    world.sightings.fire({ type: 'threadBound', threadId: 'thread-1' });
  });

  it('goes by what Codex wrote into the session file', async () => {
    world.sessionFileWorkAtMs = world.clock.nowMs();
    await world.clock.advance(59_000);
    expect(await look({ requireLease: false })).toMatchObject({
      decision: { state: 'active' },
      activitySource: 'session_file',
      idleSeconds: 59,
    });
    await world.clock.advance(1000);
    expect(await stateOf({ requireLease: false, dryRun: true })).toBe('would_request_report');
  });

  it('leaves her alone where it cannot be seen whether she runs a command', async () => {
    world.sessionFileWorkAtMs = world.clock.nowMs();
    world.below = () => null;
    await world.clock.advance(100_000);
    expect(await stateOf({ requireLease: false })).toBe('skipped_insufficient_idle_evidence');
  });
});
