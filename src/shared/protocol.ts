import type { AgentPage, PageActionId, SectionId } from './agentPage.ts';

/** What the host tells an Agentin's page. */
export interface AgentPageHostMessages {
  /** The whole page as it is now; sent after `ready`, on every change, and when the page is visible again. */
  readonly page: AgentPage;
  /** Bring a section into view. */
  readonly focus: { readonly section: SectionId };
}

/** What an Agentin's page tells the host. */
export interface AgentPageWebviewMessages {
  /** The page listens now; nothing is sent before. */
  readonly ready: Readonly<Record<string, never>>;
  /** The person wants something done. */
  readonly run: { readonly action: PageActionId };
}
