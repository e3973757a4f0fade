import { beforeEach, describe, expect, it } from 'vitest';
import { NO_TARGET } from '../../../../src/extension/views/rows/rowNode.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';

beforeEach(() => ui.reset());

const row = (agentId: string) => ({ target: { ...NO_TARGET, agentId } });

describe('what is done with ticked Agentinnen', () => {
  it('is done with all of them, from the title and from the row of one', async () => {
    const fleet = new FakeFleet();
    const { run, ticks } = await commandsOver(fleet);
    await run.selectSeveral();
    expect(ticks.isOn).toBe(true);
    ticks.set('a', true);
    ticks.set('b', true);
    await run.startTicked();
    expect(fleet.calls.filter((call) => call.startsWith('start'))).toEqual(['start a', 'start b']);
    ui.buttons.push('Stop 2');
    await run.stop(row('b'));
    expect(fleet.calls.filter((call) => call.startsWith('stop')).toSorted()).toEqual(['stop a', 'stop b']);
  });

  it('leaves out who is not ticked, and a row of another is about her alone', async () => {
    const fleet = await runningFleet('a', 'b');
    const { run, ticks } = await commandsOver(fleet);
    await run.selectSeveral(row('a'));
    expect(ticks.ids).toEqual(['a']);
    await run.stop(row('b'));
    expect(fleet.calls.filter((call) => call.startsWith('stop'))).toEqual(['stop b']);
  });

  it('says so when nobody is ticked', async () => {
    const { run } = await commandsOver(new FakeFleet());
    await run.selectSeveral();
    await run.interruptTicked();
    expect(ui.shown).toEqual(['info: Tick the Agentinnen first.']);
  });

  it('opens the form for all of them, which has them from then on', async () => {
    const { run, ticks, around } = await commandsOver(await runningFleet('a', 'b'));
    await run.selectSeveral(row('a'), [row('a'), row('b')]);
    await run.assignTicked();
    expect(around.drafts).toMatchObject([{ agentId: '', several: ['a', 'b'] }]);
    expect(ticks.isOn).toBe(false);
    await run.newAssignment(row('a'), [row('a'), row('b')]);
    await run.newAssignment(row('a'));
    expect(around.drafts.slice(1)).toMatchObject([
      { agentId: '', several: ['a', 'b'] },
      { agentId: 'a', several: null },
    ]);
  });
});
