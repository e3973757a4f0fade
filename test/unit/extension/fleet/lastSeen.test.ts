import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RememberedFleet } from '../../../../src/extension/fleet/lastSeen.ts';
import { OWN_FLEET } from '../../../../src/extension/fleet/fleetPlace.ts';
import { FleetService } from '../../../../src/extension/fleet/fleetService.ts';
import { isRunning } from '../../../../src/extension/views/agents/agentRows.ts';
import { isAnybodyUp, NOTHING_SEEN } from '../../../../src/extension/views/agents/checking.ts';
import { createAgentsTree } from '../../../../src/extension/views/agents/agentsTree.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import type { RowHandle } from '../../../../src/extension/views/rows/rowTree.ts';
import { renderTree } from '../../fakes/vscode/index.ts';
import { noticesFor, person, runningFleet, serviceOver, silent } from '../support.ts';

const kept = new Map<string, unknown>();
const writes = vi.fn();
const memento = {
  get: (key: string) => kept.get(key),
  update: async (key: string, value: unknown) => {
    writes();
    return Promise.resolve(void kept.set(key, value));
  },
};

function remembered(service: FleetService, fleet: FakeFleet): RememberedFleet {
  return new RememberedFleet({ memento, service, place: OWN_FLEET, now: () => fleet.nowMs });
}

beforeEach(() => {
  kept.clear();
  writes.mockClear();
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('what a window remembers of the fleet', () => {
  it('is who they are and what they did last, written when it differs', async () => {
    const fleet = await runningFleet('a');
    const service = await serviceOver(fleet);
    const memory = remembered(service, fleet);
    fleet.happens('a', { type: 'looked' });
    vi.advanceTimersByTime(5000);
    fleet.happens('a', { type: 'looked' });
    vi.advanceTimersByTime(5000);
    expect(writes).toHaveBeenCalledTimes(1);
    expect(remembered(service, fleet).agents).toEqual([
      { id: 'a', name: 'Mila', state: 'idle' },
      { id: 'b', name: 'Nora', state: 'stopped' },
    ]);
    fleet.happens('a', { type: 'session', session: { kind: 'unknown' } });
    vi.advanceTimersByTime(5000);
    expect(memory.stateOf('a')).toBe('idle');
    memory.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves out what is nothing of ours', async () => {
    const fleet = await runningFleet();
    const mila = { id: 'a', name: 'Mila', state: 'idle' };
    kept.set('agents.own', [mila, 7, { id: 'b' }, { ...mila, state: 'toString' }, { ...mila, state: null }]);
    expect(remembered(await serviceOver(fleet), fleet).agents).toEqual([mila, { ...mila, state: null }]);
    kept.set('agents.own', 'nonsense');
    expect(remembered(await serviceOver(fleet), fleet).agents).toEqual([]);
  });

  it('keeps everyone in her place while she is looked at', async () => {
    const fleet = await runningFleet('a', 'b');
    const service = await serviceOver(fleet);
    const memory = remembered(service, fleet);
    fleet.happens('b', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    vi.advanceTimersByTime(5000);
    for (const id of ['a', 'b']) fleet.happens(id, { type: 'session', session: { kind: 'unknown' } });
    const tree = createAgentsTree(service, noticesFor(service), () => fleet.nowMs, { lastSeen: memory });
    expect(renderTree(tree)).toMatch(
      /^Nora {2}checking… · before: working\n[^]*Mila {2}checking… · before: idle/u,
    );
  });

  it('is not drawn anew when the fleet is there: nobody was looked at by that', async () => {
    const fleet = await runningFleet('a', 'b');
    const build = Promise.withResolvers<FakeFleet>();
    const service = new FleetService({ build: async () => build.promise, holder: person, log: silent });
    kept.set('agents.own', [
      { id: 'a', name: 'Mila', state: 'idle' },
      { id: 'b', name: 'Nora', state: 'idle' },
    ]);
    const memory = remembered(service, fleet);
    const tree = createAgentsTree(service, noticesFor(service), () => fleet.nowMs, { lastSeen: memory });
    tree.setVisible(true);
    const before = renderTree(tree);
    const drawn: unknown[] = [];
    tree.onDidChangeTreeData((what: unknown) => drawn.push(what));
    for (const id of ['a', 'b']) fleet.happens(id, { type: 'session', session: { kind: 'unknown' } });
    build.resolve(fleet);
    await service.ready();
    tree.refresh();
    vi.advanceTimersByTime(1000);
    expect([drawn, renderTree(tree)]).toEqual([[], before]);
  });

  it('gives way to what is heard in one drawing: VS Code keeps a second one waiting', async () => {
    const fleet = await runningFleet('a', 'b');
    const service = await serviceOver(fleet);
    const [mila, nora] = ['a', 'b'].map((id) => fleet.peek(id, person).model.session);
    for (const id of ['a', 'b']) fleet.happens(id, { type: 'session', session: { kind: 'unknown' } });
    const tree = createAgentsTree(service, noticesFor(service), () => fleet.nowMs);
    tree.setVisible(true);
    renderTree(tree);
    const drawn: string[][] = [];
    tree.onDidChangeTreeData((rows: RowHandle | RowHandle[] | undefined) =>
      drawn.push([rows ?? []].flat().map(({ id }) => id)),
    );
    service.onDidChangeAgent(() => tree.refresh());
    fleet.happens('a', { type: 'session', session: mila! });
    vi.advanceTimersByTime(20);
    expect(drawn).toEqual([]);
    fleet.happens('b', { type: 'session', session: nora! });
    expect(drawn).toEqual([['agent/a', 'agent/b']]);
    // Whoever does not answer keeps the others waiting for a moment only.
    vi.advanceTimersByTime(1000);
    fleet.happens('a', { type: 'session', session: { kind: 'unknown' } });
    vi.advanceTimersByTime(1000);
    fleet.happens('b', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    expect(drawn.slice(2)).toEqual([]);
    vi.advanceTimersByTime(60);
    expect(drawn[2]).toEqual(['agent/b']);
    tree.dispose();
    vi.advanceTimersByTime(5000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says who runs until somebody looked: the buttons of all rows hang on it', async () => {
    const fleet = await runningFleet('a');
    const service = await serviceOver(fleet);
    const isUp = (before: string): boolean => {
      kept.set('agents.own', [{ id: 'a', name: 'Mila', state: before }]);
      return isAnybodyUp(service.snapshots(), isRunning, remembered(service, fleet));
    };
    expect(isUp('stopped')).toBe(true);
    fleet.happens('a', { type: 'session', session: { kind: 'unknown' } });
    expect([isUp('working'), isUp('idle'), isUp('stopped'), isUp('lost')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isAnybodyUp(null, isRunning, NOTHING_SEEN)).toBe(false);
    kept.set('agents.own', [{ id: 'a', name: 'Mila', state: 'working' }]);
    expect(isAnybodyUp(null, isRunning, remembered(service, fleet))).toBe(true);
  });
});

it('remembers which view a person looked at, and writes nothing that is known', async () => {
  const fleet = await runningFleet();
  const service = await serviceOver(fleet);
  const memory = remembered(service, fleet);
  expect(memory.wasVisible('view')).toBe(false);
  memory.noteVisible('view', false);
  memory.noteVisible('view', true);
  memory.noteVisible('view', true);
  expect([remembered(service, fleet).wasVisible('view'), writes.mock.calls.length]).toEqual([true, 1]);
  memory.noteVisible('view', false);
  expect(memory.wasVisible('view')).toBe(false);
});
