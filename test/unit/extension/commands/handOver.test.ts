import { beforeEach, describe, expect, it } from 'vitest';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';

beforeEach(() => ui.reset());

describe('hand over', () => {
  it('lets go of the terminal in front', async () => {
    const fleet = await runningFleet('a', 'b');
    const { run, around } = await commandsOver(fleet);
    fleet.holds.take('a', 'here');
    fleet.holds.take('b', 'here');
    around.terminals.active = { agentId: 'b' };
    await run.handOver();
    expect(fleet.calls).toEqual(['letGo b']);
    expect(fleet.peek('b', person).terminal.state).toBe('free');
  });

  it('asks which where none is in front, among those in which somebody types', async () => {
    const fleet = await runningFleet('a', 'b');
    const { run } = await commandsOver(fleet);
    fleet.holds.take('a', 'here');
    fleet.holds.take('b', 'elsewhere');
    ui.willPick('Nora');
    await run.handOver();
    expect(ui.shown).toEqual(['pick: Hand over the terminal of which Agentin? (Mila (a) | Nora (b))']);
    expect(fleet.calls).toEqual(['letGo b']);
  });

  it('says so when nobody types', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    await run.handOver();
    expect(ui.shown).toEqual(['info: Nobody types in a terminal.']);
    expect(fleet.calls).toEqual([]);
  });

  it('is offered to whoever was refused because somebody types', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    fleet.holds.take('a', 'elsewhere');
    ui.inputs.push('hello');
    ui.buttons.push('Hand Over');
    await run.send('a');
    expect(ui.shown.at(-1)).toMatch(
      /^error: A person writes in the terminal of Agentin a\. .* \[Hand Over\]$/u,
    );
    expect(ui.executed).toContainEqual({ id: 'codexMaster.handOver', args: ['a'] });
  });
});
