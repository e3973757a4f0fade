import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { settle, world } from './terminalWorld.ts';

beforeEach(() => ui.reset());

describe('the terminal of an Agentin', () => {
  it("shows her TUI: what it prints, and the person's keys and window size go there", async () => {
    const { terminals, opened } = await world(await runningFleet('a'));
    await terminals.attach('a');
    await settle();
    expect(opened[0]?.wish).toEqual({
      argv: ['tmux', 'attach', '-t', '=codex_agent_a_mcp'],
      columns: 100,
      rows: 30,
    });
    opened[0]?.data.fire('hello');
    ui.terminals[0]?.type('x');
    ui.terminals[0]?.resize(120, 40);
    expect(ui.terminals[0]?.screen).toBe('hello');
    expect(opened[0]?.written).toEqual(['x']);
    expect(opened[0]?.sizes).toEqual(['100x30', '120x40']);
  });

  it('is one per Agentin, revealed when it is there', async () => {
    ui.showsInFront = true;
    const { terminals, opened } = await world(await runningFleet('a', 'b'));
    await terminals.attach('a');
    await terminals.attach('b');
    await terminals.attach('a');
    await settle();
    expect(ui.terminals.map((terminal) => [terminal.options.name, terminal.shownCount])).toEqual([
      ['Mila (a)', 3],
      ['Nora (b)', 2],
    ]);
    expect(opened).toHaveLength(2);
  });

  it('is made anew when VS Code has no place for it any more, as after its own window was closed', async () => {
    ui.showsInFront = true;
    const { terminals, opened, front } = await world(await runningFleet('a', 'b'));
    await terminals.attach('a');
    await terminals.attach('b');
    const [lost] = ui.terminals;
    if (lost === undefined) throw new Error('There is no terminal.');
    lost.onShow = () => {};
    front(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const attaching = terminals.attach('a');
    await vi.advanceTimersByTimeAsync(3000);
    await attaching;
    await settle();
    expect([lost.isDisposed, opened[0]?.isDisposed]).toEqual([true, true]);
    expect(ui.terminals.at(-1)?.options.name).toBe('Mila (a)');
    expect(opened).toHaveLength(3);
    expect(terminals.active).toMatchObject({ agentId: 'a' });
  });

  it('takes the focus once it is drawn, if it is still in front', async () => {
    const { terminals } = await world(await runningFleet('a', 'b'));
    await terminals.attach('a');
    await settle();
    ui.showsInFront = true;
    await terminals.attach('b');
    await settle();
    expect(ui.terminals.map(({ shownCount }) => shownCount)).toEqual([1, 2]);
  });

  it('stands in the editor area or in the panel, as the setting says', async () => {
    const { terminals } = await world(await runningFleet('a', 'b'));
    await terminals.attach('a');
    ui.settings.set('codexMaster.terminal.location', 'panel');
    await terminals.attach('b');
    expect(ui.terminals.map((terminal) => terminal.options.location)).toEqual([{ viewColumn: -1 }, 1]);
  });

  it('is not opened for an Agentin that is down', async () => {
    const { terminals } = await world(await runningFleet());
    await expect(terminals.attach('a')).rejects.toMatchObject({ code: 'agent_not_running' });
    expect(ui.terminals).toEqual([]);
  });

  it('says when the view ended, and comes back when she does', async () => {
    const fleet = await runningFleet('a');
    const { terminals, opened } = await world(fleet);
    await terminals.attach('a');
    await settle();
    await fleet.stop('a', { force: true }, person);
    opened[0]?.exit.fire({});
    expect(ui.terminals[0]?.screen).toContain('The view of Mila (a) ended.');
    await fleet.start('a', { cwd: null, prompt: null }, person);
    await settle();
    expect(opened).toHaveLength(2);
    expect(opened[0]?.isDisposed).toBe(true);
    opened[1]?.data.fire('back');
    expect(ui.terminals[0]?.screen).toMatch(/back$/u);
  });

  it('waits for her view, which comes a moment after her session', async () => {
    const fleet = await runningFleet('a');
    const { terminals, opened } = await world(fleet);
    await terminals.attach('a');
    await settle();
    await fleet.stop('a', { force: true }, person);
    opened[0]?.exit.fire({});
    const pane = { pid: 7, dead: null, title: '' };
    fleet.happens('a', { type: 'session', session: { kind: 'present', agent: null, server: pane } });
    await settle();
    expect(opened).toHaveLength(1);
    fleet.happens('a', { type: 'session', session: { kind: 'present', agent: pane, server: pane } });
    await settle();
    expect(opened).toHaveLength(2);
  });

  it('attaches again on a key after the person detached, not by itself', async () => {
    const { terminals, opened } = await world(await runningFleet('a'));
    await terminals.attach('a');
    await settle();
    opened[0]?.exit.fire({});
    await settle();
    expect(opened).toHaveLength(1);
    ui.terminals[0]?.type(' ');
    await settle();
    expect(opened).toHaveLength(2);
    expect(opened[1]?.written).toEqual([]);
  });

  it('says why a key did not bring it back', async () => {
    const fleet = await runningFleet('a');
    const { terminals, opened } = await world(fleet);
    await terminals.attach('a');
    await settle();
    await fleet.stop('a', { force: true }, person);
    opened[0]?.exit.fire({});
    ui.terminals[0]?.type(' ');
    await settle();
    expect(ui.terminals[0]?.screen).toContain(
      'Mila (a) is not running. This terminal shows her as soon as she is',
    );
  });

  it('ends its program when it is closed, and is opened anew after that', async () => {
    const { terminals, opened } = await world(await runningFleet('a'));
    await terminals.attach('a');
    await settle();
    ui.terminals[0]?.dispose();
    expect(opened[0]?.isDisposed).toBe(true);
    await terminals.attach('a');
    await settle();
    expect(ui.terminals).toHaveLength(2);
  });

  it('counts as looking at her when it is in front', async () => {
    const fleet = await runningFleet('a');
    const { terminals } = await world(fleet);
    await terminals.attach('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, person);
    fleet.finishes('a');
    ui.activeTerminal.fire(ui.terminals[0]);
    expect(fleet.peek('a', person).activity.state).toBe('idle');
    terminals.dispose();
    expect(ui.terminals[0]?.isDisposed).toBe(true);
  });

  it('counts as looking at her when she finishes in front of the person', async () => {
    const fleet = await runningFleet('a');
    const { terminals } = await world(fleet);
    await terminals.attach('a');
    ui.activeTerminal.fire(ui.terminals[0]);
    const work = async (): Promise<string> => {
      await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, person);
      fleet.finishes('a');
      await settle();
      return fleet.peek('a', person).activity.state;
    };
    expect(await work()).toBe('idle');
    ui.isFocused = false;
    expect(await work()).toBe('done');
  });

  it('runs tmux itself where node-pty is not available, and says so', async () => {
    const refusal = new FleetError('control_not_available', 'no native part');
    const { terminals } = await world(await runningFleet('a'), { refusal });
    await terminals.attach('a');
    await settle();
    const plain = ui.terminals[1];
    expect([plain?.options.shellPath, plain?.options.shellArgs]).toEqual([
      'tmux',
      ['attach', '-t', '=codex_agent_a_mcp'],
    ]);
    expect(plain?.shownCount).toBe(1);
    expect(ui.shown[0]).toMatch(/Terminals run tmux directly.*\[Check Health\]/);
  });
});
