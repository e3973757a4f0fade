/** What a section shows beside facts, bars and charts. Every text is the window's; what a model wrote is text alone. */
export type SectionContent = PlanContent | FilesContent | MessagesContent | ActionsContent;

/** What she means to do, in her order. */
export interface PlanContent {
  readonly kind: 'plan';
  /** How far she is: `2 of 5 steps done`. Said aloud when it changes. */
  readonly summary: string;
  readonly explanation: string;
  readonly steps: readonly PagePlanStep[];
  /** What is not shown, or how sure this is; empty when there is nothing to say. */
  readonly note: string;
}

export interface PagePlanStep {
  readonly text: string;
  readonly state: 'pending' | 'in_progress' | 'completed';
  readonly stateText: string;
}

/** Files that were changed, each with its lines. */
export interface FilesContent {
  readonly kind: 'files';
  readonly summary: string;
  readonly files: readonly PageFile[];
  readonly note: string;
}

export interface PageFile {
  /** Names the file to the host. */
  readonly id: string;
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'deleted' | 'moved';
  readonly kindText: string;
  readonly added: number;
  readonly removed: number;
  /** What a button that opens it says to a screen reader: path, kind, lines. */
  readonly spoken: string;
  /** Hunks of a unified diff. */
  readonly patch: string;
  readonly patchTitle: string;
  /** How many lines are not shown; empty when all are. */
  readonly patchNote: string;
}

/** A conversation. In a patch `messages` has only those that are new or different; `order` names all. */
export interface MessagesContent {
  readonly kind: 'messages';
  readonly order: readonly string[];
  readonly messages: readonly PageMessage[];
  readonly note: string;
  /** What a screen reader hears when it changes: the newest message that is whole. */
  readonly spoken: string;
}

export interface PageMessage {
  readonly id: string;
  readonly by: 'agent' | 'person';
  /** Who, and when. */
  readonly heading: string;
  /** Markdown of hers; the text of others as it was sent. */
  readonly text: string;
  /** `she writes`, what is left out; empty when there is nothing to say. */
  readonly note: string;
  readonly isBeingWritten: boolean;
  /** Long texts that others sent are folded below this title; empty for what is shown. */
  readonly foldTitle: string;
}

/** What she did, oldest first. */
export interface ActionsContent {
  readonly kind: 'actions';
  readonly actions: readonly PageStep[];
  readonly note: string;
}

export interface PageStep {
  readonly id: string;
  readonly text: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly stateText: string;
}
