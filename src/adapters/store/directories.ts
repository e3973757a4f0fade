import { chmodSync, lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { errnoOf, stateFailure, unsafeDirectory } from './failures.ts';

const PRIVATE_MODE = 0o700;
const STICKY_BIT = 0o1000;

/**
 * The one spelling of a state root. The only links followed are those that the system itself keeps in `/`
 * (macOS `/var` and `/tmp`, Fedora Atomic `/home`): owned by root, directly below `/`. Every other link
 * on the way stays in the path and is refused by `ensureStateRoot`.
 */
export function canonicalRoot(root: string): string {
  const absolute = resolve(root);
  const { root: top } = parse(absolute);
  const [first, ...rest] = absolute.slice(top.length).split(sep);
  if (first === undefined || first === '' || rest.length === 0) return absolute;
  const entry = join(top, first);
  try {
    const stats = lstatSync(entry);
    return stats.isSymbolicLink() && stats.uid === 0 ? join(realpathSync(entry), ...rest) : absolute;
  } catch {
    return absolute;
  }
}

/** True unless the system has owners and this entry belongs to someone else. */
export function isOurs(stats: Pick<Stats, 'uid'>): boolean {
  const uid = process.getuid?.();
  return uid === undefined || stats.uid === uid;
}

// The checks below are synchronous: a look at a directory entry takes microseconds, a trip through the thread pool
// for each of the ten or so that every operation needs takes longer than the operation itself.

/**
 * Makes `root` (canonical) and its missing parents, private to us, and checks that all are real directories.
 * @throws FleetError `state_directory_unsafe`, `state_unwritable`
 */
export function ensureStateRoot(root: string): void {
  for (const parent of parentsOf(root)) ensureReal(parent);
  ensurePrivateDirectory(root);
}

/** Makes a directory of ours with mode 0700, or checks (and tightens) the one there. Its parent must exist. */
export function ensurePrivateDirectory(path: string): void {
  const stats = ensureReal(path);
  // A sticky directory is shared by design (/tmp): tightening it would break the machine for others.
  if (!isOurs(stats) || (stats.mode & STICKY_BIT) !== 0) throw unsafeDirectory();
  if ((stats.mode & 0o777) === PRIVATE_MODE) return;
  try {
    chmodSync(path, PRIVATE_MODE);
  } catch (error) {
    throw stateFailure(error, 'write');
  }
}

/** Is the directory there? Refuses with `state_directory_unsafe` what is there but not a directory of ours. */
export function directoryExists(path: string): boolean {
  const stats = lstatOrNull(path);
  if (stats === null) return false;
  if (!stats.isDirectory() || !isOurs(stats)) throw unsafeDirectory();
  return true;
}

/** lstat; null when nothing is there. */
export function lstatOrNull(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') throw unsafeDirectory();
    throw stateFailure(error, 'read');
  }
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) parents.unshift(at);
  return parents;
}

function ensureReal(path: string): Stats {
  const stats = lstatOrNull(path) ?? makeDirectory(path);
  if (!stats.isDirectory()) throw unsafeDirectory();
  return stats;
}

function makeDirectory(path: string): Stats {
  try {
    mkdirSync(path, { mode: PRIVATE_MODE });
  } catch (error) {
    // Another process was quicker: what it made is checked like anything else that was there before.
    if (errnoOf(error) !== 'EEXIST') throw stateFailure(error, 'write');
  }
  const stats = lstatOrNull(path);
  if (stats === null) throw unsafeDirectory();
  return stats;
}
