import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { provideTerminalProfile } from '../../../../src/extension/terminals/terminalProfile.ts';
import { lead } from '../../fakes/fleet/fakeFleet.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { TabInputTerminal, TabInputText, ui, workspace } from '../../fakes/vscode/index.ts';
import { FakeTerminal } from '../../fakes/vscode/terminal.ts';
import type { TerminalOptions } from '../../fakes/vscode/terminal.ts';
import { errors, person, runningFleet } from '../support.ts';
import { settle, world } from './terminalWorld.ts';

beforeEach(() => ui.reset());

describe('who types in the terminal of an Agentin', () => {
  const shown = (): string => {
    const item = ui.statusBar[0];
    return item?.isShown === true ? `${item.text} ${item.command ?? ''}`.trim() : 'hidden';
  };

  it('is on its tab, in the status bar and in the keys', async () => {
    const { terminals, front } = await world(await runningFleet('a'));
    expect(shown()).toBe('hidden');
    await terminals.attach('a');
    front(0);
    await settle();
    expect(shown()).toBe('$(unlock) Mila (a): nobody types');
    ui.terminals[0]?.type('x');
    await settle();
    expect(ui.terminals[0]?.name).toBe('Mila (a) · you type');
    expect(shown()).toBe('$(lock) Mila (a): you type codexMaster.handOver');
    expect(ui.executed.at(-1)?.args).toEqual(['codexMaster.terminalHeld', true]);
    await terminals.handOver('a');
    expect(ui.terminals[0]?.name).toBe('Mila (a)');
    expect(ui.executed.at(-1)?.args).toEqual(['codexMaster.terminalHeld', false]);
    ui.activeTerminal.fire(undefined);
    expect(shown()).toBe('hidden');
  });

  it('is told to every process with the first key', async () => {
    const fleet = await runningFleet('a');
    const { terminals } = await world(fleet);
    await terminals.attach('a');
    await settle();
    ui.terminals[0]?.type('\u001B[I');
    await settle();
    expect(fleet.peek('a', lead).terminal.state).toBe('free');
    ui.terminals[0]?.type('x');
    await settle();
    expect(fleet.peek('a', lead).terminal).toMatchObject({ state: 'held', mine: false });
    ui.terminals[0]?.dispose();
    await settle();
    expect(fleet.peek('a', lead).terminal.state).toBe('free');
  });

  it('is seen by other windows too, which can hand over for them', async () => {
    const fleet = await runningFleet('a');
    const { terminals, front } = await world(fleet);
    await terminals.attach('a');
    front(0);
    fleet.holds.take('a', 'there');
    expect(ui.terminals[0]?.name).toBe('Mila (a) · typed in another window');
    expect(shown()).toBe('$(lock) Mila (a): typed in another window codexMaster.handOver');
    await terminals.handOver('a');
    expect(fleet.peek('a', lead).terminal.state).toBe('free');
  });

  it('is let go of after another time when the setting changes while they hold it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const fleet = await runningFleet('a');
      const { terminals } = await world(fleet);
      await terminals.attach('a');
      await settle();
      ui.terminals[0]?.type('\t');
      await settle();
      expect(fleet.peek('a', lead).terminal.state).toBe('held');
      await workspace.getConfiguration('codexMaster').update('terminal.handOverAfterSeconds', 5);
      await vi.advanceTimersByTimeAsync(5000);
      expect(fleet.peek('a', lead).terminal.state).toBe('free');
      terminals.dispose();
    } finally {
      vi.useRealTimers();
    }
  });

  it('is of the one who typed last', async () => {
    const fleet = await runningFleet('a');
    const { terminals } = await world(fleet);
    await terminals.attach('a');
    await settle();
    ui.terminals[0]?.type('x');
    await settle();
    fleet.holds.take('a', 'there');
    expect(ui.terminals[0]?.name).toBe('Mila (a) · typed in another window');
    ui.terminals[0]?.type('y');
    await settle();
    expect(ui.terminals[0]?.name).toBe('Mila (a) · you type');
  });

  it('is nobody when her view ended', async () => {
    const fleet = await runningFleet('a');
    const { terminals, opened } = await world(fleet);
    await terminals.attach('a');
    await settle();
    ui.terminals[0]?.type('x');
    await settle();
    opened[0]?.exit.fire({});
    await settle();
    expect(fleet.peek('a', lead).terminal.state).toBe('free');
    ui.terminals[0]?.type(' ');
    await settle();
    expect(fleet.peek('a', lead).terminal.state).toBe('free');
  });

  it('is not known where the terminal runs tmux itself', async () => {
    const refusal = new FleetError('control_not_available', 'no native part');
    const { terminals, front } = await world(await runningFleet('a', 'b'), { refusal });
    for (const id of ['a', 'b']) {
      await terminals.attach(id);
      await settle();
    }
    front(1);
    expect(shown()).toBe('$(unlock) Mila (a): not watched');
    expect(ui.shown.filter((text) => text.includes('nobody sees that you type'))).toHaveLength(1);
  });
});

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

describe('the terminal profile', () => {
  async function profile(fleet: FakeFleet) {
    const parts = await world(fleet);
    const deps = { ...parts, errors, now: () => fleet.nowMs };
    const provide = async () =>
      (await provideTerminalProfile(deps)) as unknown as { readonly options: TerminalOptions };
    return { ...parts, provide };
  }

  it('opens nobody in Restricted Mode, and says why', async () => {
    const fleet = await runningFleet('a', 'b');
    const { opened, provide } = await profile(fleet);
    ui.isTrusted = false;
    void provide();
    await vi.waitFor(() => expect(ui.shown.join()).toContain('Restricted Mode'));
    expect([opened.length, ui.picks.length]).toEqual([0, 0]);
  });

  it('makes the terminal of the Agentin that is picked', async () => {
    const { terminals, opened, provide } = await profile(await runningFleet('a', 'b'));
    ui.willPick('Nora');
    const { options } = await provide();
    expect(options.name).toBe('Nora (b)');
    const terminal = new FakeTerminal(options, () => {});
    ui.openedTerminals.fire(terminal);
    await settle();
    expect(opened[0]?.wish.argv.at(-1)).toBe('=codex_agent_b_mcp');
    await terminals.attach('b');
    expect([terminal.shownCount, ui.terminals.length]).toEqual([2, 0]);
  });

  it('has the name that was given before VS Code listened', async () => {
    const fleet = await runningFleet('a');
    const { provide } = await profile(fleet);
    ui.willPick('Mila');
    const { options } = await provide();
    fleet.holds.take('a', 'elsewhere');
    const terminal = new FakeTerminal(options, () => {});
    ui.openedTerminals.fire(terminal);
    expect(terminal.name).toBe('Mila (a) · typed in another window');
  });

  it('starts one who is down, and shows her when she is up', async () => {
    const { provide } = await profile(await runningFleet());
    ui.willPick('Mila');
    await provide();
    expect(ui.executed).toContainEqual({ id: 'codexMaster.start', args: ['a'] });
  });

  it('shows the terminal that is there already, and makes none when nobody is picked', async () => {
    const { terminals, provide } = await profile(await runningFleet('a', 'b'));
    await terminals.attach('a');
    ui.willPick('Mila');
    const none = Symbol('none');
    const patience = async (): Promise<typeof none> => settle().then(() => none);
    expect(await Promise.race([provide(), patience()])).toBe(none);
    expect(ui.terminals[0]?.shownCount).toBe(2);
    expect(await Promise.race([provide(), patience()])).toBe(none);
    expect(ui.terminals).toHaveLength(1);
  });
});
