import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { toDisposable } from '../../../../src/core/lifecycle.ts';
import type { WatchdogSettings } from '../../../../src/core/watchdog/watchdogTimers.ts';
import { findingToSee } from '../../../../src/extension/attention/inboxExtras.ts';
import { tellFinding } from '../../../../src/extension/attention/findingNotice.ts';
import { WatchdogNotices } from '../../../../src/extension/attention/watchdogNotices.ts';
import { WatchdogTimer } from '../../../../src/extension/attention/watchdogTimer.ts';
import { START_MS } from '../../fakes/fleet/fakeAgents.ts';
import { otherLead, type FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { commandItem, errors, MINUTE_MS, runningFleet, serviceOver, silent } from '../support.ts';

const SETTINGS: WatchdogSettings = {
  enabled: true,
  idleSeconds: 60,
  graceSeconds: 120,
  action: 'interrupt',
  intervalSeconds: 15,
  manageUnclaimed: true,
};

/** A window's timers over a fleet whose clock goes with vitest's. */
async function windowOver(fleet: FakeFleet, change: Partial<WatchdogSettings> = {}) {
  fleet.config = { ...fleet.config, watchdog: { ...SETTINGS, ...change } };
  const service = await serviceOver(fleet);
  const found: string[] = [];
  // The window that leads writes down what it found; the others only show it.
  const info = (text: string): void => {
    const [, agentId = '', kind = ''] = /^Watchdog: Agentin (\w+): (\w+)/.exec(text) ?? [];
    found.push(`${agentId} ${kind}`);
  };
  // Whoever wakes up asks for the time first. Timers of other test files in this process are none of ours.
  const now = vi.fn(() => fleet.nowMs);
  const timer = new WatchdogTimer({ service, log: { ...silent, info }, now });
  const notices = new WatchdogNotices({
    service,
    tell: (name, finding) => tellFinding(errors, name, finding),
    now: () => fleet.nowMs,
  });
  timer.start();
  return { timer, found, notices, service, now };
}

/** Time goes by in steps that no timer is missed in. */
async function pass(fleet: FakeFleet, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    fleet.nowMs += 1000;
    await vi.advanceTimersByTimeAsync(1000);
  }
}

const looks = (fleet: FakeFleet): number => fleet.calls.filter((call) => call.startsWith('watchdog')).length;

let fleet: FakeFleet;

beforeEach(async () => {
  ui.reset();
  vi.useFakeTimers();
  fleet = await runningFleet('a', 'b');
});

afterEach(() => vi.useRealTimers());

const works = (agentId = 'a', turnId = 'turn-1'): void =>
  fleet.happens(agentId, { type: 'turnStarted', turnId, startedAtMs: fleet.nowMs });

