import { beforeEach, describe, expect, it } from 'vitest';
import type { CancellationToken, DataTransfer } from 'vscode';
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
  it('begins an assignment with the text as its task', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.commands.set('codexMaster.assign', run.assign);
    ui.willPick('Exploriererin');
    ui.buttons.push('Assign');
    await drop({ 'text/plain': '  Review the cart:\nis the sum right?  ' });
    expect(fleet.wishes.assign).toMatchObject([
      { role: 'explorer', task: 'Review the cart:\nis the sum right?' },
    ]);
    // It is shown whole before it is sent.
    expect(ui.shown.at(-2)).toContain('Review the cart:\nis the sum right?');
  });

  it('begins it with files as what she may write', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.commands.set('codexMaster.assign', run.assign);
    ui.willPick('Arbeitsbiene');
    ui.inputs.push('Mend it.');
    ui.buttons.push('Assign');
    const list = 'file:///repo/src/a%20b.ts\r\nhttps://example.org/\r\nfile:///repo/docs';
    await drop({ 'text/uri-list': list, 'text/plain': 'ignored' });
    expect(fleet.wishes.assign).toMatchObject([{ task: 'Mend it.', writePaths: ['src/a b.ts', 'docs'] }]);
  });

  it('begins nothing when there is nothing in it, or the workspace is not trusted', async () => {
    await drop({ 'text/plain': '  ' });
    ui.isTrusted = false;
    await drop({ 'text/plain': 'x' });
    expect(ui.executed).toEqual([]);
    expect(ui.shown).toEqual(['info: Trust this workspace to lead Agentinnen.']);
  });
});
