import { join } from 'node:path';
import { ledgerEntry, type AssignmentRecord, type LedgerPage } from '../../core/assignment/assignment.ts';
import { DEFAULT_LIMITS, type Limits } from '../../core/config.ts';
import { FleetError } from '../../core/errors.ts';
import type { TerminalHold } from '../../core/hold.ts';
import type { Random } from '../../core/ids.ts';
import type { LeaseRecord } from '../../core/lease.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { AgentMeta, Clock, FleetStore, Logger, RawLogInfo, StateChange } from '../../core/ports.ts';
import { withDeed, type Deed } from '../../core/agent/deeds.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import { formatDeeds, MAX_DEEDS_BYTES, parseDeeds } from './deeds.ts';
import { canonicalRoot, ensurePrivateDirectory, ensureStateRoot } from './directories.ts';
import { formatFinding, MAX_FINDING_BYTES, parseFinding } from './findings.ts';
import { formatLook, MAX_LOOK_BYTES, parseLook } from './looks.ts';
import { readPrivate, removePrivate, writePrivate, type Nonce } from './files.ts';
import { writeLedgerLine } from './ledger.ts';
import { formatLine, type Redact } from './ledgerJson.ts';
import { LedgerReader } from './ledgerReader.ts';
import { formatLease, MAX_LEASE_BYTES, parseLease } from './leases.ts';
import { FileLocks, tryLock } from './locks.ts';
import { formatHold, MAX_HOLD_BYTES, parseHold } from './holds.ts';
import { MetaFiles } from './metaFiles.ts';
import { createRawLog, isRawLogPath, pruneRawLogs, rawLogInfo, rawLogTail } from './rawLogs.ts';
import { sweepTemporaries } from './sweep.ts';
import { StateWatcher } from './watch.ts';

/** Longer than a start, the longest thing done under a lock. */
const LOCK_TIMEOUT_MS = 45_000;
const FOLDERS = ['raw', 'meta', 'locks', 'leases', 'holds', 'deeds', 'findings', 'looks'] as const;
const LEDGER = 'assignments.jsonl';
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
  /** Asked anew whenever it matters, for the fleet file may change; `DEFAULT_LIMITS` unless given. */
  readonly limits?: () => Limits;
}

