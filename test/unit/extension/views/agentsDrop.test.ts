import { beforeEach, describe, expect, it } from 'vitest';
import type { CancellationToken, DataTransfer } from 'vscode';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { agentsDrop } from '../../../../src/extension/views/agentsDrop.ts';
import { NO_TARGET } from '../../../../src/extension/views/rowNode.ts';
import { ui } from '../../fakes/vscode.ts';
import { runningFleet } from '../support.ts';
import { commandsOver } from '../commands/support.ts';

const mila = { id: 'agent/a', target: { ...NO_TARGET, agentId: 'a' } };

async function drop(data: Readonly<Record<string, string>>): Promise<void> {
  const transfer = {
    get: (type: string) => {
      const text = data[type];
      return text === undefined ? undefined : { asString: async () => Promise.resolve(text) };
    },
  };
  await agentsDrop.handleDrop?.(mila, transfer as unknown as DataTransfer, {} as CancellationToken);
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

  it('begins nothing when there is nothing in it, or the workspace is not trusted', async () => {
    await drop({ 'text/plain': '  ' });
    ui.isTrusted = false;
    await drop({ 'text/plain': 'x' });
    expect(ui.executed).toEqual([]);
    expect(ui.shown).toEqual(['info: Trust this workspace to lead Agentinnen.']);
  });
});
