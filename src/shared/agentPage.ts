import type { SectionedPage } from './page.ts';

/** The page of one Agentin; its subject is her id. */
export type AgentPage = SectionedPage<SectionId, PageActionId>;

export type SectionId =
  | 'why'
  | 'now'
  | 'pending'
  | 'plan'
  | 'changes'
  | 'messages'
  | 'assignment'
  | 'usage'
  | 'turns'
  | 'codex'
  | 'deliveries'
  | 'log';

/** What a person can do on her page. */
export const PAGE_ACTIONS = [
  'start',
  'stop',
  'attach',
  'assign',
  'send',
  'interrupt',
  'inbox',
  'approve',
  'decline',
  'answer',
  'changes',
] as const;

export type PageActionId = (typeof PAGE_ACTIONS)[number];
