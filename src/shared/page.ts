import type { ChartPoint } from './chart.ts';
import type { SectionContent } from './pageContent.ts';

/**
 * A page of sections, ready to be drawn: every text in the window's language, no rule left to the webview. `Section` and
 * `Action` are the ids that a kind of page has.
 */
export interface SectionedPage<
  Section extends string = string,
  Action extends string = string,
> extends PageHead<Action> {
  /** The id of what it is of. */
  readonly subject: string;
  readonly sections: readonly PageSection<Section>[];
}

/** What stands above the sections. */
export interface PageHead<Action extends string = string> {
  readonly title: string;
  /** The state as a CSS class can use it (`working`, `needs_approval`, …), and in words. */
  readonly state: string;
  readonly stateText: string;
  /** Why it is so, in a sentence; empty where the state says it. */
  readonly why: string;
  readonly actions: readonly PageAction<Action>[];
  /** What a screen reader calls them. */
  readonly actionsTitle: string;
}

/** What of the page is different from what was sent before. */
export interface PagePatch<Section extends string = string, Action extends string = string> {
  readonly head: PageHead<Action> | null;
  readonly sections: readonly PageSection<Section>[];
}

/** One block of the page. `id` stays the same as its content changes. */
export interface PageSection<Section extends string = string> {
  readonly id: Section;
  readonly heading: string;
  readonly facts: readonly PageFact[];
  readonly bars: readonly PageBar[];
  readonly charts: readonly PageChart[];
  /** What she plans, changes, does or says; null in sections without. */
  readonly content: SectionContent | null;
  /** What to say when the section has nothing; empty for one that is not there then. */
  readonly empty: string;
  /** What a screen reader hears when it changes; nothing unless told. Plans and messages have their own. */
  readonly spoken?: string;
}

export interface PageFact {
  readonly label: string;
  readonly value: string;
  /** Verbatim text, such as a command line. */
  readonly isCode: boolean;
  /** Names the line, where it can be gone to. */
  readonly anchor?: string;
}

/** A share of something that is limited. */
export interface PageBar {
  readonly label: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly text: string;
}

/** Figures over time: a picture, and the same as a table for whoever cannot see it. */
export interface PageChart {
  /** Stays the same as the figures change. */
  readonly id: string;
  readonly title: string;
  /** The picture in a sentence. */
  readonly summary: string;
  readonly points: readonly ChartPoint[];
  /** What the edges mean: the first moment, the last, the top. */
  readonly from: string;
  readonly to: string;
  readonly top: string;
  readonly columns: readonly [string, string];
  /** Newest first, bounded. */
  readonly rows: readonly (readonly [string, string])[];
  readonly tableTitle: string;
}

export interface PageAction<Action extends string = string> {
  readonly id: Action;
  readonly title: string;
  readonly isPrimary: boolean;
}
