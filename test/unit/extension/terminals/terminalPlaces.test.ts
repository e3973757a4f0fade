import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TabInputTerminal, TabInputText, ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { settle, world } from './terminalWorld.ts';

beforeEach(() => ui.reset());

describe('terminals after a reload of the window', () => {
  const inEditor = { agentId: 'a', column: 2, isFront: false };

  it('are back in their places, without the focus and behind what is read', async () => {
    const input = new TabInputText({ path: '/repo/read.me' });
    const seen = { label: 'read.me', input, isActive: true };
    const hers = { label: 'Mila (a)', input: new TabInputTerminal(), isActive: false };
    ui.tabGroups = [{ viewColumn: 2, tabs: [seen] }];
    const remembered = [inEditor, { agentId: 'b', column: null, isFront: false }];
    const { terminals } = await world(await runningFleet('a', 'b'), { remembered });
    const restored = terminals.restore();
    await vi.waitFor(() => expect(ui.terminals).toHaveLength(1));
    // VS Code opens its tab later than it is asked to: what is seen would be covered again.
    await settle();
    expect(ui.shown).toEqual([]);
    ui.tabGroups = [{ viewColumn: 2, tabs: [seen, hers] }];
    ui.changedTabs.fire(undefined);
    await restored;
    expect(ui.terminals.map(({ options, shownCount }) => [options.location, shownCount])).toEqual([
      [{ viewColumn: 2, preserveFocus: true }, 0],
      [1, 0],
    ]);
    expect(ui.shown).toEqual(['document: /repo/read.me']);
  });

  it('show her with the size that they have, as soon as they are seen', async () => {
    const { terminals, opened } = await world(await runningFleet('a'), { remembered: [inEditor] });
    await terminals.restore();
    ui.terminals[0]?.openUnseen();
    await settle();
    expect(opened).toEqual([]);
    ui.terminals[0]?.resize(90, 20);
    await settle();
    expect(opened[0]?.wish).toMatchObject({ columns: 90, rows: 20 });
  });

  it('wait for one who is down, and leave out one who is gone from the fleet', async () => {
    const fleet = await runningFleet();
    const remembered = [inEditor, { ...inEditor, agentId: 'z' }];
    const { terminals, opened } = await world(fleet, { remembered });
    await terminals.restore();
    ui.terminals[0]?.show();
    await settle();
    expect([ui.terminals.length, opened.length]).toEqual([1, 0]);
    await fleet.start('a', { cwd: null, prompt: null }, person);
    await settle();
    expect(opened).toHaveLength(1);
  });

  it('are those that were open, and not those that a person closed', async () => {
    const { terminals, memory } = await world(await runningFleet('a', 'b'));
    await terminals.attach('a');
    await terminals.attach('b');
    const tab = { label: 'Mila (a) · you type', input: new TabInputTerminal(), isActive: true };
    ui.tabGroups = [{ viewColumn: 3, tabs: [tab] }];
    ui.changedTabs.fire(undefined);
    expect(memory.open).toEqual([
      { agentId: 'a', column: 3, isFront: true },
      { agentId: 'b', column: null, isFront: false },
    ]);
    ui.terminals[1]?.dispose();
    expect(memory.open.map(({ agentId }) => agentId)).toEqual(['a']);
    // A window that closes takes the tabs first.
    ui.tabGroups = [];
    ui.changedTabs.fire(undefined);
    expect(memory.open).toEqual([{ agentId: 'a', column: 3, isFront: true }]);
    ui.terminals[0]?.shutDown();
    terminals.dispose();
    expect(memory.open.map(({ agentId }) => agentId)).toEqual(['a']);
  });
});

describe('a terminal with another name', () => {
  const tabNamed = (label: string): void => {
    ui.tabGroups = [{ viewColumn: 3, tabs: [{ label, input: new TabInputTerminal(), isActive: true }] }];
    ui.changedTabs.fire(undefined);
  };

  it('is remembered in its place when a person called it so, held or not', async () => {
    const { terminals, memory } = await world(await runningFleet('a'));
    await terminals.attach('a');
    ui.terminals[0]!.name = 'Release notes';
    tabNamed('Release notes');
    expect(memory.open).toEqual([{ agentId: 'a', column: 3, isFront: true }]);
    terminals.dispose();
  });

  it('keeps the name that a person gave it, with who types there behind it', async () => {
    const { terminals } = await world(await runningFleet('a'));
    await terminals.attach('a');
    await settle();
    ui.terminals[0]!.name = 'Release notes';
    ui.terminals[0]?.type('x');
    await settle();
    expect(ui.terminals[0]?.name).toBe('Release notes · you type');
    await terminals.handOver('a');
    expect(ui.terminals[0]?.name).toBe('Release notes');
    terminals.dispose();
  });

  it('follows fleet.json, and stays in its place', async () => {
    const fleet = await runningFleet('a');
    const { terminals, memory } = await world(fleet);
    await terminals.attach('a');
    tabNamed('Mila (a)');
    fleet.rename('a', 'Milena');
    expect(ui.terminals[0]?.name).toBe('Milena (a)');
    tabNamed('Milena (a) · you type');
    expect(memory.open).toEqual([{ agentId: 'a', column: 3, isFront: true }]);
    terminals.dispose();
  });
});

describe('a terminal that is moved into the panel', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is remembered there, once it is plain that the window does not close', async () => {
    const { terminals, memory } = await world(await runningFleet('a'));
    await terminals.attach('a');
    const tab = { label: 'Mila (a)', input: new TabInputTerminal(), isActive: true };
    ui.tabGroups = [{ viewColumn: 3, tabs: [tab] }];
    ui.changedTabs.fire(undefined);
    ui.tabGroups = [];
    ui.changedTabs.fire(undefined);
    await vi.advanceTimersByTimeAsync(5000);
    expect(memory.open).toEqual([{ agentId: 'a', column: null, isFront: false }]);
    terminals.dispose();
  });
});
