import type { Delivery } from './delivery.ts';

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
  readonly name: string | null;
  readonly allowSubagents: boolean;
  readonly allowMissingSkill: boolean;
  /** On the `terminal` rung only: submit with Enter, or leave the prompt in the composer. */
  readonly enter: boolean;
}

/** How the sandbox of an assignment is kept: by the operating system, or only told to the model. */
export type ScopeEnforcement = 'os_sandbox' | 'told_only';

/**
 * The assignment an Agentin has, as kept in its metadata. It carries what any process needs to restore the base
 * tuple when the turn is over, and never the task or prompt.
 */
export interface AssignmentRecord {
  readonly assignmentId: string;
  readonly createdAtMs: number;
  readonly role: Role;
  readonly name: string | null;
  readonly model: string | null;
  readonly scope: readonly string[];
  readonly writePaths: readonly string[];
  readonly enforcement: ScopeEnforcement;
  readonly delivery: Delivery;
  /** Our permission profile in the home's config.toml that must be taken out again; null when none was written. */
  readonly profileName: string | null;
  /** Empty files and folders that we made so that the sandbox could open them; absolute. */
  readonly preparedPaths: readonly string[];
  /** The base tuple is in force again. */
  readonly restored: boolean;
}
