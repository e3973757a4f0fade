import { beforeEach, describe, expect, it } from 'vitest';
import { beginDemo } from '../../../src/extension/demo/begin.ts';
import { demoCommands } from '../../../src/extension/demo/demoCommands.ts';
import type { FleetPlace } from '../../../src/extension/fleet/fleetPlace.ts';
import { FleetError } from '../../../src/core/errors.ts';
import { toDisposable } from '../../../src/core/lifecycle.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { ui } from '../fakes/vscode/index.ts';
import { runningFleet, serviceOver, silent } from './support.ts';

beforeEach(() => ui.reset());

async function commandsIn(kind: FleetPlace['kind'], fleet: FakeFleet, programs = ['tmux', 'codex']) {
  const went: string[] = [];
  const handlers = demoCommands({
    place: { kind, environment: async () => Promise.resolve({}) },
    service: await serviceOver(fleet),
    door: {
      enter: async () => Promise.resolve(void went.push('in')),
      leave: async () => Promise.resolve(void went.push('out')),
      repository: async () => Promise.resolve('/demo/shop'),
    },
    find: async (name) => Promise.resolve(programs.includes(name) ? `/bin/${name}` : null),
    log: silent,
  });
  return { ...handlers, went };
}

describe('trying the demo', () => {
  it('goes in, once', async () => {
    const own = await commandsIn('own', new FakeFleet());
    await own.tryDemo();
    expect(own.went).toEqual(['in']);
    const demo = await commandsIn('demo', new FakeFleet());
    await demo.tryDemo();
    expect(demo.went).toEqual([]);
  });

  it.each([
    [['codex'], 'tmux_missing'],
    [['tmux'], 'codex_missing'],
  ])('with %s alone says what is missing before anything is made', async (programs, code) => {
    const { tryDemo, went } = await commandsIn('own', new FakeFleet(), programs);
    await expect(tryDemo()).rejects.toSatisfy((error) => FleetError.is(error, code as 'tmux_missing'));
    expect(went).toEqual([]);
  });

  it('starts both and gives each a task, but not one that runs already', async () => {
    const fleet = await runningFleet('b');
    await beginDemo(
      await serviceOver(fleet),
      toDisposable(() => {}),
    );
    expect(fleet.wishes.assign).toMatchObject([{ role: 'worker', writePaths: ['docs'] }]);
    const fresh = new FakeFleet();
    await beginDemo(
      await serviceOver(fresh),
      toDisposable(() => {}),
    );
    expect(fresh.wishes.assign.map(({ role }) => role).toSorted()).toEqual(['explorer', 'worker']);
  });

  it('is one window’s turn, which ends when both have begun or will not; the others leave it alone', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new FleetError('tmux_failed', 'no'));
    let assigned = -1;
    const turn = toDisposable(() => (assigned = fleet.wishes.assign.length));
    await expect(beginDemo(await serviceOver(fleet), turn)).rejects.toThrow();
    expect(assigned).toBe(1);
    const second = new FakeFleet();
    await beginDemo(await serviceOver(second), null);
    expect(second.calls.filter((call) => call.startsWith('start'))).toEqual([]);
  });
});

describe('leaving the demo', () => {
  it('asks, stops everybody and goes out, also when one does not stop', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.refusals.set('a', new FleetError('tmux_failed', 'no'));
    const { leaveDemo, went } = await commandsIn('demo', fleet);
    await leaveDemo();
    expect(went).toEqual([]);
    ui.buttons.push('Leave the Demo');
    await leaveDemo();
    expect(went).toEqual(['out']);
    expect(fleet.calls.filter((call) => call.startsWith('stop'))).toEqual(['stop a', 'stop b']);
    expect(ui.shown.at(-1)).toContain('/demo/shop');
  });

  it('is nothing for the own fleet', async () => {
    const fleet = await runningFleet('a');
    const { leaveDemo, went } = await commandsIn('own', fleet);
    await leaveDemo();
    expect([went, fleet.calls, ui.shown]).toEqual([[], [], []]);
  });
});