export interface DiskStore extends FleetStore, Disposable {}

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
  readonly #limits: () => Limits;
  readonly #locks: FileLocks;
  readonly #ledger: LedgerReader;
  readonly #legacyLedger: LedgerReader | null;
  readonly #metas: MetaFiles;
  readonly #watcher: StateWatcher;

  constructor(options: StoreOptions) {
    const { root, legacyRoot = null, clock, random, redact, logger } = options;
    this.#root = canonicalRoot(root);
    this.#rawFolders = [this.#path('raw'), ...(legacyRoot === null ? [] : [join(legacyRoot, 'raw')])];
    this.#ledger = new LedgerReader(this.#ledgerPath, redact);
    this.#legacyLedger = legacyRoot === null ? null : new LedgerReader(join(legacyRoot, LEDGER), redact);
    this.#limits = options.limits ?? (() => DEFAULT_LIMITS);
    this.#clock = clock;
    this.#nonce = () => random.hex(8);
    this.#redact = redact;
    this.#locks = new FileLocks(clock, options.lockTimeoutMs ?? LOCK_TIMEOUT_MS);
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

  async readMeta(agentId: string): Promise<AgentMeta | null | 'unreadable'> {
    return this.#metas.read(known(agentId));
  }

  async writeMeta(agentId: string, meta: AgentMeta): Promise<void> {
    await this.ensure();
    await this.#metas.write(known(agentId), meta);
  }

  async noteStopped(agentId: string): Promise<boolean> {
    return this.#metas.noteStopped(known(agentId));
  }

  async withLock<T>(agentId: string, work: () => Promise<T>): Promise<T> {
    await this.ensure();
    return this.#locks.run(this.#path('locks', `agent-${known(agentId)}.lock`), work);
  }

  async answering<T>(agentId: string, work: () => Promise<T>): Promise<T> {
    await this.ensure();
    return this.#locks.run(this.#path('locks', `answer-${known(agentId)}.lock`), work);
  }

  async tryLead(): Promise<Disposable | null> {
    await this.ensure();
    return tryLock(this.#path('locks', 'watchdog.lock'));
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

  async readHold(agentId: string): Promise<TerminalHold | null> {
    try {
      const text = await readPrivate(this.#holdPath(agentId), MAX_HOLD_BYTES);
      return text === null ? null : parseHold(text, agentId);
    } catch (error) {
      if (FleetError.is(error, 'state_unreadable')) return null;
      throw error;
    }
  }

  async writeHold(agentId: string, hold: TerminalHold): Promise<void> {
    await this.ensure();
    await writePrivate(this.#holdPath(agentId), formatHold(hold), this.#nonce, 'process_end');
  }

  async removeHold(agentId: string): Promise<void> {
    await removePrivate(this.#holdPath(agentId), this.#nonce);
  }

  async readDeeds(agentId: string): Promise<readonly Deed[]> {
    try {
      const text = await readPrivate(this.#deedsPath(agentId), MAX_DEEDS_BYTES);
      return text === null ? [] : parseDeeds(text, agentId);
    } catch (error) {
      if (FleetError.is(error, 'state_unreadable')) return [];
      throw error;
    }
  }

  async noteDeed(agentId: string, deed: Deed): Promise<void> {
    await this.ensure();
    await this.#locks.run(this.#path('locks', 'deeds.lock'), async () => {
      const deeds = withDeed(await this.readDeeds(agentId), deed);
      await writePrivate(this.#deedsPath(agentId), formatDeeds(agentId, deeds), this.#nonce);
    });
  }

  async readFinding(agentId: string): Promise<WatchdogFinding | null> {
    try {
      const text = await readPrivate(this.#findingPath(agentId), MAX_FINDING_BYTES);
      return text === null ? null : parseFinding(text, agentId);
    } catch (error) {
      if (FleetError.is(error, 'state_unreadable')) return null;
      throw error;
    }
  }

  async writeFinding(agentId: string, finding: WatchdogFinding): Promise<void> {
    await this.ensure();
    await writePrivate(this.#findingPath(agentId), formatFinding(finding), this.#nonce, 'process_end');
  }

  async removeFinding(agentId: string): Promise<void> {
    await removePrivate(this.#findingPath(agentId), this.#nonce);
  }

  async readLook(agentId: string): Promise<string | null> {
    try {
      const text = await readPrivate(this.#lookPath(agentId), MAX_LOOK_BYTES);
      return text === null ? null : parseLook(text, agentId);
    } catch (error) {
      if (FleetError.is(error, 'state_unreadable')) return null;
      throw error;
    }
  }

  async writeLook(agentId: string, turnId: string): Promise<void> {
    await this.ensure();
    await writePrivate(this.#lookPath(agentId), formatLook(agentId, turnId), this.#nonce, 'process_end');
  }

  async createRawLog(runId: string, agentId: string): Promise<string> {
    await this.ensure();
    const folder = this.#path('raw');
    const path = await createRawLog(folder, runId, known(agentId));
    await pruneRawLogs(folder, {
      referenced: new Set([path, ...(await this.#metas.rawLogPaths())]),
      maxLogs: this.#limits().rawLogs,
      nowMs: this.#clock.nowMs(),
      nonce: this.#nonce,
    });
    for (const place of ['', 'meta', 'leases', 'holds', 'deeds', 'findings', 'looks'])
      await sweepTemporaries(this.#path(place), this.#clock.nowMs());
    return path;
  }

  async rawLogInfo(path: string): Promise<RawLogInfo | null> {
    return isRawLogPath(path, this.#rawFolders) ? rawLogInfo(path) : null;
  }

  async rawLogTail(path: string, bytes: number): Promise<string> {
    return isRawLogPath(path, this.#rawFolders) ? rawLogTail(path, bytes) : '';
  }

  async noteAssignment(agentId: string, record: AssignmentRecord): Promise<void> {
    await this.ensure();
    const line = formatLine(ledgerEntry(known(agentId), record), this.#redact);
    const { ledgerRecords: maxRecords } = this.#limits();
    await this.#locks.run(this.#path('locks', 'ledger.lock'), () =>
      writeLedgerLine(this.#ledgerPath, line, { maxRecords, nonce: this.#nonce }),
    );
  }

  async readAssignments(limit: number, agentId: string | null): Promise<LedgerPage> {
    const { ledgerRecords } = this.#limits();
    const own = await this.#ledger.lines(ledgerRecords);
    // What an older program left and nobody can read any more does not take ours along.
    const before = (await this.#legacyLedger?.lines(ledgerRecords).catch(() => null)) ?? [];
    const newest = new Map([...before, ...own].map((line) => [line.assignmentId, line]));
    const all = [...newest.values()].slice(-ledgerRecords);
    const retained = agentId === null ? all : all.filter((line) => line.agentId === agentId);
    const entries = await this.#ledger.entries(retained.slice(-Math.max(1, limit)));
    return { entries, retainedCount: retained.length };
  }

  get #ledgerPath(): string {
    return this.#path(LEDGER);
  }

  #leasePath(agentId: string): string {
    return this.#path('leases', `${known(agentId)}.json`);
  }

  #deedsPath(agentId: string): string {
    return this.#path('deeds', `${known(agentId)}.json`);
  }

  #findingPath(agentId: string): string {
    return this.#path('findings', `${known(agentId)}.json`);
  }

  #lookPath(agentId: string): string {
    return this.#path('looks', `${known(agentId)}.json`);
  }

  #holdPath(agentId: string): string {
    return this.#path('holds', `${known(agentId)}.json`);
  }

  #path(...parts: readonly string[]): string {
    return join(this.#root, ...parts);
  }
}

/** The id, once it is sure to be no path. */
function known(agentId: string): string {
  if (!AGENT_ID.test(agentId))
    throw new FleetError('unknown_agent', 'There is no Agentin of this name. The fleet file names them.');
  return agentId;
}
