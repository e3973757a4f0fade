import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { lead } from '../../fakes/fleet/fakeFleet.ts';
import { ui, workspace } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
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
