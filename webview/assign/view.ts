import type {
  AgentChoice,
  AssignDraft,
  DraftReview,
  FieldProblem,
  FolderListing,
  FormBody,
  FormTexts,
  PathField,
  SendReport,
  SetupNote,
} from '../../src/shared/assignForm.ts';
import { Announcer } from '../ui/announcer.ts';
import { element, setText } from '../ui/element.ts';
import { button, rest } from '../ui/toolkit.ts';
import { createFields, draftIn, fillFields } from './draftFields.ts';
import type { DraftFields } from './draftFields.ts';
import { mergeDraft } from './mergeDraft.ts';
import { MAIN_FIELDS, MORE_FIELDS, Problems } from './problems.ts';
import { drawReport } from './report.ts';
import type { Next } from './report.ts';
import { Trouble } from './trouble.ts';

export interface FormActions {
  readonly edited: (draft: AssignDraft) => void;
  readonly choose: (field: PathField) => void;
  readonly list: (folder: string) => void;
  readonly openFleetFile: () => void;
  readonly dropped: (field: PathField, uris: readonly string[]) => void;
  /** `isForced`: over somebody else's lease. */
  readonly submit: (draft: AssignDraft, isForced: boolean) => void;
  readonly next: (what: Next) => void;
}

/** The form as a person fills it in. Everything it says comes from the host. */
export class AssignFormView {
  readonly #root: HTMLElement;
  readonly #actions: FormActions;
  readonly #sandbox = element('ul');
  readonly #conflicts = element('ul');
  readonly #conflictBox = element('section', { class: 'warning', hidden: true });
  readonly #status = element('p', { class: 'status' });
  readonly #problems = new Problems();
  readonly #trouble = new Trouble();
  readonly #announcer = new Announcer();
  readonly #more = element('details');
  #submit: HTMLElement | undefined;
  #isBusy = false;
  /** Whether the first answer of the host to this draft is there. */
  #isReviewed = false;
  #texts: FormTexts | undefined;
  /** Whose files are shown. */
  #who = '';
  #fields: DraftFields | undefined;

  constructor(root: HTMLElement, actions: FormActions) {
    this.#root = root;
    this.#actions = actions;
  }

