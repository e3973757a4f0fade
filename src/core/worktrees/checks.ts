import type { Argv } from '../text/commandLine.ts';
import type { ProgramText } from './repositories.ts';

/** Who wrote a command that is to be run: the owner in fleet.json, the person who assigned, or a lead. */
export type CheckOrigin = 'fleet_file' | 'person' | 'lead';

/** A command that must succeed in a working tree; no shell runs it. */
export interface CheckCommand {
  readonly name: string;
  readonly argv: Argv;
  readonly timeoutSeconds: number;
  /** The folder it runs in, absolute and within the working tree; null for its top. */
  readonly folder: string | null;
  readonly origin: CheckOrigin;
}

/** Stands for a command in one repository; `isGiven`: a person wrote it, or agreed to exactly this. */
export interface CheckConsent {
  readonly sha256: string;
  readonly isGiven: boolean;
}

export type CheckRun =
  | { readonly state: 'needs_consent'; readonly sha256: string }
  | { readonly state: 'ended'; readonly program: ProgramText };

/** How a run that ended is to be taken: `errored` when the command told nothing, for it did not start or did not end. */
export function verdictOf({ ok, returncode }: ProgramText): 'passed' | 'failed' | 'errored' {
  if (ok) return 'passed';
  return returncode === 124 || returncode === 126 || returncode === 127 ? 'errored' : 'failed';
}
