import type { Activity, AgentModel } from './agent/agent.ts';
import type {
  AssignmentRecord,
  AssignmentRequest,
  LedgerEntry,
  LedgerPage,
  ScopeEnforcement,
} from './assignment/assignment.ts';
import type { AgentSpec, FleetConfig } from './config.ts';
import type { Deed } from './agent/deeds.ts';
import type { Delivery } from './assignment/delivery.ts';
import type { FleetError } from './errors.ts';
import type { HoldView, HoldWish } from './hold.ts';
import type { Installation } from './installation.ts';
import type { Claim, Holder, LeaseView } from './lease.ts';
import type { Disposable, Event } from './lifecycle.ts';
import type { Answer } from './agent/pending.ts';
import type { AgentMeta, RawLogInfo } from './ports.ts';
import type { ReportRecord } from './assignment/report.ts';
import type { ScopeReport } from './assignment/scope.ts';
import type { SkillAnswer, SkillInventory } from './skills.ts';
import type { ActivitySource, WatchdogDecision, WatchdogPolicy } from './watchdog/watchdog.ts';
import type { WatchdogFinding } from './watchdog/watchdogTimers.ts';
import type { Repositories } from './worktrees/repositories.ts';
import type { WriteOverlap } from './assignment/writeOverlaps.ts';

/** One Agentin at one moment, as the panel and `agent_status` show it. */
export interface AgentSnapshot {
  readonly spec: AgentSpec;
  readonly model: AgentModel;
  readonly activity: Activity;
  readonly meta: AgentMeta | null;
  /** What is kept of her last start is damaged; `meta` is what is known in spite of it. */
  readonly isMetaUnreadable: boolean;
  readonly lease: LeaseView;
  /** Does a person write in her terminal? */
  readonly terminal: HoldView;
  /** What was done with her worktrees, oldest first. */
  readonly deeds: readonly Deed[];
  /** What the watchdog's timers found at her last; ask `stands` whether it still holds. */
  readonly finding: WatchdogFinding | null;
  readonly rawLog: RawLogInfo | null;
  readonly processes: { readonly all: number; readonly external: number } | null;
  /** The newest assignment that the ledger has of her, where her metadata has none. */
  readonly ledgerEntry: LedgerEntry | null;
}

/** An Agentin whose shown state changed. */
export interface AgentChange {
  readonly agentId: string;
  readonly before: Activity;
  readonly after: Activity;
}

export interface StartWish {
  /** Absolute, `~/…`, or null for the Agentin's own or the caller's directory. */
  readonly cwd: string | null;
  readonly prompt: string | null;
}

export interface StartResult {
  readonly status: 'started' | 'already_running';
  readonly agentId: string;
  readonly pid: number | null;
  readonly resumedThread: boolean;
  /** What of the wish was not done because she ran already: in another folder, or without the first message. */
  readonly ignored: readonly (keyof StartWish)[];
  readonly snapshot: AgentSnapshot;
}

export interface SendWish {
  readonly text: string;
  readonly enter: boolean;
  /** The same key again returns the first delivery instead of sending twice. */
  readonly idempotencyKey: string | null;
}

export interface SendResult {
  readonly delivery: Delivery;
  readonly claim: Claim;
  /** On the `terminal` rung: how it was pasted. */
  readonly pasted: boolean;
}

export interface ReportWish {
  /** Named in the request when it is an assignment's id; anything else is left out of it. */
  readonly assignmentId: string | null;
  readonly enter: boolean;
}

export interface ReportResult {
  readonly report: ReportRecord;
  readonly chars: number;
  /** It went into a turn that ran already. */
  readonly steered: boolean;
  readonly pasted: boolean;
  readonly claim: Claim;
}

/** What the watchdog found at one Agentin, and did. */
export interface WatchdogResult {
  readonly agentId: string;
  readonly decision: WatchdogDecision;
  /** When it was decided. */
  readonly atMs: number;
  readonly running: boolean;
  readonly leaseBefore: LeaseView;
  /** Seconds since her last sign of life, and where that is known from; null while she works on nothing. */
  readonly idleSeconds: number | null;
  readonly activitySource: ActivitySource | null;
  readonly report: Omit<ReportResult, 'claim'> | null;
  readonly actionStatus: 'interrupt_sent' | 'stopped' | 'not_running' | 'released' | 'not_held' | null;
  /** As she is after it. */
  readonly snapshot: AgentSnapshot;
}