  /** Shows the form with this draft in it; the place of the keyboard stays, when the form was there before. */
  show(body: FormBody): void {
    if (body.was === null || this.#fields === undefined) this.#draw(body);
    else this.#fillIn(this.#fields, body.was, body);
  }

  /** What stands there is not drawn anew: somebody may be writing in it. */
  #fillIn(fields: DraftFields, was: AssignDraft, { draft, agents }: FormBody): void {
    this.setAgents(agents);
    fillFields(fields, mergeDraft(draftIn(fields), was, draft));
    if (hasMore(fields)) this.#more.open = true;
    if (document.hasFocus() && !this.#root.contains(document.activeElement)) fields.task.focus();
    this.#onChange();
  }

  #draw({ texts, draft, agents }: FormBody): void {
    const focused = document.activeElement?.id ?? '';
    this.#texts = texts;
    this.#fields = createFields(texts, {
      change: () => this.#onChange(),
      choose: this.#actions.choose,
      list: this.#actions.list,
      drop: this.#actions.dropped,
    });
    this.setAgents(agents);
    fillFields(this.#fields, draft);
    this.#who = draft.several?.[0] ?? draft.agentId;
    this.#build(texts, this.#fields);
    this.#adaptToRole();
    this.#root.removeAttribute('aria-busy');
    const before = focused === '' ? null : document.getElementById(focused);
    // A form that comes back beside what a person works on leaves the keyboard where it is.
    if (document.hasFocus()) (before ?? document.getElementById('task'))?.focus();
  }

  setAgents(agents: AgentChoice): void {
    this.#fields?.setAgents(agents);
    if (this.#texts === undefined) return;
    const told = this.#trouble.show(agents.trouble, this.#texts, this.#actions.openFleetFile);
    // Who comes to the form reads it.
    if (this.#root.contains(this.#trouble.root)) this.#announcer.say(...told);
  }

  setSkills(names: readonly string[]): void {
    this.#fields?.skills.replaceChildren(...names.map((name) => element('option', { value: name })));
  }

  setSetup(note: SetupNote | null): void {
    this.#fields?.allowSetup.show(note);
  }

  /** What is different is said, and no more: it changes while somebody types. */
  setReview({ sandbox, conflicts, problems, takers }: DraftReview): void {
    const kept = this.#fields?.several.setTakers(takers) ?? [];
    const allowed = setLines(this.#sandbox, sandbox);
    const inTheWay = setLines(this.#conflicts, conflicts);
    this.#conflictBox.hidden = conflicts.length === 0;
    const wrong = this.#fields === undefined ? [] : this.#problems.show(this.#fields, problems);
    const warning = inTheWay.length === 0 ? [] : [this.#texts?.conflicts ?? '', ...inTheWay];
    // Who comes to the form reads it.
    if (this.#isReviewed) this.#announcer.say(...wrong, ...kept, ...warning, ...allowed);
    this.#isReviewed = true;
  }

  addPaths(field: PathField, paths: readonly string[]): void {
    const target = this.#fields?.[field];
    if (target === undefined || paths.length === 0) return;
    const lines = target
      .get()
      .split('\n')
      .filter((line) => line.trim() !== '');
    target.set([...new Set([...lines, ...paths])].join('\n'));
    target.focus();
    this.#onChange();
  }

  fillFolder(listing: FolderListing): void {
    this.#fields?.paths.fill(listing);
  }

  setProgress(text: string): void {
    this.#setBusy(true);
    setText(this.#status, text);
    this.#announcer.say(text);
  }

  refuse(problems: readonly FieldProblem[], canForce: boolean): void {
    this.#setBusy(false);
    this.#status.textContent = '';
    if (this.#fields !== undefined) this.#problems.refuse(this.#fields, problems, canForce);
    const id = problems.find((problem) => problem.field !== null)?.field ?? null;
    const field = id === null ? undefined : this.#fields?.[id];
    if (field !== undefined && this.#more.contains(field.root)) this.#more.open = true;
    // A field that gets the focus is said with what is wrong; one that has it already, or cannot get it, is not.
    const isSaid = document.hasFocus() && field?.root.contains(document.activeElement) === false;
    if (!isSaid) this.#announcer.warn(...problems.map(({ text }) => text));
    field?.focus();
  }

  finish(report: SendReport): void {
    const texts = this.#texts;
    if (texts === undefined) return;
    this.#fields = undefined;
    this.#isBusy = false;
    this.#announcer.clear();
    const { said, parts } = drawReport(texts, report, this.#actions.next);
    this.#root.replaceChildren(...parts, this.#announcer.root);
    // What gets the focus is said; who is elsewhere by now is told without being called back.
    if (document.hasFocus()) said.focus();
    else this.#announcer.say(report.text);
  }

  #build(texts: FormTexts, fields: DraftFields): void {
    this.#submit = button(texts.submit, true, () => this.#onSubmit());
    this.#more.replaceChildren(
      element('summary', {}, texts.more),
      ...MORE_FIELDS.map((field) => fields[field].root),
    );
    this.#more.open = hasMore(fields);
    this.#conflictBox.replaceChildren(element('h2', {}, texts.conflicts), this.#conflicts);
    this.#status.textContent = '';
    this.#problems.begin(texts.force, () => this.#onSubmit(true));
    this.#isBusy = false;
    this.#isReviewed = false;
    this.#announcer.clear();
    const form = element(
      'form',
      { novalidate: true },
      ...MAIN_FIELDS.flatMap((field) =>
        field === 'agentId'
          ? [fields[field].root, this.#trouble.root, this.#problems.force]
          : [fields[field].root],
      ),
      this.#more,
      element(
        'section',
        { 'aria-labelledby': 'sandbox' },
        element('h2', { id: 'sandbox' }, texts.sandbox),
        this.#sandbox,
      ),
      this.#conflictBox,
      this.#problems.general,
      element(
        'div',
        { class: 'actions' },
        this.#submit,
        button(texts.clear, false, () => this.#clear()),
      ),
      this.#status,
    );
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#onSubmit();
    });
    this.#root.replaceChildren(element('h1', {}, texts.title), form, this.#announcer.root);
  }

  #onChange(): void {
    if (this.#fields === undefined) return;
    this.#adaptToRole();
    const draft = draftIn(this.#fields);
    const who = draft.several?.[0] ?? draft.agentId;
    if (who !== this.#who) this.#fields.paths.close();
    this.#who = who;
    this.#problems.release();
    this.#actions.edited(draft);
  }

  /** The same paths are to be written by one role and to be looked at by the other. */
  #adaptToRole(): void {
    const [fields, texts] = [this.#fields, this.#texts];
    if (fields === undefined || texts === undefined) return;
    const isWorker = fields.role.get() === 'worker';
    fields.paths.setLabel(isWorker ? texts.mayWrite : texts.lookAt);
    fields.paths.setHint(isWorker ? texts.mayWriteHint : texts.lookAtHint);
    fields.scope.root.hidden = !isWorker;
  }

  #onSubmit(isForced = false): void {
    if (this.#fields === undefined || this.#isBusy) return;
    this.#setBusy(true);
    this.#actions.submit(draftIn(this.#fields), isForced);
  }

  #clear(): void {
    if (!this.#isBusy) this.#actions.next('again');
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (this.#submit !== undefined) rest(this.#submit, isBusy);
  }
}

function hasMore(fields: DraftFields): boolean {
  return MORE_FIELDS.some((field) => fields[field].get() !== '' && fields[field].get() !== false);
}

/** Returns the lines that were not there before. */
function setLines(list: HTMLElement, lines: readonly string[]): readonly string[] {
  const shown = [...list.children].map((item) => item.textContent);
  if (JSON.stringify(shown) === JSON.stringify(lines)) return [];
  list.replaceChildren(...lines.map((text) => element('li', {}, text)));
  return lines.filter((line) => !shown.includes(line));
}
