import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser } from '../host/browser.ts';
import { isAlive, processTree } from '../host/processes.ts';
import { startVsCodeServer, type VsCodeServer, type VsCodeServerOptions } from '../host/server.ts';
import { settingsForTests } from '../host/settings.ts';
import { Workbench } from '../ui/driver.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const fixture = path.resolve(import.meta.dirname, '../host/fixture');

let scratch: string;
let browser: Browser;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'host-test-'));
  await mkdir(path.join(scratch, 'workspace'));
  await writeFile(path.join(scratch, 'workspace/hello.txt'), 'hello\n');
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  await clearFolder(scratch);
});

async function startServer(name: string, options: Partial<VsCodeServerOptions>): Promise<VsCodeServer> {
  return startVsCodeServer({
    serverDataDir: path.join(scratch, name),
    workspace: path.join(scratch, 'workspace'),
    settings: settingsForTests('light'),
    env: { FIXTURE_NAME: 'Mila' },
    ...options,
  });
}

describe('a window with an installed extension', () => {
  let server: VsCodeServer;
  let window: Workbench;

  beforeAll(async () => {
    server = await startServer('installed', { extensions: [fixture] });
    window = await Workbench.open(browser, server);
    await window.openContainer('Fixture');
  });

  afterAll(async () => {
    // A window without its server would try to reach it from then on.
    await window.close();
    await server.dispose();
  });

  test('its tree is read as text', async () => {
    const text = await window.tree('Basket').waitFor(/Pear/);
    expect(text).toBe('Fruit · two of them\n  Apple · red\n  Pear · green');
  });

  test('a row opens and closes', async () => {
    const tree = window.tree('Basket');
    await tree.toggle('Fruit');
    await tree.waitFor((text) => !text.includes('Apple'));
    await tree.toggle('Fruit');
    await tree.waitFor(/Apple/);
  });

  test('an inline action is named by its title', async () => {
    const tree = window.tree('Basket');
    await expect.poll(async () => tree.inlineActions('Apple')).toEqual(['Eat']);
    await tree.inlineAction('Apple', 'Eat');
    await tree.waitFor(/Apple · eaten/);
  });

  test('an entry of the context menu is named by its title', async () => {
    await window.tree('Basket').contextAction('Pear', 'Eat');
    await window.tree('Basket').waitFor(/Pear · eaten/);
  });

  test('badge and status bar are read', async () => {
    await window.waitForBadge('Fixture', '2');
    await expect.poll(async () => window.statusBar()).toContain('Fixture is here');
  });

  test('a command asks by Quick Pick and answers by notification', async () => {
    await window.runCommand('Fixture: Pick a Fruit');
    await window.quickInput.waitFor('Which one?');
    await expect.poll(async () => window.quickInput.items()).toEqual(['Apple · red', 'Pear · green']);
    await window.quickInput.choose('Pear');
    await window.waitForNotification('Picked Pear');
    await window.pressInNotification('Picked Pear', 'Fine');
    await window.waitForNotification('Answered Fine');
    // What was pressed is gone.
    await expect.poll(async () => (await window.notifications()).join()).not.toContain('Picked');
  });

  test('an input box is typed into', async () => {
    await window.runCommand('Fixture: Ask for a Name');
    await window.quickInput.waitFor('What is your name?');
    await window.quickInput.type('Nora');
    await window.quickInput.accept();
    await window.waitForNotification('Hello Nora');
  });

  test('a modal dialog is read and answered', async () => {
    await window.runCommand('Fixture: Ask for Consent');
    expect(await window.dialogText()).toContain('Really?');
    await window.pressInDialog('Yes');
    await window.waitForNotification('Consent: Yes');
  });

  test('a terminal is read and typed into', async () => {
    await window.runCommand('Fixture: Open a Terminal');
    await window.waitForTerminalText(/^a line from Mila$/m);
    await window.typeInTerminal('typed\n');
    await window.waitForTerminalText(/^typed\ntyped$/m);
  });

  test('a webview is read and touched', async () => {
    await window.runCommand('Fixture: Open a Page');
    await window.webview().getByRole('heading', { name: 'A page' }).waitFor();
    await window.webview().getByRole('button', { name: 'Press' }).click();
    await window.waitForNotification('The page says hello');
    await expect.poll(async () => window.editorTitles()).toContain('Fixture Page');
  });

  test('a picture is saved', async () => {
    const file = path.join(scratch, 'window.png');
    await window.screenshot(file);
    expect((await stat(file)).size).toBeGreaterThan(10_000);
  });

  test('what an extension logs lies in a file', async () => {
    const logs = path.join(path.dirname(server.logFile), 'data/logs');
    const written = async (): Promise<string> => {
      const [log = ''] = globSync('*/exthost*/codex-master-tests.fixture/Fixture.log', { cwd: logs });
      return readFile(path.join(logs, log), 'utf8');
    };
    await expect.poll(written).toMatch(/\[info\] The fixture is active\.$/m);
  });
});

test('a German window gives extensions their German texts', async () => {
  const server = await startServer('german', { extensions: [fixture], locale: 'de' });
  try {
    const window = await Workbench.open(browser, server);
    await window.runCommand('Fixture: Eine Frucht wählen');
    await window.quickInput.waitFor('Which one?');
    await window.quickInput.cancel();
    await window.runCommand('Fixture: Tell the Language');
    await window.waitForNotification('de: Das ist Deutsch');
    await window.close();
  } finally {
    await server.dispose();
  }
});

test('a server that is disposed leaves no process', async () => {
  const server = await startServer('ended', { extensions: [fixture] });
  const window = await Workbench.open(browser, server);
  await window.runCommand('Fixture: Open a Terminal');
  await window.waitForTerminalText(/a line/);
  const processes = processTree(server.pid);
  await server.dispose();
  // The server, an extension host, the terminals' host, a terminal.
  expect(processes.length).toBeGreaterThanOrEqual(4);
  expect(processes.filter(isAlive)).toEqual([]);
  await window.close();
});

describe("the executable with VS Code's flags", () => {
  /** Runs a module of this text inside the extension host; resolves with the exit code and all output. */
  async function runInside(body: string): Promise<{ code: number | undefined; output: string }> {
    const module = path.join(scratch, 'inside.cjs');
    await writeFile(module, `exports.run = async () => { const vscode = require('vscode'); ${body} };`);
    const output = new PassThrough();
    const text = readText(output);
    const code = await runTests({
      vscodeExecutablePath: path.join(fixture, '../vscode-for-tests'),
      extensionDevelopmentPath: fixture,
      extensionTestsPath: module,
      extensionTestsEnv: { FROM_OUTSIDE: 'handed over' },
      launchArgs: [path.join(scratch, 'workspace'), `--user-data-dir=${path.join(scratch, 'executable')}`],
      stdout: output,
      stderr: output,
    }).catch((error: unknown) => (error instanceof TestRunFailedError ? error.code : -1));
    output.end();
    return { code, output: await text };
  }

  test('runs tests and ends with 0 when they pass', async () => {
    const { code, output } = await runInside(`
      const folder = vscode.workspace.workspaceFolders[0].name;
      await vscode.extensions.getExtension('codex-master-tests.fixture').activate();
      console.log('in %s, %s', folder, process.env.FROM_OUTSIDE);`);
    expect(output).toContain('in workspace, handed over');
    expect(code).toBe(0);
  });

  test('ends with 1 when they fail, and says why', async () => {
    const { code, output } = await runInside(`throw new Error('failed on purpose');`);
    expect(output).toContain('failed on purpose');
    expect(code).toBe(1);
  });
});