export interface AssignResult {
  readonly assignment: AssignmentRecord;
  readonly enforcement: ScopeEnforcement;
  readonly promptChars: number;
  /** What the skill that was asked for came to; null when none was. */
  readonly skill: SkillAnswer | null;
  readonly claim: Claim;
  /** What running assignments of others may write as well. */
  readonly overlaps: readonly WriteOverlap[];
  /** Why the ledger does not have it yet; it is given all the same. */
  readonly ledgerProblem: FleetError | null;
}

export interface AssignmentsPage extends LedgerPage {
  /** How many records the ledger keeps. */
  readonly retentionLimit: number;
  /** False: the ledger cannot be read; these are the assignments that the Agentinnen have now. */
  readonly isReadable: boolean;
}

export interface AgentClaimWish {
  /** Null: the usual time, and never less than what is left of an own lease. A time that is named is set exactly. */
  readonly ttlSeconds: number | null;
  readonly force: boolean;
  /** How long to wait for a foreign lease to end; 0: not at all. */
  readonly waitSeconds: number;
  /** How often to look for what makes no event while waiting: the end of the holder's process. */
  readonly lookSeconds: number;
  readonly signal?: AbortSignal;
  /** Hears the foreign lease at the beginning of a wait, and each time it was renewed or changed hands. */
  readonly onProgress?: (lease: LeaseView) => void;
}

export interface AgentClaim {
  readonly claim: Claim;
  /** The lease as it was found. */
  readonly previous: LeaseView;
  readonly waitedMs: number;
  /** How many times it was looked at again. */
  readonly looks: number;
}

export interface ReleaseResult {
  /** `not_held`: there was no lease in force to give back. */
  readonly status: 'released' | 'not_held';
  /** The lease as it was found. */
  readonly previous: LeaseView;
  readonly lease: LeaseView;
}

export type WaitStatus =
  | 'blocked_by_limit'
  | 'not_running'
  | 'tui_starter_context'
  | 'activity_observed'
  | 'timeout';

export interface WaitResult {
  readonly status: WaitStatus;
  readonly elapsedMs: number;
  /** How many changes were seen while waiting. */
  readonly observations: number;
  readonly initial: AgentSnapshot;
  readonly current: AgentSnapshot;
}

export interface TailResult {
  /** Redacted, bounded text. */
  readonly output: string;
}

/**
 * The fleet: everything that one can do with Agentinnen, for every front end alike. Methods that name an Agentin
 * reject with `unknown_agent`; everything rejects with a `FleetError` whose message may be shown to anyone.
 */
export interface Fleet extends Disposable {
  readonly config: FleetConfig;
  /** Why the fleet file in use is not the newest one on disk (broken, too new); null when it is. */
  readonly configProblem: FleetError | null;
  /** Fires after Agentinnen were added, removed or renamed, or `configProblem` changed. */
  readonly onDidChangeConfig: Event<void>;
  /** Fires for every change of what `peek` returns; `before` and `after` may be of the same state. */
  readonly onDidChangeAgent: Event<AgentChange>;
  /** Fires when a turn of the Agentin came to its end. */
  readonly onDidEndTurn: Event<{ readonly agentId: string; readonly turnId: string }>;

  /** The product in a person's own Codex: installing it there, and looking whether it is. */
  readonly installation: Installation;

  /** Git repositories, found from the directory of whoever asks. */
  readonly repositories: Repositories;

  /** Stays connected and keeps Agentinnen alive (restarts what died) until the handle is disposed. For long-lived processes. */
  supervise(): Disposable;
  /** What is known now, without looking. */
  peek(agentId: string, holder: Holder): AgentSnapshot;
  /** Looks (unless a supervisor keeps the picture fresh already) and returns what is there. */
  status(agentId: string, holder: Holder): Promise<AgentSnapshot>;

