import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { MASTERJET, PLUGIN_NAME } from '../places.ts';
import { PLUGIN_MANIFEST } from '../plugin/pluginManifest.ts';

const MAX_MANIFEST_BYTES = 256 * 1024;
const MAX_REMEMBERED = 1000;
const MANIFESTS = ['package.json', PLUGIN_MANIFEST];
const ourName = z.looseObject({ name: z.literal(PLUGIN_NAME) });

/** Node, Bun, and VS Code's own Electron, which runs scripts as Node. */
const RUNS_SCRIPTS = /^(?:node|nodejs|bun|electron|code|code-oss|code-insiders|codium|cursor)(?:\.exe)?$/i;
const PYTHON = /^python[\d.]*$/;
const COMMANDS = new Set([MASTERJET, 'codex-agent-mcp']);

/**
 * Does this command line serve MCP for a fleet: our `dist/mcp.js` (relays included), the installed command, or the
 * reference's module? A command line that says more than that does something else (`raw-log-writer`, `status`), and
 * one that only mentions the name (an editor, `grep`) is none.
 */
export function isMasterjet(folder: string, argv: readonly string[], scripts: MasterjetScripts): boolean {
  const [program = '', ...words] = argv;
  const name = path.basename(program);
  if (COMMANDS.has(name)) return words.length === 0;
  if (PYTHON.test(name)) return isReferenceServer(words);
  const [script, ...rest] = words.filter((word) => !word.startsWith('-'));
  if (script === undefined || rest.length > 0 || !RUNS_SCRIPTS.test(name)) return false;
  return COMMANDS.has(path.basename(script)) || scripts.isOurs(folder, script);
}

function isReferenceServer(words: readonly string[]): boolean {
  const module = words.indexOf('-m');
  if (module !== -1) return words[module + 1] === 'codex_master.server' && words.length === module + 2;
  return COMMANDS.has(path.basename(words[0] ?? '')) && words.length === 1;
}

/** Which scripts of other processes are a Masterjet of ours, of whatever version: told by the package they lie in. */
export class MasterjetScripts {
  readonly #known = new Map<string, boolean>();

  /** `folder` is the process' entry in /proc: it may have been given a relative path. */
  isOurs(folder: string, script: string): boolean {
    if (path.basename(script) !== 'mcp.js' || path.basename(path.dirname(script)) !== 'dist') return false;
    const file = path.isAbsolute(script) ? script : path.resolve(workingDirectory(folder), script);
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    const isOurs = liesInPackage(file);
    if (this.#known.size < MAX_REMEMBERED) this.#known.set(file, isOurs);
    return isOurs;
  }
}

function workingDirectory(folder: string): string {
  try {
    return readlinkSync(path.join(folder, 'cwd'));
  } catch {
    return '/';
  }
}

/** An extension or checkout has its package.json above `dist`, the plugin in Codex' cache its own manifest. */
function liesInPackage(script: string): boolean {
  const folder = path.dirname(path.dirname(script));
  return MANIFESTS.some((manifest) => hasOurName(path.join(folder, manifest)));
}

function hasOurName(manifest: string): boolean {
  let descriptor: number | undefined;
  try {
    // The path comes from another process: a pipe there must not be waited for.
    descriptor = openSync(manifest, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > MAX_MANIFEST_BYTES) return false;
    return ourName.safeParse(JSON.parse(readFileSync(descriptor, 'utf8'))).success;
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
