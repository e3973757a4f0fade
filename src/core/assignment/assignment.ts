import type { Argv } from '../text/commandLine.ts';
import type { Acceptance } from './acceptance.ts';
import type { Delivery, DeliveryState } from './delivery.ts';

/** `explorer` is the Exploriererin (reads only), `worker` the Arbeitsbiene (writes only where it was told to). */
export type Role = 'explorer' | 'worker';

/** What a Teamleiterin asks for. Lists are trimmed and without empties; paths are as given, relative to the cwd. */
export interface AssignmentRequest {
  readonly role: Role;
  readonly task: string;
  readonly skill: string | null;
  readonly scope: readonly string[];
  readonly writePaths: readonly string[];
  readonly context: readonly string[];
  readonly forbidden: readonly string[];
  /** Must succeed before the task counts as done; see `Acceptance`. */
  readonly acceptance: readonly Argv[];
  readonly name: string | null;
  readonly allowSubagents: boolean;
  readonly allowMissingSkill: boolean;
  /** On the `terminal` rung only: submit with Enter, or leave the prompt in the composer. */
  readonly enter: boolean;
}

/** How the sandbox of an assignment is kept: by the operating system, or only told to the model. */
export type ScopeEnforcement = 'os_sandbox' | 'told_only';

/** What the ledger tells of an assignment beside its role and paths (reference contract §3.6): counts and kinds, never a text. */
export interface AssignmentFacts {
  readonly skill: {
    readonly requested: string | null;
    /** Null when none was asked for. */
    readonly available: boolean | null;
    readonly matchCount: number;
  };
  readonly contextCount: number;
  readonly forbiddenCount: number;
  readonly allowSubagents: boolean;
  readonly promptChars: number;
  /** False: the prompt was left in the composer for a person to send. */
  readonly submitted: boolean;
  /** Until when whoever assigned it held the lease. */
  readonly leaseExpiresAtMs: number | null;
}

/** What was assigned, wherever it is told of. */
interface AssignmentOutline {
  readonly assignmentId: string;
  readonly createdAtMs: number;
  readonly role: Role;
  readonly name: string | null;
  readonly model: string | null;
  readonly scope: readonly string[];
  readonly writePaths: readonly string[];
}

/**
 * The assignment an Agentin has, as kept in its metadata. It carries what any process needs to restore the base
 * tuple when the turn is over, and never the task or prompt.
 */
export interface AssignmentRecord extends AssignmentOutline {
  /** What must succeed; null when nothing was named. */
  readonly acceptance: Acceptance | null;
  readonly enforcement: ScopeEnforcement;
  readonly delivery: Delivery;
  /** Our permission profile in the home's config.toml that must be taken out again; null when none was written. */
  readonly profileName: string | null;
  /** Empty files and folders that we made so that the sandbox could open them; absolute. */
  readonly preparedPaths: readonly string[];
  /** The base tuple is in force again. */
  readonly restored: boolean;
  /** For the ledger; null in metadata that knows none. */
  readonly facts: AssignmentFacts | null;
  /** The state of the delivery that the ledger has of it; null while the ledger does not have it at all. */
  readonly ledgerState: DeliveryState | null;
}

/** One assignment as the ledger tells it; what another program's record leaves open is null. */
export interface LedgerEntry extends AssignmentOutline {
  readonly agentId: string;
  readonly enforcement: ScopeEnforcement | null;
  readonly delivery: Delivery | null;
  readonly facts: AssignmentFacts;
}

export interface LedgerPage {
  /** Newest last. */
  readonly entries: readonly LedgerEntry[];
  /** How many the ledger has, of the Agentin or of all. */
  readonly retainedCount: number;
}

const NO_FACTS: AssignmentFacts = {
  skill: { requested: null, available: null, matchCount: 0 },
  contextCount: 0,
  forbiddenCount: 0,
  allowSubagents: false,
  promptChars: 0,
  submitted: true,
  leaseExpiresAtMs: null,
};

/** What the ledger is told of an Agentin's assignment. */
export function ledgerEntry(agentId: string, record: AssignmentRecord): LedgerEntry {
  const { assignmentId, createdAtMs, role, name, model, scope, writePaths, enforcement, delivery } = record;
  const facts = record.facts ?? NO_FACTS;
  return {
    agentId,
    assignmentId,
    createdAtMs,
    role,
    name,
    model,
    scope,
    writePaths,
    enforcement,
    delivery,
    facts,
  };
}

/** The coarsest step that file systems keep times in, twice. */
const MARK_STEP_MS = 4000;

/**
 * The time of change that what we make for an assignment bears, so that any process can tell it from what somebody touched
 * meanwhile, also after a crash. It lies before the assignment, in whole steps that every file system can keep: no
 * change that happens later has it.
 */
export function preparationMarkMs({ createdAtMs }: Pick<AssignmentRecord, 'createdAtMs'>): number {
  return Math.floor(createdAtMs / MARK_STEP_MS - 1) * MARK_STEP_MS;
}