  /** The lease alone, read now. */
  lease(agentId: string, holder: Holder): Promise<LeaseView>;
  /**
   * Takes or renews the lease, of an Agentin that runs or not. Waits for a foreign one by event and holds no lock
   * meanwhile; then rejects with `agent_lease_held_by_other_client`. Rejects with `cancelled` when the signal aborts.
   */
  claim(agentId: string, wish: AgentClaimWish, holder: Holder): Promise<AgentClaim>;
  /** Gives the lease back. `force` ends anybody's, and repairs a file that cannot be read. */
  release(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<ReleaseResult>;

  start(agentId: string, wish: StartWish, holder: Holder): Promise<StartResult>;
  stop(
    agentId: string,
    wish: { readonly force: boolean },
    holder: Holder,
  ): Promise<{ readonly status: 'stopped' | 'not_running' }>;
  send(agentId: string, wish: SendWish, holder: Holder): Promise<SendResult>;
  assign(
    agentId: string,
    request: AssignmentRequest,
    idempotencyKey: string | null,
    holder: Holder,
  ): Promise<AssignResult>;
  /** Asks for a short report; recorded in the metadata, its answer nowhere. */
  requestReport(agentId: string, wish: ReportWish, holder: Holder): Promise<ReportResult>;
  /** The newest `limit` assignments, of one Agentin or (null) of all, with what became of each. */
  assignments(
    agentId: string | null,
    limit: number,
    /** False: nobody's Codex is asked what became of hers; it is told as far as a look at her says. True unless told. */
    options?: { readonly asks: boolean },
  ): Promise<AssignmentsPage>;
  /** The skills that an Agentin has. */
  skills(agentId: string): Promise<SkillInventory>;
  /**
   * Would an assignment with these paths be taken, were `cwd` (absolute, `~/…`, or relative to `base`) her directory?
   * `agentId` is the one who would have it, if that is known: what she writes herself is left out of the overlaps.
   */
  checkScope(wish: {
    readonly agentId: string | null;
    readonly scope: readonly string[];
    readonly writePaths: readonly string[];
    readonly base: string;
    readonly cwd: string | null;
  }): Promise<ScopeReport & { readonly overlaps: readonly WriteOverlap[] }>;
  /** Looks at her once, and does what the policy says about one that is silent; see `decide`. */
  watchdog(agentId: string, policy: WatchdogPolicy, holder: Holder): Promise<WatchdogResult>;
  /** Takes over what has to run once for all processes, until the handle is disposed; null while another leads. */
  leadTimers(): Promise<Disposable | null>;
  /** Lets every process see what the timers found at her; null: all is well with her again. */
  noteFinding(agentId: string, finding: WatchdogFinding | null): Promise<void>;
  /** A person has seen what was found at her: it stands in no Inbox any more. */
  dismissFinding(agentId: string): Promise<void>;
  interrupt(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<Claim>;
  wait(
    agentId: string,
    wish: {
      readonly timeoutSeconds: number;
      readonly signal?: AbortSignal;
      readonly onProgress?: (snapshot: AgentSnapshot) => void;
    },
    holder: Holder,
  ): Promise<WaitResult>;
  /** What an Agentin does for one Teamleiterin is not for another to read: refuses as what changes something does. */
  tail(
    agentId: string,
    wish: { readonly source: 'pane' | 'log'; readonly lines: number; readonly chars: number },
    holder: Holder,
  ): Promise<TailResult>;
  answer(agentId: string, key: string, answer: Answer): Promise<void>;
  /** A person or lead looked at the Agentin: `done` becomes `idle`. */
  markLooked(agentId: string): void;
  /**
   * Says that a person types in her terminal, at the window that `holder` sits at: until they let go, or for as long as
   * the wish tells, everybody else is refused what would come between. Needs no lock, so that no key waits.
   */
  holdTerminal(agentId: string, wish: HoldWish, holder: Holder): Promise<void>;
  /** Lets go of her terminal. `everybody` ends the hold of other windows too. */
  releaseTerminal(
    agentId: string,
    wish: { readonly everybody: boolean },
    holder: Holder,
  ): Promise<{ readonly status: 'released' | 'not_held' }>;
  /** argv of a terminal that attaches to the Agentin's TUI; rejects with `agent_not_running`. */
  attachCommand(agentId: string): Promise<readonly string[]>;
}
