import type { SectionedPage } from './page.ts';

/** The page of one Agentin. */
export interface AgentPage extends SectionedPage<SectionId, PageActionId> {
  /** Which Agentin it is of; kept by the webview, so that the page comes back after a reload. */
  readonly agentId: string;
}

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

export type PageActionId = 'start' | 'stop' | 'attach' | 'assign' | 'send' | 'interrupt' | 'inbox';
