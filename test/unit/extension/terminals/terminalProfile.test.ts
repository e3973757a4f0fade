import { beforeEach, describe, expect, it, vi } from 'vitest';
import { provideTerminalProfile } from '../../../../src/extension/terminals/terminalProfile.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { FakeTerminal } from '../../fakes/vscode/terminal.ts';
import type { TerminalOptions } from '../../fakes/vscode/terminal.ts';
import { errors, runningFleet } from '../support.ts';
import { settle, world } from './terminalWorld.ts';

beforeEach(() => ui.reset());

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
    terminal.onShow = () => ui.activeTerminal.fire(terminal);
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
