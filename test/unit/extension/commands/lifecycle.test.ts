import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { FakeFleet, lead } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { NO_TARGET } from '../../../../src/extension/views/rows/rowNode.ts';
import { runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';

beforeEach(() => ui.reset());

describe('start', () => {
  it('starts the Agentin of the row, in the workspace folder', async () => {
    ui.folders = [{ uri: { fsPath: '/shop' } }];
    const fleet = new FakeFleet();
    const { run } = await commandsOver(fleet);
    await run.start({ id: 'agent/b', target: { agentId: 'b', itemKey: null, path: null } });
    expect(fleet.calls).toEqual(['start b']);
    expect(fleet.wishes.start).toEqual([{ cwd: '/shop', prompt: null }]);
    expect(ui.shown).toEqual([]);
  });

  it('leaves the folder to fleet.json where it names one', async () => {
    ui.folders = [{ uri: { fsPath: '/shop' } }];
    const fleet = new FakeFleet(['a']);
    fleet.config = {
      ...fleet.config,
      agents: fleet.config.agents.map((agent) => ({ ...agent, cwd: '/own' })),
    };
    const { run } = await commandsOver(fleet);
    await run.start('a');
    expect(fleet.wishes.start).toEqual([{ cwd: null, prompt: null }]);
  });

  it('asks from the palette, and offers only those that are down', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    await run.start();
    // One alone fits: nothing to ask.
    expect(fleet.calls).toEqual(['start b']);
    await run.start();
    expect(ui.shown).toEqual(['info: Every Agentin is running.']);
  });

  it('offers a choice when several fit', async () => {
    const fleet = new FakeFleet();
    const { run } = await commandsOver(fleet);
    ui.willPick('Nora');
    await run.start();
    expect(ui.shown).toEqual(['pick: Start which Agentin? (Mila (a) | Nora (b))']);
    expect(fleet.calls).toEqual(['start b']);
  });

  it('says what went wrong, with a button for what to do next', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new FleetError('tmux_missing', 'tmux is not installed.'));
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Install…');
    await run.start('a');
    expect(ui.shown).toEqual(['error: tmux is not installed. [Install…]']);
    expect(ui.executed).toContainEqual({ id: 'codexMaster.installMissing', args: ['tmux'] });
  });

  it('says so when the Agentin is no longer in fleet.json', async () => {
    const { run } = await commandsOver(new FakeFleet());
    await run.start('zoe');
    expect(ui.shown).toEqual([
      'error: There is no such Agentin in fleet.json. Look there at who is in your fleet. [Open fleet.json]',
    ]);
  });

  it('starts all that are down', async () => {
    const fleet = await runningFleet('a');
    fleet.changeAgents(['a', 'b', 'c']);
    const { run } = await commandsOver(fleet);
    await run.startAll();
    expect(fleet.calls).toEqual(['start b', 'start c']);
  });
});

describe('stop', () => {
  it('stops one that has nothing to do without asking', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    await run.stop('a');
    expect(fleet.calls).toEqual(['stop a']);
    expect(ui.shown).toEqual([]);
  });

  it('asks before it cuts off work', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    const { run } = await commandsOver(fleet);
    await run.stop('a');
    expect(ui.shown).toEqual(['modal warning: Stop Mila (a)? [Stop]\nWork in progress is cut off: Mila (a)']);
    expect(fleet.calls).toEqual([]);
    ui.buttons.push('Stop');
    await run.stop('a');
    expect(fleet.calls).toEqual(['stop a']);
  });

  it('always asks before all are stopped', async () => {
    const fleet = await runningFleet('a', 'b');
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Stop All');
    await run.stopAll();
    expect(ui.shown[0]).toContain('modal warning: Stop Mila (a), Nora (b)? [Stop All]');
    expect(fleet.calls).toEqual(['stop a', 'stop b']);
  });

  it("offers force over somebody else's lease, and asks first", async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'hers', enter: false, idempotencyKey: null }, lead).catch(() => {});
    await fleet.interrupt('a', { force: true }, lead);
    fleet.calls.length = 0;
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Force…', 'Force');
    await run.stop('a');
    expect(ui.shown[0]).toMatch(/^error: .* \[Force…\]$/u);
    expect(ui.shown[1]).toContain('modal warning: Take Mila (a) from the client that holds it? [Force]');
    expect(fleet.calls).toEqual(['stop a', 'stop a']);
    expect(fleet.peek('a', lead).activity.state).toBe('stopped');
  });

  it('offers to take her over where a message is refused for a lease, and sends it then, once', async () => {
    const fleet = await runningFleet('a');
    await fleet.claim('a', { ttlSeconds: null, force: false, waitSeconds: 0, lookSeconds: 1 }, lead);
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Force…', undefined);
    await run.send('a', 'Look here.');
    expect(fleet.peek('a', lead).activity.state).toBe('idle');
    ui.buttons.push('Force…', 'Force');
    await run.send('a', 'Look here.');
    expect(ui.shown.at(-1)).toContain('modal warning: Take Mila (a) from the client that holds it? [Force]');
    expect(fleet.peek('a', lead)).toMatchObject({ activity: { state: 'working' }, lease: { mine: false } });
  });
});

