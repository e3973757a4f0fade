import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser } from '../host/browser.ts';
import { node24 } from '../host/paths.ts';
import { run } from '../host/run.ts';
import { startVsCodeServer } from '../host/server.ts';
import { settingsForTests } from '../host/settings.ts';
import { packExtension } from '../tools/package.ts';
import { zipFileNames } from '../tools/zip.ts';
import { eventually, Workbench } from '../ui/driver.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const prebuild = `prebuilds/${process.platform}-${process.arch}`;

let scratch: string;
let vsix: string;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'package-test-'));
  vsix = await packExtension(scratch);
});

afterAll(async () => clearFolder(scratch));

/** The distinct next path segments below `folder`, sorted. */
function entriesBelow(files: readonly string[], folder: string): string[] {
  const below = files.filter((file) => file.startsWith(`${folder}/`));
  return [...new Set(below.map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''))].sort();
}

describe('the package', () => {
  test('is named by version and platform and stays small', async () => {
    expect(path.basename(vsix)).toMatch(
      new RegExp(`^codex-master-\\d+\\.\\d+\\.\\d+-${process.platform}-${process.arch}\\.vsix$`),
    );
    expect((await stat(vsix)).size).toBeLessThan(3 * 1024 * 1024);
  });

  test('holds what it needs and nothing else', async () => {
    const files = await zipFileNames(vsix);
    expect(entriesBelow(files, 'extension')).toEqual([
      'LICENSE.txt',
      'changelog.md',
      'dist',
      'l10n',
      'media',
      'package.json',
      'package.nls.de.json',
      'package.nls.json',
      'readme.md',
    ]);
    expect(entriesBelow(files, 'extension/dist')).toEqual([
      'NOTICES.txt',
      'cli.js',
      'extension-fleet.js',
      'extension-late.js',
      'extension.js',
      'mcp-serve.js',
      'mcp.js',
      'model.js',
      'node-pty',
      'package.json',
      'webview',
    ]);
    expect(entriesBelow(files, 'extension/media/plugin')).toEqual([
      '.app.json',
      '.codex-plugin',
      '.mcp.json',
      'README.md',
      'bin',
      'skills',
    ]);
    expect(entriesBelow(files, 'extension/dist/node-pty/prebuilds')).toEqual([path.basename(prebuild)]);
  });

  test('holds the units of the watchdog', async () => {
    const files = await zipFileNames(vsix);
    expect(entriesBelow(files, 'extension/media/systemd')).toEqual([
      'codex-master-watchdog.service',
      'codex-master-watchdog.timer',
    ]);
  });

  test('holds no source and no map', async () => {
    const files = await zipFileNames(vsix);
    expect(files.filter((file) => /\.(ts|tsx|map|test\.js)$/.test(file))).toEqual([]);
  });
});

// An installation, a VS Code and a browser start one after the other: seconds, or a minute where all cores are busy.
test(
  'installed from the package, the extension starts, and its pseudoterminals too',
  { timeout: 180_000 },
  async () => {
    const dataDir = path.join(scratch, 'vscode');
    const workspace = path.join(scratch, 'workspace');
    await mkdir(workspace);
    const executable = path.join(import.meta.dirname, '../host/vscode-for-tests');
    await run(executable, ['--install-extension', vsix, `--user-data-dir=${dataDir}`]);
    const [installed = ''] = globSync('extensions/codex-master.codex-master-*', { cwd: dataDir });
    await expectTerminalFrom(path.join(dataDir, installed, 'dist/node-pty'));
    await expectStarterIn(path.join(dataDir, installed));
    await expectActivation(dataDir, workspace);
  },
);

/** node-pty, loaded from where it was installed, runs a program. */
async function expectTerminalFrom(folder: string): Promise<void> {
  const script = `
    const pty = require(process.argv[1]).spawn('/bin/echo', ['from a terminal'], {});
    pty.onData((text) => process.stdout.write(text));`;
  expect(await run(node24, ['-e', script, path.join(folder, 'lib')])).toContain('from a terminal');
}

/** What an install link names came through the package with its executable bit, and finds the programs. */
async function expectStarterIn(folder: string): Promise<void> {
  const starter = path.join(folder, 'media/plugin/bin/codex-master-mcp');
  expect((await stat(starter)).mode & 0o777).toBe(0o755);
  const link = path.join(scratch, 'a link');
  await symlink(starter, link);
  expect(await run(link, ['--version'])).toMatch(/^\d+\.\d+\.\d+\n?$/u);
}

async function expectActivation(dataDir: string, workspace: string): Promise<void> {
  const fleet = { agents: [{ id: 'probe', name: 'Probe', home: path.join(scratch, 'home') }] };
  await writeFile(path.join(scratch, 'fleet.json'), JSON.stringify(fleet));
  const server = await startVsCodeServer({
    serverDataDir: dataDir,
    workspace,
    settings: settingsForTests(),
    env: {
      CODEX_MASTER_FLEET: path.join(scratch, 'fleet.json'),
      CODEX_MASTER_MCP_STATE: path.join(scratch, 'state'),
      XDG_RUNTIME_DIR: scratch,
    },
  });
  const browser = await startBrowser();
  try {
    const window = await Workbench.open(browser, server);
    await window.openContainer('Codex Master');
    await window.tree('Agentinnen').waitFor(/Probe/);
    await eventually(
      'its activation in the log',
      async () => hostLog(dataDir),
      (log) => log.includes('_doActivateExtension codex-master.codex-master'),
    );
  } finally {
    await browser.close();
    await server.dispose();
  }
}

async function hostLog(dataDir: string): Promise<string> {
  const [log] = globSync('data/logs/*/exthost*/remoteexthost.log', { cwd: dataDir });
  return Promise.resolve(log === undefined ? '' : readFileSync(path.join(dataDir, log), 'utf8'));
}
