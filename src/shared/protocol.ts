import type {
  AgentChoice,
  AssignDraft,
  DraftReview,
  FieldProblem,
  FormBody,
  FolderListing,
  PathField,
  SendReport,
  SetupNote,
} from './assignForm.ts';
import type { LanePatch, OpenWish, TimelinePage } from './timeline.ts';
import type { PagePatch, SectionedPage } from './page.ts';

/** What the host tells a page of sections, such as an Agentin's; the ids are those of its kind. */
export interface PageHostMessages<Section extends string = string, Action extends string = string> {
  /** The whole page as it is now; sent after `ready`, so also when the page is visible again. */
  readonly page: SectionedPage<Section, Action>;
  /** What changed since. */
  readonly patch: PagePatch<Section, Action>;
  /** Bring a section, or one line of it, into view, and the keyboard there. */
  readonly focus: { readonly section: Section; readonly anchor: string | null };
}

/** What a page of sections tells the host. */
export interface PageWebviewMessages<Action extends string = string> {
  /** The page listens now; nothing is sent before. */
  readonly ready: Readonly<Record<string, never>>;
  /** The person wants something done. */
  readonly run: { readonly action: Action };
  /** Open a changed file in the diff editor. */
  readonly openFile: { readonly file: string };
}

/** What a page of sections keeps of itself. */
export interface PageKept {
  /** As in `SectionedPage`: by this the page comes back after a reload. */
  readonly subject: string;
  /** Sections that the person folded. */
  readonly folded: readonly string[];
}

/** What the host tells the form "New assignment". */
export interface AssignFormHostMessages {
  /** Everything, after `ready`, for another one, and when a command asked for something while it is open. */
  readonly form: FormBody;
  /** Somebody became free or busy. */
  readonly agents: AgentChoice;
  /** The skills of the chosen Agentin. */
  readonly skills: { readonly names: readonly string[] };
  readonly review: DraftReview;
  /** Null when no worktree is wanted, or it needs no set-up. */
  readonly setup: { readonly note: SetupNote | null };
  /** Paths that a person chose or dropped, spelled for the chosen Agentin. */
  readonly paths: { readonly field: PathField; readonly paths: readonly string[] };
  /** What lies in a folder that the form asked for. */
  readonly folder: FolderListing;
  readonly progress: { readonly text: string };
  /** It was not sent, and why not. `canForce`: a lead's lease alone is in the way. */
  readonly refused: { readonly problems: readonly FieldProblem[]; readonly canForce?: boolean };
  readonly done: SendReport;
}

/** What the form "New assignment" tells the host. */
export interface AssignFormWebviewMessages {
  /** The form listens now; with the draft of before it was hidden or the window reloaded. */
  readonly ready: { readonly draft: AssignDraft | null };
  readonly edited: { readonly draft: AssignDraft };
  readonly choose: { readonly field: PathField };
  /** What lies in this folder below hers? */
  readonly list: { readonly folder: string };
  /** Open fleet.json, where what keeps the form from its Agentinnen is mended. */
  readonly openFleetFile: Readonly<Record<string, never>>;
  readonly dropped: { readonly field: PathField; readonly uris: readonly string[] };
  /** `isForced`: take her from whoever leads her, after asking. */
  readonly submit: { readonly draft: AssignDraft; readonly isForced: boolean };
  /** After it was sent: look at it, or write another. */
  readonly next: { readonly what: 'show' | 'again' | 'retry' };
}

/** What the host tells the timeline. */
export interface TimelineHostMessages {
  /** Everything; after `ready`, and when the fleet has other Agentinnen. */
  readonly timeline: TimelinePage;
  /** What is different in some lanes. */
  readonly lanes: { readonly patches: readonly LanePatch[] };
}

/** What the timeline tells the host. */
export interface TimelineWebviewMessages {
  readonly ready: Readonly<Record<string, never>>;
  /** The person wants to go to the place of an entry. */
  readonly open: OpenWish;
}
