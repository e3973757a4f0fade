import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the extension inside VS Code', () => {
  it('is found and becomes active', async () => {
    const extension = vscode.extensions.getExtension('codex-master.codex-master');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its package.json names', async () => {
    const extension = vscode.extensions.getExtension<unknown>('codex-master.codex-master');
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
