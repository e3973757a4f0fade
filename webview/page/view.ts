import type { PageAction, PageHead, PagePatch, PageSection, SectionedPage } from '../../src/shared/page.ts';
import { element, setText, Slot } from '../ui/element.ts';
import { Folds } from './folds.ts';
import { SectionView } from './section.ts';
import { button } from '../ui/toolkit.ts';

/** What the person does on a page. */
export interface PageHandlers<Action extends string> {
  readonly onAction: (action: Action) => void;
  readonly onOpenFile: (id: string) => void;
  /** These sections are folded now. */
  readonly onFold: (folded: readonly string[]) => void;
}

/** Draws a page of sections into an element, redrawing only the blocks that changed. */
export class PageView<Section extends string, Action extends string> {
  readonly #root: HTMLElement;
  readonly #handlers: PageHandlers<Action>;
  readonly #title = element('h1');
  readonly #state = element('p', { class: 'state', role: 'status' });
  readonly #toolbar = element('div', { class: 'actions', role: 'toolbar' });
  readonly #actions: Slot<readonly PageAction<Action>[]>;
  readonly #folds = new Folds();
  readonly #sections = new Map<Section, SectionView>();
  readonly #folded: Set<string>;

  constructor(root: HTMLElement, handlers: PageHandlers<Action>, folded: readonly string[] = []) {
    this.#root = root;
    this.#handlers = handlers;
    this.#folded = new Set(folded);
    this.#actions = new Slot(this.#toolbar, (actions) => actions.map((action) => this.#button(action)));
    root.replaceChildren(this.#title, this.#state, this.#toolbar);
  }

  draw(page: SectionedPage<Section, Action>): void {
    this.#drawHead(page);
    this.#drawSections(page.sections);
    this.#root.removeAttribute('aria-busy');
  }

  patch({ head, sections }: PagePatch<Section, Action>): void {
    if (head !== null) this.#drawHead(head);
    this.#drawSections(sections);
  }

  #drawHead({ title, state, stateText, actions }: PageHead<Action>): void {
    setText(this.#title, title);
    setText(this.#state, stateText);
    this.#state.className = `state state-${state}`;
    this.#toolbar.setAttribute('aria-label', title);
    this.#actions.set(actions);
  }

  #drawSections(sections: readonly PageSection<Section>[]): void {
    this.#folds.keepFocus(() => {
      for (const section of sections) this.#section(section.id).draw(section);
    });
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
    this.#root.append(made.root);
    return made;
  }

  #onFold(id: Section, isFolded: boolean): void {
    if (isFolded === this.#folded.has(id)) return;
    if (isFolded) this.#folded.add(id);
    else this.#folded.delete(id);
    this.#handlers.onFold([...this.#folded]);
  }

  #button(action: PageAction<Action>): HTMLElement {
    return button(action.title, action.isPrimary, () => this.#handlers.onAction(action.id));
  }
}
