import type { PageFact } from './agentPage.ts';

/** The page of one assignment, ready to be drawn: every text in the window's language. */
export interface AssignmentPage {
  readonly title: string;
  readonly stateText: string;
  /** For the frame's colour alone; the words say it too. */
  readonly phase: 'running' | 'waiting' | 'completed' | 'failed' | 'over';
  readonly sections: readonly AssignmentSection[];
  readonly actions: readonly AssignmentAction[];
}

export interface AssignmentSection {
  readonly id: 'about' | 'receipts' | 'task' | 'result' | 'report';
  readonly heading: string;
  readonly facts: readonly PageFact[];
  /** What to say when there are none. */
  readonly empty: string;
}

export type AssignmentActionId = 'showAgent' | 'assignAgain' | 'requestReport' | 'attach';

export interface AssignmentAction {
  readonly id: AssignmentActionId;
  readonly title: string;
  readonly isPrimary: boolean;
}
