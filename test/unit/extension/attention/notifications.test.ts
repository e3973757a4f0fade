import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertText, tellNeeds } from '../../../../src/extension/attention/needNotice.ts';
import { Notifications } from '../../../../src/extension/attention/notifications.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { commandItem, errors, fileItem, questionItem, runningFleet, serviceOver } from '../support.ts';

const alerts: string[] = [];

async function watch(fleet: FakeFleet): Promise<Notifications> {
  const service = await serviceOver(fleet);
  const notifications = new Notifications({
    snapshots: () => service.snapshots(),
    tell: (needs) => tellNeeds(errors, needs),
    alert: (needs) => alerts.push(alertText(needs)),
    now: () => Date.now(),
  });
  service.onDidChangeAgent(() => notifications.consider());
  return notifications;
}

beforeEach(() => {
  ui.reset();
  alerts.length = 0;
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

describe('notifications', () => {
  it('tell what needs the person, with the answer as buttons', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    ui.buttons.push('Approve');
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ui.shown).toEqual(['info: Mila (a) wants to run: npm install [Approve] [Decline] [Open Inbox]']);
    expect(ui.executed).toEqual([
      {
        id: 'codexMaster.approve',
        args: [{ id: 'a/turn-1/item-1', target: { agentId: 'a', itemKey: 'turn-1/item-1', path: null } }],
      },
    ]);
  });

  it('never offer to approve what is too long to be read there', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem({ command: `echo ${'x'.repeat(200)}` }) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ui.shown[0]).toMatch(/… \[Open Inbox\] \[Decline\]$/u);
  });

  it('become one when several things come together', async () => {
    const fleet = await runningFleet('a', 'b');
    await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    fleet.happens('b', { type: 'pendingOpened', item: questionItem() });
    fleet.happens('b', { type: 'pendingOpened', item: fileItem() });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ui.shown).toEqual(['info: 3 things need you: Mila (a), Nora (b) [Open Inbox] [Go to the First]']);
  });

  it('become two at most when they come one after the other within a second: the first at once, the rest as one', async () => {
    const fleet = await runningFleet('a', 'b');
    await watch(fleet);
    for (const [index, id] of ['a', 'b', 'a', 'b', 'a'].entries()) {
      fleet.happens(id, { type: 'pendingOpened', item: commandItem({ key: `turn-1/${index}` }) });
      await vi.advanceTimersByTimeAsync(index === 0 ? 350 : 150);
    }
    // One of them is answered before it was told.
    fleet.happens('b', { type: 'pendingResolved', key: 'turn-1/3' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(ui.shown).toEqual([
      'info: Mila (a) wants to run: npm install [Approve] [Decline] [Open Inbox]',
      'info: 3 things need you: Mila (a), Nora (b) [Open Inbox] [Go to the First]',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('wait for what she asks, which is known a moment after that she waits', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'threadStatus', status: { kind: 'active', waitingOn: 'approval' } });
    await vi.advanceTimersByTimeAsync(2000);
    expect(ui.shown).toEqual([]);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    await vi.advanceTimersByTimeAsync(400);
    expect(ui.shown).toEqual(['info: Mila (a) wants to run: npm install [Approve] [Decline] [Open Inbox]']);
    await vi.advanceTimersByTimeAsync(5000);
    expect(ui.shown).toHaveLength(1);
  });

  it('tell that she waits where nobody learns what for', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'threadStatus', status: { kind: 'active', waitingOn: 'approval' } });
    await vi.advanceTimersByTimeAsync(4000);
    expect(ui.shown).toEqual([expect.stringMatching(/^info: Mila \(a\): needs approval\. She waits/)]);
  });

  it('come once for each thing', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    await vi.advanceTimersByTimeAsync(1000);
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ui.shown).toEqual(['info: Mila (a) asks: Which database? [Answer…] [Open Inbox]']);
  });

  it('do not come for what was answered at once', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    fleet.happens('a', { type: 'pendingResolved', key: 'turn-1/item-1' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ui.shown).toEqual([]);
  });

  it('tell of lost Agentinnen, each time', async () => {
    const fleet = await runningFleet('a');
    await watch(fleet);
    for (const kind of ['lost', 'absent', 'lost'] as const) {
      fleet.happens('a', { type: 'session', session: { kind } });
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(ui.shown).toHaveLength(2);
    expect(ui.shown[0]).toMatch(/^info: Mila \(a\): lost\. She was running .* \[Start\] \[Open Inbox\]$/u);
  });

  it.each([
    ['off', false, 0],
    ['whenUnfocused', true, 0],
    ['whenUnfocused', false, 1],
    ['all', true, 1],
    ['nonsense', true, 1],
  ])('with the setting %s and focus %s: %i', async (setting, focused, count) => {
    ui.settings.set('codexMaster.notifications', setting);
    ui.isFocused = focused;
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ui.shown).toHaveLength(count);
  });

  it.each([
    ['off', false, 0],
    ['whenUnfocused', true, 0],
    ['whenUnfocused', false, 1],
  ])('on the desktop with the setting %s and focus %s: %i', async (setting, focused, count) => {
    ui.settings.set('codexMaster.desktopNotifications', setting);
    ui.settings.set('codexMaster.notifications', 'off');
    ui.isFocused = focused;
    const fleet = await runningFleet('a');
    await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem({ command: 'curl secret' }) });
    await vi.advanceTimersByTimeAsync(1000);
    // Never the model's words: everyone who passes by reads them.
    expect(alerts).toEqual(['Mila (a) wants to run'].slice(0, count));
  });

  it('leave no timer behind', async () => {
    const fleet = await runningFleet('a');
    const notifications = await watch(fleet);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    notifications.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
