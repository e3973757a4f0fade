import { closeSync, constants, lstatSync, openSync, truncateSync, type Stats } from 'node:fs';
import { FleetError } from '../../core/errors.ts';
import { toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Clock } from '../../core/ports.ts';
import { isOurs, lstatOrNull } from './directories.ts';
import { errnoOf, stateFailure, unreadableState } from './failures.ts';
import { isBusy, isNotDatabase, loadSqlite, type Database } from './sqlite.ts';
import { TurnQueue } from './turnQueue.ts';

const FIRST_RETRY_MS = 1;
const LONGEST_RETRY_MS = 25;

/**
 * Locks between processes on empty files. A lock is an open write transaction of SQLite on the file: a lock of the
 * kernel, which frees it at once when its holder dies. Nothing is ever written, so the file stays empty.
 * Within this process waiters come in the order of their calls.
 */
export class FileLocks {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #queues = new Map<string, TurnQueue>();

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Runs `work` while holding the lock. Not re-entrant.
   * @throws FleetError `agent_lock_timeout` (retryable) when the lock stays taken for the whole time-out
   */
  async run<T>(path: string, work: () => Promise<T>): Promise<T> {
    const beganMs = this.#clock.nowMs();
    const turn = await this.#queue(path).enter(this.#timeoutMs);
    if (turn === null) throw lockTimeout();
    try {
      const waitedMs = Math.max(0, this.#clock.nowMs() - beganMs);
      const lock = await this.#acquire(path, this.#timeoutMs - waitedMs);
      try {
        return await work();
      } finally {
        lock.dispose();
      }
    } finally {
      turn.dispose();
    }
  }

  #queue(path: string): TurnQueue {
    let queue = this.#queues.get(path);
    if (queue === undefined) {
      queue = new TurnQueue(this.#clock);
      this.#queues.set(path, queue);
    }
    return queue;
  }

  async #acquire(path: string, timeoutMs: number): Promise<Disposable> {
    let leftMs = timeoutMs;
    const deadlineMs = this.#clock.nowMs() + timeoutMs;
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      const lock = tryLock(path);
      if (lock !== null) return lock;
      // Counted, too: a clock that is set back must not make anybody wait for as long as it was set back.
      leftMs = Math.min(leftMs, deadlineMs - this.#clock.nowMs());
      if (leftMs <= 0) throw lockTimeout();
      const sleepMs = Math.min(waitMs, leftMs);
      await this.#clock.sleep(sleepMs);
      leftMs -= sleepMs;
    }
  }
}

/** Takes the lock if it is free; null when another connection holds it. */
export function tryLock(path: string): Disposable | null {
  try {
    ensureLockFile(path);
    return begin(path);
  } catch (error) {
    if (!isNotDatabase(error)) throw stateFailure(error, 'write');
    // Foreign bytes in the file: no one can hold a lock on it, so emptying it in place is safe. A new file would not be.
    truncateSync(path, 0);
    return begin(path);
  }
}

/** A connection that nobody can reach is closed with the garbage, and its lock is gone: those in force are kept here. */
const inForce = new Set<Database>();

function begin(path: string): Disposable | null {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  try {
    // The journal in memory: none is left in the folder by a process that is killed.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  inForce.add(database);
  return toDisposable(() => {
    inForce.delete(database);
    closeQuietly(database);
  });
}

/** Closing rolls the empty transaction back and frees the lock; a failure to close must not hide the work's result. */
function closeQuietly(database: Database): void {
  try {
    database.close();
  } catch {
    // The lock goes with the process at the latest.
  }
}

/**
 * An existing lock file is only looked at, never opened and closed here: closing any descriptor of a file drops
 * the process's kernel locks on it, those of SQLite included.
 */
function ensureLockFile(path: string): void {
  const stats = lstatOrNull(path) ?? makeLockFile(path);
  if (!stats.isFile() || !isOurs(stats)) throw unreadableState();
}

function makeLockFile(path: string): Stats {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  return lstatSync(path);
}

function lockTimeout(): FleetError {
  return new FleetError(
    'agent_lock_timeout',
    'Another process is working on this Agentin. Try again in a moment.',
    {
      retryable: true,
      retryAfterSeconds: 2,
    },
  );
}