describe('the timers of the watchdog', () => {
  it('cost nothing while nobody works', async () => {
    const { now } = await windowOver(fleet);
    now.mockClear();
    await pass(fleet, 600);
    expect([looks(fleet), now.mock.calls, fleet.timers.isLed]).toEqual([0, [], false]);
    works();
    fleet.finishes('a');
    now.mockClear();
    await pass(fleet, 600);
    expect([looks(fleet), now.mock.calls, fleet.timers.isLed]).toEqual([0, [], false]);
  });

  it('look when she may be silent for too long, ask, and act after the grace', async () => {
    const { found } = await windowOver(fleet);
    works();
    await pass(fleet, 59);
    expect(looks(fleet)).toBe(0);
    await pass(fleet, 1);
    expect(found).toEqual(['a report_requested']);
    await pass(fleet, 119);
    expect(looks(fleet)).toBe(1);
    await pass(fleet, 1);
    expect(found).toEqual(['a report_requested', 'a acted']);
  });

  it('do not take the sleep of the machine for her silence: she has all of her time again', async () => {
    const { found } = await windowOver(fleet);
    works();
    await pass(fleet, 60);
    expect(found).toEqual(['a report_requested']);
    // Timers stand still while the clock goes on.
    fleet.nowMs += 2 * 60 * MINUTE_MS;
    await pass(fleet, 120);
    expect(found).toEqual(['a report_requested']);
    await pass(fleet, 60);
    expect(found).toEqual(['a report_requested', 'a acted']);
  });

  it('go on when the clock is set back by a day', async () => {
    await windowOver(fleet);
    works();
    await pass(fleet, 30);
    fleet.nowMs -= 24 * 60 * MINUTE_MS;
    await pass(fleet, 30 + 60);
    expect(looks(fleet)).toBe(1);
  });

  it('tell once that she is silent when that is all they are to do', async () => {
    const { found, service } = await windowOver(fleet, { action: 'none' });
    works();
    await pass(fleet, 300);
    expect(found).toEqual(['a silent']);
    const finding = (): unknown => findingToSee(service.snapshot('a')!);
    // Since the first look, for as long as at the last one.
    expect(finding()).toMatchObject({ kind: 'silent', atMs: START_MS + 60_000, idleSeconds: 300 });
    expect(ui.shown).toEqual(['warning: Mila (a) has given no sign of life for 1 min. [Attach] [Interrupt]']);
    fleet.finishes('a');
    expect(finding()).toBeNull();
    works('a', 'turn-2');
    await pass(fleet, 60);
    expect(found).toEqual(['a silent', 'a silent']);
  });

  it('look no more at one that only an event can change, until it comes', async () => {
    await windowOver(fleet);
    works();
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    await pass(fleet, 600);
    expect(looks(fleet)).toBe(0);
    fleet.happens('a', { type: 'pendingResolved', key: commandItem().key });
    await pass(fleet, 60);
    expect(looks(fleet)).toBe(1);
  });

  it('tell in every window, once for one silence, whoever goes on with it', async () => {
    const [first, second] = [
      await windowOver(fleet, { action: 'none' }),
      await windowOver(fleet, { action: 'none' }),
    ];
    works();
    await pass(fleet, 60);
    const sentence = 'warning: Mila (a) has given no sign of life for 1 min. [Attach] [Interrupt]';
    expect(ui.shown).toEqual([sentence, sentence]);
    first.timer.dispose();
    first.notices.dispose();
    await pass(fleet, 120);
    const later = await windowOver(fleet, { action: 'none' });
    await pass(fleet, 120);
    expect([first, second, later].map(({ found }) => found)).toEqual([['a silent'], [], []]);
    expect(findingToSee(second.service.snapshot('a')!)?.idleSeconds).toBeGreaterThan(180);
    expect(ui.shown).toHaveLength(2);
  });

  it('are led by one window; another takes over when it ends', async () => {
    const first = await windowOver(fleet);
    const second = await windowOver(fleet);
    works();
    await pass(fleet, 60);
    expect([first.found.length, second.found.length]).toEqual([1, 0]);
    first.timer.dispose();
    await pass(fleet, 150);
    expect(second.found).toEqual(['a acted']);
  });

  it('are off when the fleet file says so, and follow its changes', async () => {
    await windowOver(fleet, { enabled: false });
    works();
    await pass(fleet, 600);
    expect(looks(fleet)).toBe(0);
    fleet.config = { ...fleet.config, watchdog: SETTINGS };
    fleet.changeAgents(['a', 'b']);
    await pass(fleet, 60);
    expect(looks(fleet)).toBe(1);
  });

  it('go on after a look that failed', async () => {
    const { found } = await windowOver(fleet);
    works();
    fleet.refusals.set('a', new FleetError('state_unwritable', 'The disk is full.'));
    await pass(fleet, 60);
    expect(found).toEqual([]);
    fleet.refusals.delete('a');
    await pass(fleet, 15);
    expect(found).toEqual(['a report_requested']);
  });

  it('leave nothing running when they end', async () => {
    const { timer, notices, service, now } = await windowOver(fleet);
    works();
    await pass(fleet, 60);
    expect(fleet.timers.isLed).toBe(true);
    for (const handle of [notices, timer]) handle.dispose();
    now.mockClear();
    works('b');
    await pass(fleet, 600);
    expect([now.mock.calls, fleet.timers.isLed]).toEqual([[], false]);
    toDisposable(() => service.dispose()).dispose();
  });

  it('respect what another Teamleiterin holds', async () => {
    const { found } = await windowOver(fleet);
    await fleet.claim('a', { ttlSeconds: 7200, waitSeconds: 0, lookSeconds: 1, force: true }, otherLead);
    works();
    await pass(fleet, 300);
    expect(found).toEqual([]);
  });
});
