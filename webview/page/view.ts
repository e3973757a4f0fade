import type { PageAction, PageHead, PagePatch, SectionedPage } from '../../src/shared/page.ts';
import { Announcer } from '../ui/announcer.ts';
import { element, setText } from '../ui/element.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { KeyedChildren } from '../ui/keyed.ts';
import { button, restyle } from '../ui/toolkit.ts';
import { Folds } from './folds.ts';
import { SectionView } from './section.ts';

/** What the person does on a page. */
export interface PageHandlers<Action extends string> {
  readonly onAction: (action: Action) => void;
  readonly onOpenFile: (id: string) => void;
  /** These sections are folded now. */
  readonly onFold: (folded: readonly string[]) => void;
}

/** Draws a page of sections into an element, redrawing only what changed, and says aloud what a person waits for. */
export class PageView<Section extends string, Action extends string> {
  readonly #root: HTMLElement;
  readonly #handlers: PageHandlers<Action>;
  readonly #title = element('h1');
  readonly #state = element('p', { class: 'state' });
  readonly #why = element('p', { class: 'why' });
  readonly #toolbar = element('div', { id: 'actions', class: 'actions', role: 'group', tabindex: '-1' });
  readonly #actions: KeyedChildren<PageAction<Action>>;
  readonly #body = element('div', { class: 'sections' });
  readonly #announcer = new Announcer();
  readonly #folds = new Folds();
  readonly #sections = new Map<Section, SectionView>();
  readonly #folded: Set<string>;

  constructor(root: HTMLElement, handlers: PageHandlers<Action>, folded: readonly string[] = []) {
    this.#root = root;
    this.#handlers = handlers;
    this.#folded = new Set(folded);
    this.#actions = new KeyedChildren<PageAction<Action>>(
      this.#toolbar,
      ({ id }) => id,
      (action) => this.#action(action),
    );
    root.replaceChildren(
      this.#title,
      this.#state,
      this.#why,
      this.#toolbar,
      this.#body,
      this.#announcer.root,
    );
  }

  /** What comes within one frame, as it does on a busy machine, is said as one message. */
  together(draw: () => void): void {
    this.#announcer.together(draw);
  }

  draw({ sections, ...head }: SectionedPage<Section, Action>): void {
    this.patch({ head, sections });
    this.#root.removeAttribute('aria-busy');
  }

  patch({ head, sections }: PagePatch<Section, Action>): void {
    const said: string[] = [];
    keepFocus(() => {
      if (head !== null) said.push(this.#drawHead(head));
      for (const section of sections) said.push(this.#section(section.id).draw(section));
    }, 'actions');
    this.#announcer.say(...said);
  }

  /** Returns what is to be said of it: her new state, with her name, as another editor may have the focus. */
  #drawHead({ title, state, stateText, why, actions, actionsTitle }: PageHead<Action>): string {
    const before = this.#state.textContent;
    setText(this.#title, title);
    setText(this.#state, stateText);
    setText(this.#why, why);
    this.#why.hidden = why === '';
    this.#state.className = `state state-${state}`;
    this.#toolbar.setAttribute('aria-label', actionsTitle);
    this.#actions.set(actions);
    return before === '' || before === stateText ? '' : `${title}: ${stateText}`;
  }

  /** Brings a section, or a line of it, into view and the keyboard with it. */
  focus(section: Section, anchor: string | null): void {
    this.#section(section).focus(anchor);
  }

  #section(id: Section): SectionView {
    const existing = this.#sections.get(id);
    if (existing !== undefined) return existing;
    const made = new SectionView(id, {
      folds: this.#folds,
      openFile: this.#handlers.onOpenFile,
      isFolded: this.#folded.has(id),
      onFold: (isFolded) => this.#onFold(id, isFolded),
    });
    this.#sections.set(id, made);
    this.#body.append(made.root);
    return made;
  }

  #onFold(id: Section, isFolded: boolean): void {
    if (isFolded === this.#folded.has(id)) return;
    if (isFolded) this.#folded.add(id);
    else this.#folded.delete(id);
    this.#handlers.onFold([...this.#folded]);
  }

  /** A button stays the same one while its look changes: the keyboard may be on it. */
  #action({ id, title, isPrimary }: PageAction<Action>) {
    const node = button(title, isPrimary, () => this.#handlers.onAction(id));
    node.id = `action-${id}`;
    return { node, update: (action: PageAction<Action>) => restyle(node, action.title, action.isPrimary) };
  }
}
