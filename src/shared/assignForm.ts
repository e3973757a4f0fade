/** What a person has written into the form so far. Lists are text with one entry a line. Kept in the webview alone. */
export interface AssignDraft {
  /** '' for the one that is suggested. */
  readonly agentId: string;
  /** The same for several; null for one. */
  readonly several: readonly string[] | null;
  readonly role: 'explorer' | 'worker';
  readonly task: string;
  /** What she may write (Arbeitsbiene) or is to look at (Exploriererin). */
  readonly paths: string;
  /** What the task is about beside that; '' for just that. */
  readonly scope: string;
  readonly skill: string;
  readonly name: string;
  readonly context: string;
  readonly forbidden: string;
  /** Commands that must succeed, without a shell. */
  readonly acceptance: string;
  readonly worktree: boolean;
  /** The SHA-256 of the set-up script that may run in it; '' for none. */
  readonly allowSetup: string;
  readonly allowSubagents: boolean;
  readonly allowMissingSkill: boolean;
}

/** The fields that paths can be put into. */
export type PathField = 'paths' | 'scope' | 'context';
export type DraftField = keyof AssignDraft;

export interface AgentOption {
  readonly id: string;
  /** Name, state and what speaks for her, in words. */
  readonly title: string;
}

export interface AgentChoice {
  readonly options: readonly AgentOption[];
  readonly suggestedId: string;
  /** Why she is suggested; '' when nobody is. */
  readonly reason: string;
  /** What keeps them from being told, or from being told as the fleet file has them now. */
  readonly trouble: FleetTrouble | null;
}

/** `isInFile`: it is mended in fleet.json. */
export interface FleetTrouble {
  readonly text: string;
  readonly isInFile: boolean;
}

/** Something that lies in her folder; `path` relative to it. */
export interface PathEntry {
  readonly path: string;
  readonly name: string;
  readonly isFolder: boolean;
}

/** What lies in a folder ('' is hers), and how many entries are left out. */
export interface FolderListing {
  readonly folder: string;
  readonly entries: readonly PathEntry[];
  readonly left: number;
}

/** One of several, and what keeps her from taking the task; '' when nothing does. */
export interface Taker {
  readonly agentId: string;
  readonly problem: string;
}

/** How a sending ended, in whole and for each of several. */
export interface SendReport {
  readonly text: string;
  readonly lines: readonly { readonly text: string; readonly isFailure: boolean }[];
  /** Can those be tried again to whom it was not given? */
  readonly canRetry: boolean;
}

/** A sentence that belongs to a field; null: to the assignment as a whole. */
export interface FieldProblem {
  readonly field: DraftField | null;
  readonly text: string;
}

/** The set-up script of the worktree that would be made. */
export interface SetupNote {
  readonly sha256: string;
  readonly commandLine: string;
  readonly text: string;
  /** Has the person yet to allow it? */
  readonly asks: boolean;
}

/** What the draft would come to, were it sent now. */
export interface DraftReview {
  /** What the sandbox will and will not allow, line by line. */
  readonly sandbox: readonly string[];
  /** Those of several that are chosen. */
  readonly takers: readonly Taker[];
  /** Paths that others who work right now may write as well. */
  readonly conflicts: readonly string[];
  readonly problems: readonly FieldProblem[];
}

/** Labels and hints in the window's language. */
export interface FormTexts {
  readonly title: string;
  readonly agent: string;
  readonly several: string;
  readonly severalLabel: string;
  readonly role: string;
  readonly explorer: string;
  readonly explorerMeans: string;
  readonly worker: string;
  readonly workerMeans: string;
  readonly task: string;
  readonly taskHint: string;
  readonly mayWrite: string;
  readonly mayWriteHint: string;
  readonly lookAt: string;
  readonly lookAtHint: string;
  readonly choose: string;
  readonly browse: string;
  readonly emptyFolder: string;
  /** With `{0}` for their number. */
  readonly moreEntries: string;
  readonly more: string;
  readonly scope: string;
  readonly scopeHint: string;
  readonly skill: string;
  readonly skillHint: string;
  readonly name: string;
  readonly nameHint: string;
  readonly context: string;
  readonly contextHint: string;
  readonly forbidden: string;
  readonly forbiddenHint: string;
  readonly acceptance: string;
  readonly acceptanceHint: string;
  readonly worktree: string;
  readonly worktreeHint: string;
  readonly setupScript: string;
  readonly setupAllowed: string;
  readonly allowSetup: string;
  readonly allowSetupHint: string;
  readonly allowSubagents: string;
  readonly allowMissingSkill: string;
  readonly sandbox: string;
  readonly conflicts: string;
  readonly submit: string;
  readonly force: string;
  readonly openFleetFile: string;
  readonly again: string;
  readonly retry: string;
  readonly clear: string;
  readonly show: string;
}

export interface FormBody {
  readonly texts: FormTexts;
  readonly draft: AssignDraft;
  /**
   * The draft as the host knew it before a command changed it: what was written since then stays. Null where the form
   * begins anew.
   */
  readonly was: AssignDraft | null;
  readonly agents: AgentChoice;
}
