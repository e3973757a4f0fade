import type { SectionedPage } from './page.ts';

/** The page of one assignment. Its state is where the assignment stands, for the frame's colour; the words say it too. */
export interface AssignmentPage extends SectionedPage<AssignmentSectionId, AssignmentActionId> {
  /** Which assignment it is of; kept by the webview, so that the page comes back after a reload. */
  readonly assignmentId: string;
  readonly state: 'running' | 'waiting' | 'completed' | 'failed' | 'over';
}

export type AssignmentSectionId =
  | 'about'
  | 'receipts'
  | 'result'
  | 'plan'
  | 'changes'
  | 'message'
  | 'checks'
  | 'task'
  | 'report';

export type AssignmentActionId = 'showAgent' | 'assignAgain' | 'requestReport' | 'attach' | 'checkWorktree';
