/** The page of one Agentin, ready to be drawn: every text in the window's language, no rule left to the webview. */
export interface AgentPage {
  readonly title: string;
  /** The state as a CSS class can use it (`working`, `needs_approval`, …), and in words. */
  readonly state: string;
  readonly stateText: string;
  readonly sections: readonly PageSection[];
  readonly actions: readonly PageAction[];
}

/** One block of the page. `id` stays the same as its content changes. */
export interface PageSection {
  readonly id: SectionId;
  readonly heading: string;
  readonly facts: readonly PageFact[];
  readonly bars: readonly PageBar[];
  /** What to say when the section has nothing; empty when it always has. */
  readonly empty: string;
}

export type SectionId = 'why' | 'now' | 'pending' | 'assignment' | 'usage' | 'codex';

export interface PageFact {
  readonly label: string;
  readonly value: string;
  /** Verbatim text, such as a command line. */
  readonly isCode: boolean;
}

/** A share of something that is limited. */
export interface PageBar {
  readonly label: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly text: string;
}

export type PageActionId = 'start' | 'stop' | 'attach' | 'assign' | 'send' | 'interrupt' | 'inbox';

export interface PageAction {
  readonly id: PageActionId;
  readonly title: string;
  readonly isPrimary: boolean;
}
