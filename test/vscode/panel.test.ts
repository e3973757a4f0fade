import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension/api.ts';
import type { RowTree } from '../../src/extension/views/rows/rowTree.ts';

async function api(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi | undefined>('codex-master.codex-master');
  const exported = await extension?.activate();
  assert.ok(exported, 'a window for tests gets the API');
  return exported;
}

/** The tree's rows at the top, as `label  description`. */
function rows(tree: RowTree): string[] {
  const items = tree.getChildren().map((handle) => tree.getTreeItem(handle));
  return items.map((item) => `${labelOf(item)}  ${String(item.description)}`);
}

function labelOf(item: vscode.TreeItem): string {
  return typeof item.label === 'string' ? item.label : (item.label?.label ?? '');
}

async function eventually(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!isTrue()) {
    assert.ok(Date.now() < deadline, `in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the panel inside VS Code', () => {
  it('shows the Agentinnen of fleet.json', async () => {
    const { fleet, agents } = await api();
    await fleet();
    // That they are stopped is known when tmux was asked, a moment after the fleet is there.
    const stopped = (): string[] => rows(agents).filter((row) => row.endsWith('stopped'));
    await eventually('both are known', () => stopped().length === 2);
    assert.deepEqual(stopped(), ['Mila  stopped', 'Nora  stopped']);
  });

  it('has an empty inbox when nobody runs', async () => {
    const { fleet, inbox } = await api();
    await fleet();
    assert.deepEqual(rows(inbox), []);
  });

  it('opens both of its views', async () => {
    await vscode.commands.executeCommand('codexMaster.agents.focus');
    await vscode.commands.executeCommand('codexMaster.inbox.focus');
  });

  it('opens the fleet file', async () => {
    await vscode.commands.executeCommand('codexMaster.openFleetFile');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, process.env['CODEX_MASTER_FLEET']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('opens the page of an Agentin, once', async () => {
    const { fleet } = await api();
    await fleet();
    const pages = (): string[] => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const webviews = tabs.filter((tab) => tab.input instanceof vscode.TabInputWebview);
      return webviews.map((tab) => tab.label);
    };
    await vscode.commands.executeCommand('codexMaster.showAgent', 'a');
    await eventually('a page', () => pages().length === 1);
    await vscode.commands.executeCommand('codexMaster.showWhy', 'a');
    assert.deepEqual(pages(), ['Mila (a)']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('serves leads on a private socket while the window runs', async () => {
    const folder = path.join(process.env['XDG_RUNTIME_DIR'] ?? '', 'codex-master', 'control');
    const sockets = (): string[] => {
      try {
        return readdirSync(folder).filter((name) => name.endsWith('.sock'));
      } catch {
        return [];
      }
    };
    await eventually('a control socket', () => sockets().length === 1);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(folder, sockets()[0] ?? '')).mode & 0o777, 0o600);
  });

  it('tells why an Agentin cannot be started, in the words of the fleet', async () => {
    const { fleet } = await api();
    const start = (await fleet()).start('a', { cwd: null, prompt: null }, { owner: 'test', kind: 'person' });
    await assert.rejects(start, (error: unknown) => {
      assert.ok(error instanceof Error && 'code' in error);
      assert.equal(error.code, 'home_missing');
      return true;
    });
  });

  it('has documents of its own for what a change would make of a file, and says of one that it is not kept', async () => {
    const uri = vscode.Uri.from({ scheme: 'codex-master-change', path: '/x.md', query: 'after&none' });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /not kept any more/);
  });
});
