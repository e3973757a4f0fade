import type {
  AssignmentAction,
  AssignmentActionId,
  AssignmentPage,
  AssignmentSection,
} from '../../src/shared/assignmentPage.ts';
import { element, Slot } from '../ui/element.ts';
import { button } from '../ui/toolkit.ts';

/** Draws an assignment's page into an element, redrawing only the blocks that changed. */
export class AssignmentPageView {
  readonly #root: HTMLElement;
  readonly #title = element('h1');
  readonly #state = element('p', { role: 'status' });
  readonly #toolbar = element('div', { class: 'actions', role: 'toolbar' });
  readonly #actions: Slot<readonly AssignmentAction[]>;
  readonly #sections = new Map<AssignmentSection['id'], Slot<AssignmentSection>>();

  constructor(root: HTMLElement, onAction: (action: AssignmentActionId) => void) {
    this.#root = root;
    this.#actions = new Slot(this.#toolbar, (actions) =>
      actions.map(({ id, title, isPrimary }) => button(title, isPrimary, () => onAction(id))),
    );
    root.replaceChildren(this.#title, this.#state, this.#toolbar);
  }

  draw(page: AssignmentPage): void {
    if (this.#title.textContent !== page.title) this.#title.textContent = page.title;
    if (this.#state.textContent !== page.stateText) this.#state.textContent = page.stateText;
    this.#state.className = `state state-${page.phase}`;
    this.#toolbar.setAttribute('aria-label', page.title);
    this.#actions.set(page.actions);
    for (const section of page.sections) this.#section(section.id).set(section);
    this.#root.removeAttribute('aria-busy');
  }

  #section(id: AssignmentSection['id']): Slot<AssignmentSection> {
    const existing = this.#sections.get(id);
    if (existing !== undefined) return existing;
    const root = element('section', { 'aria-labelledby': `heading-${id}` });
    const slot = new Slot<AssignmentSection>(root, sectionNodes);
    this.#sections.set(id, slot);
    this.#root.append(root);
    return slot;
  }
}

function sectionNodes({ id, heading, facts, empty }: AssignmentSection): Node[] {
  const head = element('h2', { id: `heading-${id}` }, heading);
  if (facts.length === 0) return [head, element('p', { class: 'empty' }, empty)];
  const rows = facts.flatMap(({ label, value, isCode }) => [
    element('dt', {}, label),
    element('dd', {}, isCode ? element('pre', {}, value) : value),
  ]);
  return [head, element('dl', {}, ...rows)];
}
