import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { commandItem, runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';
import { busyFleet, row, rows } from './busyFleet.ts';

beforeEach(() => ui.reset());

describe('deciding on several', () => {
  it('asks once, naming each, and leaves questions as they are', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Approve 2');
    await run.approve(rows[0], rows);
    expect(ui.shown[0]?.split('\n')).toEqual([
      'modal warning: Approve these 2 requests? [Approve 2]',
      '• Mila (a) wants to run: npm install (/repo)',
      '• Nora (b) wants to change: /repo/src/login.ts, /elsewhere/new.md',
      '',
      'Selected, but left as they are:',
      '• questions, which want an answer of their own: 1',
    ]);
    expect(fleet.answers.map(({ agentId, answer }) => `${agentId} ${answer.kind}`)).toEqual([
      'a accept',
      'b accept',
    ]);
    expect(ui.shown.at(-1)).toBe('status: 2 approved');
  });

  it('says of everything else that is selected why it is left', async () => {
    const fleet = await busyFleet();
    fleet.happens('b', { type: 'pendingResolved', key: 'turn-1/item-2' });
    const { run } = await commandsOver(fleet);
    const limit = { id: 'y', target: { agentId: 'b', itemKey: null, path: null } };
    await run.decline(rows[0], [...rows, limit]);
    expect(ui.shown[0]?.split('\n')).toEqual([
      'modal warning: Decline this request? [Decline 1]',
      '• Mila (a) wants to run: npm install (/repo)',
      '',
      'Selected, but left as they are:',
      '• questions, which want an answer of their own: 1',
      '• limits, findings and the like, where nothing is to be decided: 1',
      '• answered in the meantime: 1',
    ]);
  });

  it('answers at the others while one cannot be reached, and tells what failed once', async () => {
    const fleet = await runningFleet('a', 'b');
    for (const key of ['one', 'two'])
      fleet.happens('a', { type: 'pendingOpened', item: commandItem({ key }) });
    fleet.happens('b', { type: 'pendingOpened', item: commandItem({ key: 'three' }) });
    const answer = fleet.answer.bind(fleet);
    const gone = Promise.withResolvers<never>();
    fleet.answer = async (agentId, key, how) => (agentId === 'a' ? gone.promise : answer(agentId, key, how));
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Approve 3');
    const selection = [row('a', 'one'), row('a', 'two'), row('b', 'three')];
    const answering = run.approve(selection[0], selection);
    await vi.waitFor(() => expect(fleet.answers.map(({ agentId }) => agentId)).toEqual(['b']));
    gone.reject(new FleetError('codex_disconnected', 'The app-server is gone.'));
    await answering;
    expect(ui.shown.slice(1)).toEqual([
      'status: 1 approved · 2 failed',
      'error: Mila (a): The app-server is gone. [Show Log]',
    ]);
  });

  it('does nothing when the person thinks better of it', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    await run.decline(rows[0], rows);
    expect(fleet.answers).toEqual([]);
  });

  it('never approves what could not be read, nor lets one request look like another', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.happens('a', {
      type: 'pendingOpened',
      item: commandItem({ command: 'ls\n• Nora (b) wants to run: pwd\u202E' }),
    });
    fleet.happens('b', { type: 'pendingOpened', item: commandItem({ command: `echo ${'x'.repeat(500)}` }) });
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Approve 1');
    await run.approve(rows[0], [rows[0], row('b', 'turn-1/item-1')]);
    expect(ui.shown[0]?.split('\n')[1]).toBe(
      String.raw`• Mila (a) wants to run: ls ⏎ • Nora (b) wants to run: pwd\u{202E} (/repo)`,
    );
    expect(fleet.answers.map(({ agentId }) => agentId)).toEqual(['a']);
  });

  it('decides on the clicked row alone when it is not among the selected ones', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    await run.approve(rows[0], [rows[1], rows[2]]);
    expect(fleet.answers.map(({ agentId }) => agentId)).toEqual(['a']);
  });
});
