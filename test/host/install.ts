import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { cacheDir } from './paths.ts';
import { isRunning } from './processes.ts';
import { run } from './run.ts';

const version = '4.139.1';
/** Pins everything: the tarball brings the lock file of its own dependencies. */
const integrity =
  'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';
/** Raise it when the steps below change, so that an older installation is replaced. */
const recipe = 3;

const home = path.join(cacheDir, `code-server-${version}-${recipe}`);

/** An installed VS Code server: `root` holds `out/server-main.js`, `extensions/`, `product.json`. */
export interface VsCodeInstallation {
  readonly root: string;
  readonly serverMain: string;
}

/**
 * Returns the pinned VS Code server, installing it from the npm registry (about 10 s, 500 MB) when it is not there.
 * An installation is moved into place only when it is complete: an interrupted one is done again.
 */
export async function installVsCode(log: (line: string) => void): Promise<VsCodeInstallation> {
  const installation = { root: home, serverMain: path.join(home, 'out/server-main.js') };
  if (isComplete()) return installation;
  log(
    `Installing VS Code (code-server ${version}, 500 MB) into ${path.relative(process.cwd(), home)}: once, for a minute or so.`,
  );
  await mkdir(cacheDir, { recursive: true });
  await removeLeftovers();
  const workDir = await mkdtemp(path.join(cacheDir, `installing-${process.pid}-`));
  try {
    await moveIntoPlace(await prepareIn(workDir, log));
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  log('VS Code is installed.');
  return installation;
}

async function prepareIn(workDir: string, log: (line: string) => void): Promise<string> {
  log('  1 of 2: it is downloaded…');
  const tarball = await download(workDir);
  await run('tar', ['-xzf', tarball, '-C', workDir, 'package/lib/vscode']);
  const server = path.join(workDir, 'package/lib/vscode');
  log('  2 of 2: its packages are…');
  // No install scripts: they would build native modules (kerberos wants gssapi headers) that nothing here needs.
  // Legacy peers: its lock file lacks tslib, a peer of an optional part; everything else is as locked.
  const npmArgs = ['ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  await run('npm', npmArgs, { cwd: server });
  await replaceNativeModules(server);
  await removeBystanders(path.join(server, 'extensions'));
  return server;
}

async function download(workDir: string): Promise<string> {
  await run('npm', ['pack', `code-server@${version}`, '--silent', '--pack-destination', workDir]);
  const tarball = path.join(workDir, `code-server-${version}.tgz`);
  const seen = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (seen !== integrity) throw new Error(`code-server ${version} is not what it was: ${seen}`);
  return tarball;
}

/**
 * Two of VS Code's native modules get stand-ins: its file logger, without which output channels stay empty, and the watchdog
 * that ends an extension host whose server is gone.
 */
async function replaceNativeModules(server: string): Promise<void> {
  const standIn = path.join(import.meta.dirname, 'standins');
  const modules = path.join(server, 'node_modules/@vscode');
  await build({
    entryPoints: [
      { in: path.join(standIn, 'spdlog.ts'), out: 'spdlog/index' },
      { in: path.join(standIn, 'watchdog.ts'), out: 'native-watchdog/index' },
    ],
    outdir: modules,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
}

/**
 * Extensions of VS Code's own that start with a window, with servers for languages and accounts, and that nothing here looks
 * at: a fifth of what a window costs until it is there.
 */
const BYSTANDERS: readonly string[] = [
  'copilot',
  'css-language-features',
  'debug-auto-launch',
  'debug-server-ready',
  'emmet',
  'extension-editing',
  'github',
  'github-authentication',
  'grunt',
  'gulp',
  'html-language-features',
  'ipynb',
  'jake',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'notebook-renderers',
  'npm',
  'php-language-features',
  'simple-browser',
  'terminal-suggest',
  'tunnel-forwarding',
  'typescript-language-features',
];

async function removeBystanders(extensions: string): Promise<void> {
  for (const name of BYSTANDERS) await rm(path.join(extensions, name), { recursive: true, force: true });
}

/** A second installer may have been faster: then its result stands, for it may be in use. */
async function moveIntoPlace(server: string): Promise<void> {
  if (isComplete()) return;
  await rm(home, { recursive: true, force: true });
  await rename(server, home);
}

/** npm writes this file last. */
function isComplete(): boolean {
  return existsSync(path.join(home, 'node_modules/.package-lock.json'));
}

/** Removes what installers left behind that were killed on their way; their process ids are in the names. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const pid = /^installing-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(path.join(cacheDir, name), { recursive: true, force: true });
  }
}

if (import.meta.main) await installVsCode(console.log);
