import type { Deed } from '../agent/deeds.ts';
import type { AssignmentRecord, LedgerPage } from '../assignment/assignment.ts';
import type { KeyedDelivery } from '../assignment/delivery.ts';
import type { ReportRecord } from '../assignment/report.ts';
import type { TerminalHold } from '../hold.ts';
import type { LeaseOnDisk, LeaseRecord } from '../lease.ts';
import type { Disposable, Event } from '../lifecycle.ts';
import type { WatchdogMarker } from '../watchdog/watchdog.ts';
import type { WatchdogFinding } from '../watchdog/watchdogTimers.ts';

/** What is kept of an Agentin's last start (`meta/<agent>.json`). */
export interface AgentMeta {
  readonly startedAtMs: number | null;
  readonly runId: string | null;
  readonly cwd: string | null;
  readonly threadId: string | null;
  readonly control: 'app-server' | 'terminal' | null;
  /** Why it is the `terminal` rung, as a public phrase; null on the other. */
  readonly controlWhy: string | null;
  readonly rawLogPath: string | null;
  /** What she was started with; null leaves it to her home's configuration. */
  readonly model: string | null;
  readonly effort: string | null;
  /** Set by start, cleared by stop: a missing session then means `lost`, not `stopped`. */
  readonly expectedUp: boolean;
  readonly assignment: AssignmentRecord | null;
  /** The newest deliveries that had an idempotency key (bounded). */
  readonly deliveries: readonly KeyedDelivery[];
  /** The last report that she was asked for. */
  readonly report: ReportRecord | null;
  /** The watchdog asked her for a report and waits for it. */
  readonly watchdog: WatchdogMarker | null;
}

export interface RawLogInfo {
  readonly bytes: number;
  readonly updatedAtMs: number;
}

/** What of an Agentin was written: her metadata or lease, who writes in her terminal, what was done with her work or found at her. */
export interface StateChange {
  readonly agentId: string;
  readonly what: 'meta' | 'lease' | 'hold' | 'deeds' | 'finding' | 'look';
}

/** State shared by all processes. Files private and atomic; refuses links and foreign folders with `state_directory_unsafe`. */
export interface FleetStore {
  /** Makes the folders and checks them; safe to call often. */
  ensure(): Promise<void>;
  /** Null where there is none; `unreadable` where something stands that is damaged, a link, too large or not ours. */
  readMeta(agentId: string): Promise<AgentMeta | null | 'unreadable'>;
  writeMeta(agentId: string, meta: AgentMeta): Promise<void>;
  /**
   * Notes that she is not to run, in the file as it stands: where nothing new can be written (the disk is full), so that no
   * process takes her for lost. Resolves with whether that was possible; never rejects.
   */
  noteStopped(agentId: string): Promise<boolean>;
  /** Fires when another process (or ours) changed something of an Agentin; only while watched. */
  readonly onDidChange: Event<StateChange>;
  watch(): Disposable;
  /** Runs `work` while no other process or call holds the Agentin's lock. Rejects with `agent_lock_timeout`. */
  withLock<T>(agentId: string, work: () => Promise<T>): Promise<T>;
  /**
   * The leadership of timers that must run once for all processes; null while another process has it. It is free again
   * as soon as the handle is disposed or the process ends, however that comes about.
   */
  tryLead(): Promise<Disposable | null>;
  /** Runs `work` while no other process answers a question of hers. */
  answering<T>(agentId: string, work: () => Promise<T>): Promise<T>;
  readLease(agentId: string): Promise<LeaseOnDisk>;
  writeLease(agentId: string, lease: LeaseRecord): Promise<void>;
  removeLease(agentId: string): Promise<void>;
  /** Who writes in her terminal. What cannot be read holds nothing. */
  readHold(agentId: string): Promise<TerminalHold | null>;
  writeHold(agentId: string, hold: TerminalHold): Promise<void>;
  removeHold(agentId: string): Promise<void>;
  /** What was done with her worktrees, oldest first; what cannot be read is nothing. */
  readDeeds(agentId: string): Promise<readonly Deed[]>;
  /** Adds one, whoever else adds one at that moment; the oldest go. */
  noteDeed(agentId: string, deed: Deed): Promise<void>;
  /** What the watchdog found at her last; what cannot be read is nothing. */
  readFinding(agentId: string): Promise<WatchdogFinding | null>;
  writeFinding(agentId: string, finding: WatchdogFinding): Promise<void>;
  removeFinding(agentId: string): Promise<void>;
  /** The last turn whose end a person looked at; what cannot be read is none. */
  readLook(agentId: string): Promise<string | null>;
  writeLook(agentId: string, turnId: string): Promise<void>;
  /** Creates an empty private log and returns its path. */
  createRawLog(runId: string, agentId: string): Promise<string>;
  rawLogInfo(path: string): Promise<RawLogInfo | null>;
  /** The last `bytes` of a raw log as text; '' when it is not one of ours. */
  rawLogTail(path: string, bytes: number): Promise<string>;
  /** Adds the assignment to the ledger, or brings what the ledger says of it up to date. */
  noteAssignment(agentId: string, record: AssignmentRecord): Promise<void>;
  /** The newest `limit` assignments, of one Agentin or (null) of all. Rejects with `state_unreadable`. */
  readAssignments(limit: number, agentId: string | null): Promise<LedgerPage>;
}