describe('several rows', () => {
  const rowOf = (agentId: string) => ({ id: `agent/${agentId}`, target: { ...NO_TARGET, agentId } });
  const both = [rowOf('a'), rowOf('b')];

  it('are started together, with the folder asked for once', async () => {
    ui.folders = [{ uri: { fsPath: '/shop' } }, { uri: { fsPath: '/docs' } }];
    const fleet = new FakeFleet();
    const { run } = await commandsOver(fleet);
    await run.start(both[0], both);
    expect(fleet.calls).toEqual(['start a', 'start b']);
    expect(fleet.wishes.start).toEqual([
      { cwd: '/shop', prompt: null },
      { cwd: '/shop', prompt: null },
    ]);
  });

  it('are stopped after one question, those that are down left out', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Stop');
    await run.stop(both[1], both);
    expect(ui.shown[0]).toContain('modal warning: Stop Mila (a)? [Stop]');
    expect(fleet.calls).toEqual(['stop a']);
  });

  it('are interrupted where there is work', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.happens('b', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    const { run } = await commandsOver(fleet);
    await run.interrupt(both[0], both);
    expect(fleet.calls).toEqual(['interrupt b']);
  });

  it('are interrupted and stopped after one question that names each, and no more of them than are selected', async () => {
    const fleet = await runningFleet('a', 'b');
    for (const id of ['a', 'b'])
      fleet.happens(id, { type: 'turnStarted', turnId: id, startedAtMs: fleet.nowMs });
    const { run } = await commandsOver(fleet);
    await run.interrupt(both[0], both);
    expect(ui.shown[0]?.split('\n').slice(0, 3)).toEqual([
      'modal warning: Interrupt these 2 Agentinnen? [Interrupt 2]',
      '• Mila (a): working',
      '• Nora (b): working',
    ]);
    expect(fleet.calls).toEqual([]);
    ui.buttons.push('Interrupt 2', 'Stop 2');
    await run.interrupt(both[0], both);
    await run.stop(both[0], both);
    expect(ui.shown.at(-1)).toContain('modal warning: Stop Mila (a), Nora (b)? [Stop 2]');
    expect(fleet.calls).toEqual(['interrupt a', 'interrupt b', 'stop a', 'stop b']);
  });

  it('for whom there is nothing to do are told so', async () => {
    const fleet = await runningFleet('a', 'b');
    const { run } = await commandsOver(fleet);
    await run.interrupt(both[0], both);
    await run.start(both[0], both);
    await run.interrupt(both[0]);
    expect(ui.shown).toEqual([
      'info: None of the selected Agentinnen is working.',
      'info: All of the selected Agentinnen are running.',
      'info: Mila (a) is not working: there is nothing to interrupt.',
    ]);
    expect(fleet.calls).toEqual([]);
  });

  it('that fail in the same way are told of once, and hold no other up', async () => {
    const fleet = new FakeFleet(['a', 'b', 'c']);
    const refusal = new FleetError('home_missing', 'Her home does not exist.');
    fleet.refusals.set('a', refusal).set('b', refusal);
    const { run } = await commandsOver(fleet);
    await run.startAll();
    expect(fleet.calls).toEqual(['start a', 'start b', 'start c']);
    expect(ui.shown.map((line) => line.slice(0, 30))).toEqual([
      'warning: It failed for 2 Agent',
      'error: Her home does not exist',
    ]);
  });
});

describe('interrupt', () => {
  it('interrupts whoever works, and says when nobody does', async () => {
    const fleet = await runningFleet('a', 'b');
    const { run } = await commandsOver(fleet);
    await run.interrupt();
    fleet.happens('b', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    await run.interrupt();
    expect(ui.shown).toEqual(['info: No Agentin is working.']);
    expect(fleet.calls).toEqual(['interrupt b']);
  });
});
