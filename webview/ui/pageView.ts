import type {
  PageAction,
  PageBar,
  PageFact,
  PageHead,
  PagePatch,
  PageSection,
  SectionedPage,
} from '../../src/shared/page.ts';
import { chartNode, chartTable } from './chart.ts';
import { element, Slot } from './element.ts';
import type { Attributes } from './element.ts';
import { Folds } from './folds.ts';
import { button } from './toolkit.ts';

interface SectionView {
  readonly root: HTMLElement;
  readonly slot: Slot<PageSection>;
}

/** Draws a page of sections into an element, redrawing only the blocks that changed. */
export class PageView<Section extends string, Action extends string> {
  readonly #root: HTMLElement;
  readonly #onAction: (action: Action) => void;
  readonly #title = element('h1');
  readonly #state = element('p', { class: 'state', role: 'status' });
  readonly #toolbar = element('div', { class: 'actions', role: 'toolbar' });
  readonly #actions: Slot<readonly PageAction<Action>[]>;
  readonly #folds = new Folds();
  readonly #sections = new Map<Section, SectionView>();

  constructor(root: HTMLElement, onAction: (action: Action) => void) {
    this.#root = root;
    this.#onAction = onAction;
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
      for (const section of sections) this.#section(section.id).slot.set(section);
    });
  }

  /** Brings a section, or a line of it, into view and the keyboard with it. */
  focus(section: Section, anchor: string | null): void {
    const { root } = this.#section(section);
    const lines = anchor === null ? [] : [...root.querySelectorAll<HTMLElement>('[data-anchor]')];
    const line = lines.find(({ dataset }) => dataset['anchor'] === anchor) ?? null;
    (line ?? root).scrollIntoView({ block: line === null ? 'start' : 'center' });
    (line ?? root).focus();
  }

  #section(id: Section): SectionView {
    const existing = this.#sections.get(id);
    if (existing !== undefined) return existing;
    const root = element('section', {
      id: `section-${id}`,
      tabindex: '-1',
      'aria-labelledby': `heading-${id}`,
    });
    const made = { root, slot: new Slot<PageSection>(root, (section) => sectionNodes(section, this.#folds)) };
    this.#sections.set(id, made);
    this.#root.append(root);
    return made;
  }

  #button(action: PageAction<Action>): HTMLElement {
    return button(action.title, action.isPrimary, () => this.#onAction(action.id));
  }
}

function sectionNodes(section: PageSection, folds: Folds): Node[] {
  const nodes: Node[] = [element('h2', { id: `heading-${section.id}` }, section.heading)];
  nodes.push(...section.bars.map(barNode));
  nodes.push(
    ...section.charts.map((chart) =>
      chartNode(
        chart,
        folds.node(`table-${chart.id}`, chart.tableTitle, () => chartTable(chart)),
      ),
    ),
  );
  if (section.facts.length > 0) nodes.push(element('dl', {}, ...section.facts.flatMap(factNodes)));
  if (nodes.length === 1) nodes.push(element('p', { class: 'empty' }, section.empty));
  return nodes;
}

function factNodes(fact: PageFact): Node[] {
  const value = fact.isCode ? element('pre', {}, fact.value) : fact.value;
  const { anchor } = fact;
  const named: Attributes = anchor === undefined ? {} : { 'data-anchor': anchor, tabindex: '-1' };
  return [element('dt', {}, fact.label), element('dd', named, value)];
}

function barNode(bar: PageBar): Node {
  const meter = element('meter', {
    min: '0',
    max: '100',
    high: '90',
    value: String(bar.percent),
    'aria-label': bar.label,
    'aria-valuetext': bar.text,
  });
  return element('div', { class: 'bar' }, element('span', { class: 'label' }, bar.label), meter, bar.text);
}

/** Leaves equal text alone, so that a screen reader does not say it again. */
function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
