import type { PageBar, PageFact, PageSection } from '../../src/shared/page.ts';
import { chartNode, chartTable } from './chart.ts';
import { MessagesView } from './content/messages.ts';
import { contentNodes } from './content/nodes.ts';
import type { ContentTools } from './content/nodes.ts';
import { element, setText, Slot } from '../ui/element.ts';
import type { Attributes } from '../ui/element.ts';

export interface SectionTools extends ContentTools {
  readonly isFolded: boolean;
  readonly onFold: (isFolded: boolean) => void;
}

/** One section of a page under its heading, which folds it. */
export class SectionView {
  readonly root: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #fold: HTMLDetailsElement;
  readonly #body = element('div', { class: 'section-body' });
  readonly #slot: Slot<PageSection>;
  readonly #tools: SectionTools;
  #messages: MessagesView | undefined;

  constructor(id: string, tools: SectionTools) {
    this.#tools = tools;
    this.#heading = element('h2', { id: `heading-${id}` });
    const summary = element('summary', { id: `head-${id}`, class: 'section-head' }, this.#heading);
    this.#fold = element('details', { class: 'section-fold', open: !tools.isFolded }, summary, this.#body);
    this.#fold.addEventListener('toggle', () => tools.onFold(!this.#fold.open));
    this.#slot = new Slot<PageSection>(this.#body, (section) => sectionNodes(section, tools));
    this.root = element(
      'section',
      { id: `section-${id}`, tabindex: '-1', 'aria-labelledby': `heading-${id}` },
      this.#fold,
    );
  }

  draw(section: PageSection): void {
    setText(this.#heading, section.heading);
    if (section.content?.kind === 'messages') {
      if (this.#messages === undefined) {
        this.#messages = new MessagesView(this.#tools.folds);
        this.#slot.forget();
        this.#body.replaceChildren(this.#messages.root);
      }
      this.#messages.draw(section.content);
      return;
    }
    this.#messages = undefined;
    this.#slot.set(section);
  }

  /** Brings it, or a line of it, into view, unfolded, and the keyboard with it. */
  focus(anchor: string | null): void {
    this.#fold.open = true;
    const lines = anchor === null ? [] : [...this.root.querySelectorAll<HTMLElement>('[data-anchor]')];
    const line = lines.find(({ dataset }) => dataset['anchor'] === anchor) ?? null;
    (line ?? this.root).scrollIntoView({ block: line === null ? 'start' : 'center' });
    (line ?? this.root).focus();
  }
}

function sectionNodes({ bars, charts, facts, content, empty }: PageSection, tools: SectionTools): Node[] {
  const nodes: Node[] = bars.map(barNode);
  nodes.push(
    ...charts.map((chart) =>
      chartNode(
        chart,
        tools.folds.node(`table-${chart.id}`, chart.tableTitle, () => chartTable(chart)),
      ),
    ),
  );
  if (facts.length > 0) nodes.push(element('dl', {}, ...facts.flatMap(factNodes)));
  if (content !== null && content.kind !== 'messages') nodes.push(...contentNodes(content, tools));
  if (nodes.length === 0) nodes.push(element('p', { class: 'empty' }, empty));
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
