import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkout } from '../host/paths.ts';

/**
 * What a run of the tests leaves: processes of this checkout that were not there before, and folders in `.test-homes` that nobody
 * cleared away. Whoever is on the way out is waited for.
 */

const HOMES = path.join(checkout, '.test-homes');
const PATIENCE_MS = 15_000;

/** Processes and folders as they are at a moment. */
export interface Inventory {
  /** By process id and the time it began. */
  readonly processes: ReadonlySet<string>;
  readonly homes: ReadonlySet<string>;
}

export function takeInventory(): Inventory {
  return { processes: new Set(processes().map(({ key }) => key)), homes: new Set(homes()) };
}

/** Each as a line for a person; empty when nothing is left. Worlds are cleared away: they stand so that one can look at a failure. */
export async function leftoversSince(
  before: Inventory,
  patienceMs = PATIENCE_MS,
): Promise<readonly string[]> {
  const deadline = Date.now() + patienceMs;
  let left = fresh(before);
  while (left.length > 0 && Date.now() < deadline) {
    await delay(100);
    left = fresh(before);
  }
  return [...left, ...freshHomes(before).filter((name) => !clearWorld(name))].map((one) => `left: ${one}`);
}

function fresh({ processes: known }: Inventory): readonly string[] {
  const mine = ancestors();
  return processes()
    .filter(({ key, pid }) => !known.has(key) && !mine.has(pid) && isOurs(pid))
    .map(({ pid }) => `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 160)}`);
}

/** Every process of a run has the tools of this checkout on its path, also one that left its parents. */
function isOurs(pid: number): boolean {
  const tools = path.join(checkout, 'node_modules/.bin');
  const searches = read(`/proc/${pid}/environ`)
    .split('\0')
    .some((line) => line.startsWith('PATH=') && line.slice(5).split(path.delimiter).includes(tools));
  return searches || linkOf(`/proc/${pid}/cwd`).startsWith(`${HOMES}/`);
}

interface Entry {
  readonly pid: number;
  readonly parentPid: number;
  readonly key: string;
}

/** All that run; empty where there is no /proc. A zombie has ended. */
function processes(): readonly Entry[] {
  if (!existsSync('/proc/self/stat')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const text = read(`/proc/${name}/stat`);
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (text === '' || fields[0] === 'Z') return [];
    return [{ pid: Number(name), parentPid: Number(fields[1]), key: `${name} ${fields[19]}` }];
  });
}

/** This process and those that started it. */
function ancestors(): ReadonlySet<number> {
  const parents = new Map(processes().map(({ pid, parentPid }) => [pid, parentPid]));
  const found = new Set<number>();
  for (let pid: number | undefined = process.pid; pid !== undefined && pid > 0; pid = parents.get(pid))
    found.add(pid);
  return found;
}

function homes(): readonly string[] {
  return existsSync(HOMES) ? readdirSync(HOMES) : [];
}

function freshHomes({ homes: known }: Inventory): readonly string[] {
  return homes().filter((name) => !known.has(name));
}

function clearWorld(name: string): boolean {
  if (!existsSync(path.join(HOMES, name, 'fleet.json'))) return false;
  rmSync(path.join(HOMES, name), { recursive: true, force: true });
  return true;
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended, or is not ours to read.
    return '';
  }
}
