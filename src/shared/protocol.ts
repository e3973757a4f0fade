import type {
  AgentChoice,
  AssignDraft,
  DraftReview,
  FieldProblem,
  FormBody,
  PathField,
} from './assignForm.ts';
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

/** What the host tells the form "New assignment". */
export interface AssignFormHostMessages {
  /** Everything, after `ready` and when another wish came in while it is open. */
  readonly form: FormBody;
  /** Somebody became free or busy. */
  readonly agents: AgentChoice;
  /** The skills of the chosen Agentin. */
  readonly skills: { readonly names: readonly string[] };
  readonly review: DraftReview;
  /** Paths that a person chose or dropped, spelled for the chosen Agentin. */
  readonly paths: { readonly field: PathField; readonly paths: readonly string[] };
  readonly progress: { readonly text: string };
  /** It was not sent, and why not. */
  readonly refused: { readonly problems: readonly FieldProblem[] };
  readonly done: { readonly text: string };
}

/** What the form "New assignment" tells the host. */
export interface AssignFormWebviewMessages {
  /** The form listens now; with the draft of before it was hidden or the window reloaded. */
  readonly ready: { readonly draft: AssignDraft | null };
  readonly edited: { readonly draft: AssignDraft };
  readonly choose: { readonly field: PathField };
  readonly dropped: { readonly field: PathField; readonly uris: readonly string[] };
  readonly submit: { readonly draft: AssignDraft };
  /** After it was sent: look at it, or write another. */
  readonly next: { readonly what: 'show' | 'again' };
}
