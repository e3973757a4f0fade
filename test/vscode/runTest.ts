/**
 * `npm run test:vscode`: runs `test/vscode/*.test.ts` inside VS Code's extension host, with the built extension.
 *
 * Which VS Code: the program that CODEX_MASTER_VSCODE names; with CODEX_MASTER_VSCODE_DOWNLOAD=1 a desktop one, when its host can be
 * reached and there is a display; else ours, which needs neither.
 */
import { globSync } from 'node:fs';
import { mkdir, mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { cacheDir, checkout } from '../host/paths.ts';
import { settingsForTests } from '../host/settings.ts';
import { chooseVsCode } from './chooseVsCode.ts';

const scratch = path.join(cacheDir, 'inside');
const testsDir = path.join(scratch, 'tests');
const workspace = path.join(scratch, 'workspace');
const userDataDir = path.join(scratch, 'user-data');
const fleetFile = path.join(scratch, 'fleet.json');

/** One bundle per test file, so that mocha names them; CommonJS, as the extension host wants it. */
async function bundleTests(): Promise<void> {
  await build({
    entryPoints: ['test/vscode/index.ts', ...globSync('test/vscode/*.test.ts', { cwd: checkout })],
    absWorkingDir: checkout,
    outdir: testsDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function prepareFolders(): Promise<void> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(workspace, { recursive: true });
  await mkdir(path.join(userDataDir, 'User'), { recursive: true });
  const settings = JSON.stringify(settingsForTests());
  await writeFile(path.join(userDataDir, 'User/settings.json'), settings);
  await writeFile(fleetFile, JSON.stringify(fleet, undefined, 2));
}

/** The person's own fleet may not be touched: fleet file, homes, tmux server, state and sockets are the tests' own. */
const fleet = {
  version: 1,
  agents: ['a', 'b'].map((id) => ({ id, home: path.join(scratch, 'homes', id) })),
  tmux: { socketName: `codex-master-inside-${process.pid}` },
};

function testEnv(runtimeDir: string, resultsFile: string | undefined): Record<string, string> {
  return {
    CODEX_MASTER_FLEET: fleetFile,
    CODEX_MASTER_MCP_STATE: path.join(scratch, 'state'),
    XDG_RUNTIME_DIR: runtimeDir,
    ...(resultsFile === undefined ? {} : { CODEX_MASTER_TEST_RESULTS: resultsFile }),
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { results: { type: 'string' } } });
  const chosen = await chooseVsCode();
  console.log(`Inside ${chosen.what}: ${chosen.why}.`);
  await prepareFolders();
  await bundleTests();
  if (values.results !== undefined) await mkdir(path.dirname(values.results), { recursive: true });
  // A socket's path is limited to about 100 bytes, so not below the checkout.
  await using runtimeDir = await mkdtempDisposable(path.join(os.tmpdir(), 'inside-'));
  return await runTests({
    vscodeExecutablePath: chosen.executable,
    extensionDevelopmentPath: checkout,
    extensionTestsPath: path.join(testsDir, 'index.cjs'),
    extensionTestsEnv: testEnv(runtimeDir.path, values.results),
    launchArgs: [workspace, `--user-data-dir=${userDataDir}`, '--disable-extensions'],
  });
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof TestRunFailedError)) console.error(error);
    process.exitCode = error instanceof TestRunFailedError ? (error.code ?? 1) : 1;
  },
);
