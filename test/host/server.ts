import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { installFromFolder, type ServerFolders } from './extensions.ts';
import { installVsCode } from './install.ts';
import { installLanguagePack } from './language.ts';
import { node24 } from './paths.ts';
import { endProcessTree } from './processes.ts';
import type { Settings } from './settings.ts';

export interface VsCodeServerOptions {
  /** VS Code keeps everything below it: user data, extensions, logs. Reused when it exists. */
  readonly serverDataDir: string;
  /** User settings of the window; left out: the `settings.json` that is there. */
  readonly settings?: Settings;
  /** The folder that a window opens when its URL names no other; absolute. */
  readonly workspace: string;
  /** Where extensions are installed; default `<serverDataDir>/extensions`. */
  readonly extensionsDir?: string;
  /** Holds `User/settings.json`; default `<serverDataDir>/data`. */
  readonly userDataDir?: string;
  /** Extensions that are installed from the folders where they lie, absolute: a window as people have it. */
  readonly extensions?: readonly string[];
  /**
   * Extensions under development, absolute: needed for `extensionTestsPath`, and their console comes to the page's. Such a window
   * shows no notification toasts: VS Code's smoke-test mode, which this needs, keeps them in the notification center.
   */
  readonly extensionDevelopmentPath?: string | readonly string[];
  /** Added to (and, when undefined, removed from) this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** `de`: `vscode.env.language` is `de` and extensions show their German texts. */
  readonly locale?: 'de';
}

/** What one window shall open; what is left out is the server's. Paths are absolute. */
export interface WindowOptions {
  readonly folder?: string;
  /** A CommonJS module that exports `run(): Promise<void>`, run inside the extension host. */
  readonly extensionTestsPath?: string;
}

export interface VsCodeServer {
  readonly port: number;
  readonly pid: number;
  /** Everything that the server printed. */
  readonly logFile: string;
  /** The address of a window, for a browser on this machine. */
  readonly url: (options?: WindowOptions) => string;
  /** Ends the server with its extension hosts and terminals. Idempotent. */
  readonly dispose: () => Promise<void>;
}

const endWithParent = path.join(import.meta.dirname, 'endWithParent.ts');

/** Starts VS Code's server on 127.0.0.1 and a free port; resolves when it listens. */
export async function startVsCodeServer(options: VsCodeServerOptions): Promise<VsCodeServer> {
  const { serverMain } = await installVsCode((line) => console.error(line));
  const folders = foldersOf(options);
  await mkdir(options.serverDataDir, { recursive: true });
  if (options.settings !== undefined) await writeSettings(folders.userDataDir, options.settings);
  for (const folder of options.extensions ?? []) await installFromFolder(folders.extensionsDir, folder);
  if (options.locale !== undefined) await installLanguagePack(folders, options.locale);
  const logFile = path.join(options.serverDataDir, 'server.log');
  const child = spawn(node24, ['--import', endWithParent, serverMain, ...serverArgs(options, folders)], {
    env: cleanEnv(options.env),
    // Nobody writes to its stdin, but it ends when we do.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const port = await listeningPort(child, logFile);
  const pid = child.pid ?? 0;
  let disposed: Promise<void> | undefined;
  const dispose = async (): Promise<void> => (disposed ??= endProcessTree(pid));
  return { port, pid, logFile, url: (window) => windowUrl(port, options, window), dispose };
}

function foldersOf(options: VsCodeServerOptions): ServerFolders {
  return {
    userDataDir: options.userDataDir ?? path.join(options.serverDataDir, 'data'),
    extensionsDir: options.extensionsDir ?? path.join(options.serverDataDir, 'extensions'),
  };
}

function serverArgs(options: VsCodeServerOptions, folders: ServerFolders): string[] {
  return [
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--accept-server-license-terms',
    `--server-data-dir=${options.serverDataDir}`,
    `--user-data-dir=${folders.userDataDir}`,
    `--extensions-dir=${folders.extensionsDir}`,
    ...(options.locale === undefined ? [] : [`--locale=${options.locale}`]),
    '--telemetry-level=off',
    // A test of Restricted Mode turns it on by its settings.
    ...(options.settings?.['security.workspace.trust.enabled'] === true ? [] : ['--disable-workspace-trust']),
    // Without it a window ignores an extension under development that its address names.
    ...(options.extensionDevelopmentPath === undefined ? [] : ['--enable-smoke-test-driver']),
  ];
}

/** code-server reads user settings from the server's disk, where a desktop VS Code has them too. */
async function writeSettings(userDataDir: string, settings: Settings): Promise<void> {
  const file = userSettingsFile(userDataDir);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

export function userSettingsFile(userDataDir: string): string {
  return path.join(userDataDir, 'User/settings.json');
}

/**
 * This process's environment without what another VS Code or Node runner put there, which would confuse this one, and with no
 * Marketplace: nothing here may depend on it.
 */
function cleanEnv(added: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  // As if started from a shell: else VS Code takes PATH and more from a login shell instead of from here.
  const started = { EXTENSIONS_GALLERY: '{}', VSCODE_CLI: '1' };
  return { ...Object.fromEntries(inherited), ...started, ...added };
}

/** Copies what the server prints to its log and waits for the line that names its port. */
async function listeningPort(child: ChildProcess, logFile: string): Promise<number> {
  const log = createWriteStream(logFile);
  child.stderr?.pipe(log, { end: false });
  child.stdout?.pipe(log, { end: false });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      log.end();
      reject(new Error(`VS Code's server ended with ${code} before it listened; see ${logFile}`));
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function windowUrl(port: number, server: VsCodeServerOptions, window: WindowOptions = {}): string {
  const remote = (file: string): string => `vscode-remote://localhost:${port}${file}`;
  const development = [server.extensionDevelopmentPath ?? []].flat();
  const tests = [window.extensionTestsPath ?? []].flat();
  const payload = [
    ['skipWelcome', 'true'],
    ...development.map((folder) => ['extensionDevelopmentPath', remote(folder)]),
    ...tests.map((file) => ['extensionTestsPath', remote(file)]),
  ];
  const url = new URL(`http://localhost:${port}/`);
  url.searchParams.set('folder', window.folder ?? server.workspace);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
