import type { SectionedPage } from './page.ts';

/** The page of one assignment. Its state is where that stands, for the frame's colour; the words say it too. */
export interface AssignmentPage extends SectionedPage<AssignmentSectionId, AssignmentActionId> {
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

/** What a person can do on the page of an assignment. */
export const ASSIGNMENT_ACTIONS = [
  'showAgent',
  'assignAgain',
  'requestReport',
  'attach',
  'checkWorktree',
] as const;

export type AssignmentActionId = (typeof ASSIGNMENT_ACTIONS)[number];
