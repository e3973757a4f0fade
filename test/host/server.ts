import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { installVsCode } from './install.ts';
import { installLanguagePack } from './language.ts';
import { node24 } from './paths.ts';
import { endProcessTree } from './processes.ts';
import type { Settings } from './settings.ts';

export interface VsCodeServerOptions {
  /** VS Code keeps everything below it: user data, extensions, logs. Reused when it exists. */
  readonly serverDataDir: string;
  /** User settings of the window. */
  readonly settings: Settings;
  /** The folder that a window opens when its URL names no other; absolute. */
  readonly workspace: string;
  /** Where extensions are installed; default below `serverDataDir`. */
  readonly extensionsDir?: string;
  /** The extension that runs from its folder, absolute, in every window unless its URL names another. */
  readonly extensionDevelopmentPath?: string;
  /** Added to (and, when undefined, removed from) this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** `de`: `vscode.env.language` is `de` and extensions show their German texts. */
  readonly locale?: 'de';
}

/** What one window shall open; what is left out is the server's. Paths are absolute. */
export interface WindowOptions {
  readonly folder?: string;
  readonly extensionDevelopmentPath?: string;
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

/** Starts VS Code's server on 127.0.0.1 and a free port; resolves when it listens. */
export async function startVsCodeServer(options: VsCodeServerOptions): Promise<VsCodeServer> {
  const { serverMain } = await installVsCode((line) => console.error(line));
  await writeSettings(options);
  if (options.locale !== undefined) await installLanguagePack(options.serverDataDir, options.locale);
  const logFile = path.join(options.serverDataDir, 'server.log');
  const child = spawn(node24, [serverMain, ...serverArgs(options)], {
    env: cleanEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await listeningPort(child, logFile);
  const pid = child.pid ?? 0;
  let disposed: Promise<void> | undefined;
  const dispose = async (): Promise<void> => (disposed ??= endProcessTree(pid));
  return { port, pid, logFile, url: (window) => windowUrl(port, options, window), dispose };
}

function serverArgs(options: VsCodeServerOptions): string[] {
  return [
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--accept-server-license-terms',
    `--server-data-dir=${options.serverDataDir}`,
    ...(options.extensionsDir === undefined ? [] : [`--extensions-dir=${options.extensionsDir}`]),
    ...(options.locale === undefined ? [] : [`--locale=${options.locale}`]),
    '--telemetry-level=off',
    '--disable-workspace-trust',
    // Without it a window ignores an extension under development that its address names.
    '--enable-smoke-test-driver',
  ];
}

/** code-server keeps user settings beside the server's data, where a desktop VS Code has them too. */
async function writeSettings(options: VsCodeServerOptions): Promise<void> {
  const userDir = path.join(options.serverDataDir, 'data/User');
  await mkdir(userDir, { recursive: true });
  await writeFile(path.join(userDir, 'settings.json'), `${JSON.stringify(options.settings, undefined, 2)}\n`);
}

/** This process's environment without what another VS Code or Node runner put there, which would confuse this one. */
function cleanEnv(added: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...added };
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
  const development = window.extensionDevelopmentPath ?? server.extensionDevelopmentPath;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (development !== undefined) payload.push(['extensionDevelopmentPath', remote(development)]);
  if (window.extensionTestsPath !== undefined) {
    payload.push(['extensionTestsPath', remote(window.extensionTestsPath)]);
  }
  const url = new URL(`http://localhost:${port}/`);
  url.searchParams.set('folder', window.folder ?? server.workspace);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
