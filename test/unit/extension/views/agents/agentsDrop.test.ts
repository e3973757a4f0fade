import { beforeEach, describe, expect, it } from 'vitest';
import type { CancellationToken, DataTransfer } from 'vscode';
import { EMPTY_DRAFT, requestOf } from '../../../../../src/extension/assignForm/draft.ts';
import { agentsDrop, assignmentsDrag } from '../../../../../src/extension/views/agents/agentsDrop.ts';
import { NO_TARGET } from '../../../../../src/extension/views/rows/rowNode.ts';
import { DataTransferItem, ui } from '../../../fakes/vscode/index.ts';
import { person, runningFleet } from '../../support.ts';
import { written } from '../../assignForm/support.ts';
import { commandsOver } from '../../commands/support.ts';

const mila = { id: 'agent/a', target: { ...NO_TARGET, agentId: 'a' } };

const token = {} as CancellationToken;

async function drop(data: Readonly<Record<string, string>>): Promise<void> {
  const items = Object.entries(data).map(([type, text]) => [type, new DataTransferItem(text)] as const);
  await agentsDrop.handleDrop?.(mila, new Map(items) as unknown as DataTransfer, token);
}

async function drag(assignmentId: string, to: typeof mila): Promise<void> {
  const transfer = new Map() as unknown as DataTransfer;
  const row = { id: `assignment/${assignmentId}`, target: { ...NO_TARGET, assignmentId } };
  await assignmentsDrag.handleDrag?.([row], transfer, token);
  await agentsDrop.handleDrop?.(to, transfer, token);
}

beforeEach(() => ui.reset());

describe('what is dragged onto an Agentin', () => {
  it('opens the form for her with the text as the task', async () => {
    const { run, around } = await commandsOver(await runningFleet('a'));
    ui.commands.set('codexMaster.newAssignment', run.newAssignment);
    await drop({ 'text/plain': '  Review the cart:\nis the sum right?  ' });
    expect(around.drafts).toEqual([
      { ...EMPTY_DRAFT, agentId: 'a', task: 'Review the cart:\nis the sum right?' },
    ]);
  });

  it('opens it with files as what she may write, in a remote window too', async () => {
    const { run, around } = await commandsOver(await runningFleet('a'));
    ui.commands.set('codexMaster.newAssignment', run.newAssignment);
    const list = 'file:///repo/src/a%20b.ts\r\nhttps://example.org/\r\nfile:///repo/docs';
    await drop({ 'text/uri-list': list, 'text/plain': 'ignored' });
    ui.remoteName = 'ssh-remote';
    await drop({ 'text/uri-list': 'vscode-remote://ssh-remote%2Bbox/repo/src' });
    expect(around.drafts).toEqual([
      { ...EMPTY_DRAFT, agentId: 'a', role: 'worker', paths: 'src/a b.ts\ndocs' },
      { ...EMPTY_DRAFT, agentId: 'a', role: 'worker', paths: 'src' },
    ]);
  });

  it('opens it with an assignment once more, for her, with the task where this window sent it', async () => {
    const fleet = await runningFleet('a', 'b');
    const { assignment } = await fleet.assign('b', requestOf(written), null, person);
    const { run, around, history } = await commandsOver(fleet);
    ui.commands.set('codexMaster.assignAgain', run.assignAgain);
    await drag(assignment.assignmentId, mila);
    history.rememberTask(assignment.assignmentId, written.task);
    await drag(assignment.assignmentId, mila);
    const again = { ...written, agentId: 'a' };
    expect(around.drafts).toEqual([{ ...again, task: '' }, again]);
  });

  it('begins nothing when there is nothing in it, or the workspace is not trusted', async () => {
    await drop({ 'text/plain': '  ' });
    ui.isTrusted = false;
    await drop({ 'text/plain': 'x' });
    expect(ui.executed).toEqual([]);
    expect(ui.shown).toEqual(['info: Trust this workspace to lead Agentinnen.']);
  });
});
