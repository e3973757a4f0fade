import type { FileChange } from '../agent/pending.ts';

/**
 * What an Agentin plans, changes and says: for the person in front of the window and for nobody else. It is kept in
 * memory alone, apart from the `AgentModel`, so that no operation, ledger, log or file can come by it; only a
 * process that asks for it (`PanelFleet`) has it at all. Everything is bounded and says what it leaves out.
 */
export interface AgentContent {
  /** Oldest first; the newest is the one that runs, or ran last. */
  readonly turns: readonly TurnContent[];
}

export interface TurnContent {
  readonly turnId: string;
  readonly isRunning: boolean;
  /**
   * `whole`: heard from its beginning. `joined`: this process came later, so what Codex does not tell again (the plan,
   * tokens) may be missing. `gap`: it was lost from sight for a while, so that what was told last may be old.
   */
  readonly seen: 'whole' | 'joined' | 'gap';
  /** Null while Codex has told none. */
  readonly plan: Plan | null;
  readonly actions: Kept<Action>;
  readonly messages: Kept<Message>;
  /** Her edits, one by one; `diff` is what they come to. */
  readonly edits: Kept<Edit>;
  /** The difference that the turn made, as Codex counts it; null until it tells. */
  readonly diff: TurnDiff | null;
  /** What the turn took; null until Codex tells. */
  readonly tokens: TurnTokens | null;
  /** Missing where nobody read it. */
  readonly times?: TurnTimes;
}

/** When a turn began and ended, as its conversation has it, to the second; null where it does not say. */
export interface TurnTimes {
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

/** The newest of many. */
export interface Kept<T> {
  readonly items: readonly T[];
  /** How many older ones are not kept. */
  readonly leftOut: number;
}

export interface Plan {
  readonly explanation: string | null;
  readonly steps: readonly PlanStep[];
  readonly leftOutSteps: number;
  readonly atMs: number;
  /** Not heard, but read from her session file. */
  readonly isFromFile: boolean;
}

export interface PlanStep {
  readonly text: string;
  readonly state: 'pending' | 'in_progress' | 'completed';
}

/** A text of the conversation. */
export interface Message {
  readonly id: string;
  /** `person`: whoever wrote to her, a lead included. */
  readonly by: 'agent' | 'person';
  readonly text: string;
  /** Characters at its end that are not kept. */
  readonly leftOutChars: number;
  /** False: its beginning was not heard, and is not there yet. */
  readonly hasBeginning: boolean;
  /** She still writes it. */
  readonly isBeingWritten: boolean;
  readonly atMs: number | null;
}

/** Something she does beside writing. */
export interface Action {
  readonly id: string;
  readonly kind: 'command' | 'tool' | 'search';
  /** The command line, the tool's name, what is searched for. */
  readonly text: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

/** One application of a patch. */
export interface Edit {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly changes: readonly EditedFile[];
  readonly leftOutChanges: number;
}

export interface EditedFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: FileChange['kind'];
  readonly added: number;
  readonly removed: number;
  readonly patch: PatchText;
}

export interface TurnDiff {
  /** To know the same diff again: Codex repeats it after each request to the model. */
  readonly fingerprint: string;
  readonly files: readonly DiffFile[];
  readonly leftOutFiles: number;
  /** Of all files, those left out included. */
  readonly added: number;
  readonly removed: number;
}

export interface DiffFile {
  /** As Codex writes it: relative to the repository, or to her folder. */
  readonly path: string;
  /** Where it was before it was moved; null when it was not. */
  readonly from: string | null;
  readonly kind: 'added' | 'changed' | 'deleted' | 'moved';
  readonly added: number;
  readonly removed: number;
  readonly patch: PatchText;
}

/** Hunks of a unified diff, cut between two lines. */
export interface PatchText {
  readonly text: string;
  readonly leftOutLines: number;
}

export interface TurnTokens {
  /** What the conversation had taken before the turn; exact only when it was heard from its beginning. */
  readonly before: TokenFigures;
  readonly now: TokenFigures;
}

export interface TokenFigures {
  readonly total: number;
  readonly input: number;
  readonly output: number;
}

/** What is kept at most, per Agentin or per turn. Texts are counted in characters. */
export const CONTENT_LIMITS = {
  turns: 6,
  planSteps: 50,
  stepChars: 400,
  explanationChars: 2000,
  messages: 24,
  messageChars: 32_768,
  turnMessageChars: 131_072,
  actions: 40,
  actionChars: 400,
  edits: 100,
  filesOfEdit: 60,
  files: 200,
  filePatchChars: 32_768,
  patchChars: 262_144,
  pathChars: 1000,
} as const;

export const NO_CONTENT: AgentContent = { turns: [] };

/** An item of a turn, as Codex tells of it. */
export type ContentItem =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly by: Message['by'];
      readonly text: string;
      readonly isOver: boolean;
      readonly atMs: number | null;
    }
  | {
      readonly kind: 'action';
      readonly id: string;
      readonly what: Action['kind'];
      readonly text: string;
      readonly state: Action['state'];
      readonly startedAtMs: number | null;
      readonly endedAtMs: number | null;
    }
  | {
      readonly kind: 'edit';
      readonly id: string;
      readonly state: Edit['state'];
      readonly changes: readonly FileChange[];
    };

export type ContentEvent =
  /** Another conversation: nothing of the one before holds. */
  | { readonly type: 'conversation' }
  /** A turn begins now. */
  | { readonly type: 'begun'; readonly turnId: string }
  /** A turn as it was found, with its items so far. */
  | {
      readonly type: 'found';
      readonly turnId: string;
      readonly isRunning: boolean;
      /** It began just now, and the model has done nothing yet: nothing was missed. */
      readonly isWhole: boolean;
      readonly items: readonly ContentItem[];
      readonly times?: TurnTimes;
    }
  | { readonly type: 'over'; readonly turnId: string }
  /** Nothing is heard for a while. */
  | { readonly type: 'gap' }
  | {
      readonly type: 'plan';
      readonly turnId: string;
      readonly explanation: string | null;
      readonly steps: readonly PlanStep[];
      readonly atMs: number;
    }
  /** What her session file has of a plan; of a turn that nobody knows it tells nothing. */
  | {
      readonly type: 'pastPlan';
      readonly turnId: string;
      readonly explanation: string | null;
      readonly steps: readonly PlanStep[];
      readonly atMs: number;
    }
  | { readonly type: 'diff'; readonly turnId: string; readonly diff: string }
  | { readonly type: 'item'; readonly turnId: string; readonly item: ContentItem }
  /** More of a message that she writes. */
  | { readonly type: 'written'; readonly turnId: string; readonly itemId: string; readonly more: string }
  | {
      readonly type: 'tokens';
      readonly turnId: string;
      readonly total: TokenFigures;
      /** Of the last request alone. */
      readonly last: TokenFigures;
    };
