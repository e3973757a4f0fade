import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isRecord } from './rpc.ts';

/** Where control sockets lie. Reads only, and loads almost nothing: the relay's start depends on it. */

const OPEN_TO_OTHERS = 0o077;
const MAX_CHOICE_BYTES = 4096;

/**
 * The folder for control sockets of the fleet with this state root: below the folder that its first process chose
 * for sockets (`<state>/sockets.json`: Codex gives XDG_RUNTIME_DIR to no MCP server, so it has to be written down),
 * else below the state root.
 */
export function controlFolder(stateRoot: string): string {
  return path.join(chosenSocketFolder(stateRoot) ?? path.join(stateRoot, 's'), 'control');
}

function chosenSocketFolder(stateRoot: string): string | null {
  try {
    const file = path.join(stateRoot, 'sockets.json');
    const stats = lstatSync(file);
    // A pipe in its place would make the reading wait for ever.
    if (!stats.isFile() || !isOurs(stats) || stats.size > MAX_CHOICE_BYTES) return null;
    const choice: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const folder = isRecord(choice) ? choice['folder'] : null;
    return typeof folder === 'string' && path.isAbsolute(folder) ? folder : null;
  } catch {
    return null;
  }
}

/** Sockets of ours in the folder, newest first; none when the folder is missing, not ours or open to others. */
export function socketsIn(folder: string): readonly string[] {
  try {
    if (!isPrivateFolder(lstatSync(folder))) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith('.sock'));
    return files
      .map((name) => ({ file: path.join(folder, name), stats: lstatSync(path.join(folder, name)) }))
      .filter(({ stats }) => stats.isSocket() && isOurs(stats))
      .sort((one, other) => other.stats.mtimeMs - one.stats.mtimeMs)
      .map(({ file }) => file);
  } catch {
    return [];
  }
}

function isPrivateFolder(stats: Stats): boolean {
  return stats.isDirectory() && isOurs(stats) && (stats.mode & OPEN_TO_OTHERS) === 0;
}

function isOurs(stats: Stats): boolean {
  const uid = process.getuid?.();
  return uid === undefined || stats.uid === uid;
}

/** Is `inner` the folder itself or below it? Both absolute. */
export function isWithin(inner: string, folder: string): boolean {
  const relative = path.relative(folder, inner);
  const climbs = relative === '..' || relative.startsWith(`..${path.sep}`);
  return !climbs && !path.isAbsolute(relative);
}
