/**
 * VS Code's executable for `@vscode/test-electron` where the desktop program cannot be downloaded:
 *
 * * `--install-extension x.vsix` installs and ends;
 * * with `--extensionTestsPath` a window runs these tests, prints what they print and ends with their exit code;
 * * else it prints the address of a window and runs until SIGINT or SIGTERM.
 */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startBrowser } from './browser.ts';
import { installExtensions } from './extensions.ts';
import { parseFlags, type Flags } from './flags.ts';
import { startVsCodeServer, userSettingsFile, type VsCodeServer } from './server.ts';
import { settingsForTests } from './settings.ts';
import { runTestsInWindow } from './testWindow.ts';
import { clearFolder } from '../tools/clearFolder.ts';

async function main(): Promise<number> {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.locale !== undefined && flags.locale !== 'en' && flags.locale !== 'de') {
    throw new Error(`--locale ${flags.locale}: en and de are known`);
  }
  await using dataDir = await dataDirFor(flags);
  const extensionsDir = path.resolve(flags.extensionsDir ?? path.join(dataDir.path, 'extensions'));
  if (flags.installExtensions.length > 0) {
    console.log(await installExtensions(flags.installExtensions, dataDir.path, extensionsDir));
    return 0;
  }
  const server = await startVsCodeServer({
    serverDataDir: dataDir.path,
    userDataDir: dataDir.path,
    extensionsDir,
    extensionDevelopmentPath: flags.extensionDevelopmentPaths.map((folder) => path.resolve(folder)),
    ...(existsSync(userSettingsFile(dataDir.path)) ? {} : { settings: settingsForTests() }),
    workspace: path.resolve(flags.folder ?? dataDir.path),
    ...(flags.locale === 'de' ? { locale: 'de' } : {}),
  });
  try {
    return await Promise.race([useWindow(server, flags), stopSignal()]);
  } finally {
    await server.dispose();
  }
}

async function useWindow(server: VsCodeServer, flags: Flags): Promise<number> {
  if (flags.extensionTestsPath === undefined) {
    console.log(`VS Code is open at ${server.url()}`);
    return new Promise(() => {});
  }
  const browser = await startBrowser();
  try {
    return await runTestsInWindow(
      browser,
      server.url({ extensionTestsPath: path.resolve(flags.extensionTestsPath) }),
    );
  } finally {
    await browser.close();
  }
}

interface DataDir extends AsyncDisposable {
  readonly path: string;
}

/** The named folder, or one of our own that vanishes at the end. */
async function dataDirFor(flags: Flags): Promise<DataDir> {
  if (flags.userDataDir !== undefined) {
    return { path: path.resolve(flags.userDataDir), [Symbol.asyncDispose]: async () => {} };
  }
  const own = await mkdtemp(path.join(os.tmpdir(), 'vscode-for-tests-'));
  return { path: own, [Symbol.asyncDispose]: async () => clearFolder(own) };
}

/** Resolves with the exit code that a shell would give when we are told to stop. */
async function stopSignal(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
