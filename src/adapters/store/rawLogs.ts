import { chmod, lstat, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FleetError } from '../../core/errors.ts';
import type { RawLogInfo } from '../../core/ports.ts';
import { directoryExists, isOurs } from './directories.ts';
import { createPrivate, openPrivate, readRange, writePrivate, type Nonce } from './files.ts';
import { stateFailure, unsafeDirectory } from './failures.ts';
import { MAX_RAW_LOG_BYTES } from './meta.ts';

const LOG = /^[A-Za-z0-9][A-Za-z0-9._-]*\.log$/;
/** A log that reached its bound goes on in a new file; its older part keeps this ending. */
const ROTATED = '.1';
const CUT = '[codex-master: older output was left out]\n';

/** Makes an empty private log `<folder>/<runid>-<agent>.log` and returns its path. */
export async function createRawLog(folder: string, runId: string, agentId: string): Promise<string> {
  // Run ids end with the Agentin's id already (contract §1.1).
  const name = runId.endsWith(`-${agentId}`) ? `${runId}.log` : `${runId}-${agentId}.log`;
  if (!LOG.test(name)) throw new FleetError('internal', 'The id of the run cannot be part of a file name.');
  if (!directoryExists(folder)) throw unsafeDirectory();
  const path = join(folder, name);
  try {
    await createPrivate(path, '', 'process_end');
  } catch (error) {
    throw stateFailure(error, 'write');
  }
  return path;
}

/** Is the path a log directly in one of the folders? Says nothing about what stands there. */
export function isRawLogPath(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const name = path.slice(folder.length + 1);
    return dirname(path) === folder && path === join(folder, name) && LOG.test(name);
  });
}

/** Size and time of a log, its rotated part included; null when it is not a regular file of ours. */
export async function rawLogInfo(path: string): Promise<RawLogInfo | null> {
  const newest = await infoOf(path);
  if (newest === null) return null;
  const older = await infoOf(`${path}${ROTATED}`);
  return { ...newest, bytes: newest.bytes + (older?.bytes ?? 0) };
}

async function infoOf(path: string): Promise<RawLogInfo | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() && isOurs(stats)
      ? { bytes: stats.size, updatedAtMs: Math.round(stats.mtimeMs) }
      : null;
  } catch {
    return null;
  }
}

/** The last `bytes` of a log, its rotated part included, as text; '' when it cannot be read. */
export async function rawLogTail(path: string, bytes: number): Promise<string> {
  const newest = await tail(path, bytes);
  const older =
    newest.length < bytes ? await tail(`${path}${ROTATED}`, bytes - newest.length) : Buffer.alloc(0);
  return Buffer.concat([older, newest]).toString('utf8');
}

async function tail(path: string, bytes: number): Promise<Buffer> {
  const handle = await openPrivate(path).catch(() => null);
  if (handle === null) return Buffer.alloc(0);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    return await readRange(handle, size - length, length);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await handle.close();
  }
}

export interface Pruning {
  /** Logs in use: neither removed nor cut, whatever their age and size. */
  readonly referenced: ReadonlySet<string>;
  readonly maxLogs: number;
  readonly nowMs: number;
  readonly nonce: Nonce;
}

/** Longer than a start takes: a log may be somebody's who is not yet written down as using it. */
const YOUNG_MS = 60_000;

/**
 * Keeps the newest `maxLogs` logs of a folder, those in use, and those of the last minute. Links are removed, never
 * followed; what stays is made private and kept to its bound. What cannot be done stays undone: pruning is housekeeping
 * and never fails a start.
 */
export async function pruneRawLogs(folder: string, pruning: Pruning): Promise<void> {
  const logs: { path: string; mtimeMs: number; bytes: number }[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => null);
    if (stats?.isSymbolicLink() === true) await unlink(path).catch(() => {});
    if (stats?.isFile() !== true || !(LOG.test(name) || isRotated(name))) continue;
    if ((stats.mode & 0o777) !== 0o600) await chmod(path, 0o600).catch(() => {});
    if (LOG.test(name)) logs.push({ path, mtimeMs: stats.mtimeMs, bytes: stats.size });
  }
  logs.sort((a, b) => b.mtimeMs - a.mtimeMs);
  for (const [index, { path, bytes, mtimeMs }] of logs.entries()) {
    if (pruning.referenced.has(path)) continue;
    const isYoung = pruning.nowMs - mtimeMs < YOUNG_MS;
    if (index >= pruning.maxLogs && !isYoung) await removeLog(path);
    else if (bytes > MAX_RAW_LOG_BYTES) await cutLog(path, pruning.nonce).catch(() => {});
  }
}

function isRotated(name: string): boolean {
  return name.endsWith(ROTATED) && LOG.test(name.slice(0, -ROTATED.length));
}

async function removeLog(path: string): Promise<void> {
  await unlink(path).catch(() => {});
  await unlink(`${path}${ROTATED}`).catch(() => {});
}

/** Leaves the newest of a log that another program let grow, after a line that says so. */
async function cutLog(path: string, nonce: Nonce): Promise<void> {
  const newest = await tail(path, MAX_RAW_LOG_BYTES - Buffer.byteLength(CUT));
  await writePrivate(path, Buffer.concat([Buffer.from(CUT), newest]), nonce, 'process_end');
}
