import { join } from 'node:path';
import type { AssignmentRecord } from '../../core/assignment.ts';
import { FleetError } from '../../core/errors.ts';
import type { Random } from '../../core/ids.ts';
import type { LeaseRecord } from '../../core/lease.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { AgentMeta, Clock, FleetStore, Logger, RawLogInfo } from '../../core/ports.ts';
import { canonicalRoot, ensurePrivateDirectory, ensureStateRoot } from './directories.ts';
import { readPrivate, removePrivate, writePrivate, type Nonce } from './files.ts';
import { appendLedger, ledgerRecord, readLedger, type LedgerRecord, type Redact } from './ledger.ts';
import { formatLease, MAX_LEASE_BYTES, parseLease } from './leases.ts';
import { FileLocks } from './locks.ts';
import { MetaFiles } from './metaFiles.ts';
import { createRawLog, isRawLogPath, pruneRawLogs, rawLogInfo, rawLogTail } from './rawLogs.ts';
import { sweepTemporaries } from './sweep.ts';
import { StateWatcher, type StateChange } from './watch.ts';

/** Longer than a start, the longest thing done under a lock. */
const LOCK_TIMEOUT_MS = 45_000;
const FOLDERS = ['raw', 'meta', 'locks', 'leases'] as const;
const AGENT_ID = /^[a-z][a-z0-9_-]{0,31}$/;

export interface StoreOptions {
  /** The state root, see `stateRoots`. */
  readonly root: string;
  /** Read where `root` has no metadata of an Agentin; null: nowhere. */
  readonly legacyRoot?: string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly redact: Redact;
  readonly logger: Logger;
  readonly lockTimeoutMs?: number;
}

export interface LedgerPage {
  /** Newest last. */
  readonly records: readonly LedgerRecord[];
  /** How many the ledger has, of the Agentin or of all. */
  readonly retainedCount: number;
}

export interface DiskStore extends FleetStore, Disposable {
  /** The newest `limit` assignments, of one Agentin or of all. */
  readAssignments(limit: number, agentId?: string): Promise<LedgerPage>;
}

/** The state on disk, laid out as reference contract §3.1 says. Makes nothing before the first write or `ensure`. */
export function createStore(options: StoreOptions): DiskStore {
  return new FileStore(options);
}

class FileStore implements DiskStore {
  readonly #root: string;
  readonly #rawFolders: readonly string[];
  readonly #clock: Clock;
  readonly #nonce: Nonce;
  readonly #redact: Redact;
  readonly #locks: FileLocks;
  readonly #metas: MetaFiles;
  readonly #watcher: StateWatcher;

  constructor({ root, legacyRoot = null, clock, random, redact, logger, lockTimeoutMs }: StoreOptions) {
    this.#root = canonicalRoot(root);
    this.#rawFolders = [this.#root, ...(legacyRoot === null ? [] : [legacyRoot])].map((one) =>
      join(one, 'raw'),
    );
    this.#clock = clock;
    this.#nonce = () => random.hex(8);
    this.#redact = redact;
    this.#locks = new FileLocks(clock, lockTimeoutMs ?? LOCK_TIMEOUT_MS);
    const legacyMeta = legacyRoot === null ? null : join(legacyRoot, 'meta');
    this.#metas = new MetaFiles(this.#path('meta'), legacyMeta, this.#nonce, logger);
    this.#watcher = new StateWatcher(this.#root, () => this.ensure(), logger);
  }

  get onDidChange(): Event<StateChange> {
    return this.#watcher.onDidChange;
  }

  watch(): Disposable {
    return this.#watcher.watch();
  }

  dispose(): void {
    this.#watcher.dispose();
  }

  async ensure(): Promise<void> {
    ensureStateRoot(this.#root);
    for (const folder of FOLDERS) ensurePrivateDirectory(this.#path(folder));
    this.#watcher.revive();
  }

  async readMeta(agentId: string): Promise<AgentMeta | null> {
    return this.#metas.read(known(agentId));
  }

  async writeMeta(agentId: string, meta: AgentMeta): Promise<void> {
    await this.ensure();
    await this.#metas.write(known(agentId), meta);
  }

  async withLock<T>(agentId: string, work: () => Promise<T>): Promise<T> {
    await this.ensure();
    return this.#locks.run(this.#path('locks', `agent-${known(agentId)}.lock`), work);
  }

  async readLease(agentId: string): Promise<LeaseRecord | null | 'unreadable'> {
    try {
      const text = await readPrivate(this.#leasePath(agentId), MAX_LEASE_BYTES);
      return text === null ? null : parseLease(text, agentId);
    } catch (error) {
      if (FleetError.is(error, 'state_unreadable')) return 'unreadable';
      throw error;
    }
  }

  async writeLease(agentId: string, lease: LeaseRecord): Promise<void> {
    await this.ensure();
    // Whoever holds a lease ends with the machine: waiting for the disk would cost every message milliseconds.
    await writePrivate(this.#leasePath(agentId), formatLease(lease), this.#nonce, 'process_end');
  }

  async removeLease(agentId: string): Promise<void> {
    await removePrivate(this.#leasePath(agentId), this.#nonce);
  }

  async createRawLog(runId: string, agentId: string): Promise<string> {
    await this.ensure();
    const folder = this.#path('raw');
    const path = await createRawLog(folder, runId, known(agentId));
    await pruneRawLogs(folder, new Set([path, ...(await this.#metas.rawLogPaths())]));
    for (const place of ['', 'meta', 'leases'])
      await sweepTemporaries(this.#path(place), this.#clock.nowMs());
    return path;
  }

  async rawLogInfo(path: string): Promise<RawLogInfo | null> {
    return isRawLogPath(path, this.#rawFolders) ? rawLogInfo(path) : null;
  }

  async rawLogTail(path: string, bytes: number): Promise<string> {
    return isRawLogPath(path, this.#rawFolders) ? rawLogTail(path, bytes) : '';
  }

  async appendAssignment(
    record: AssignmentRecord,
    agentId: string,
    extra: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.ensure();
    const line = ledgerRecord(record, known(agentId), extra, this.#redact);
    await this.#locks.run(this.#path('locks', 'ledger.lock'), () =>
      appendLedger(this.#ledgerPath, line, this.#nonce),
    );
  }

  async readAssignments(limit: number, agentId?: string): Promise<LedgerPage> {
    const all = await readLedger(this.#ledgerPath, this.#redact);
    const retained = agentId === undefined ? all : all.filter((record) => record.agent === agentId);
    return { records: retained.slice(-Math.max(1, limit)), retainedCount: retained.length };
  }

  get #ledgerPath(): string {
    return this.#path('assignments.jsonl');
  }

  #leasePath(agentId: string): string {
    return this.#path('leases', `${known(agentId)}.json`);
  }

  #path(...parts: readonly string[]): string {
    return join(this.#root, ...parts);
  }
}

/** The id, once it is sure to be no path. */
function known(agentId: string): string {
  if (!AGENT_ID.test(agentId)) throw new FleetError('unknown_agent', 'There is no Agentin of this name.');
  return agentId;
}
