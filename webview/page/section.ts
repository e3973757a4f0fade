import type { PageBar, PageFact, PageSection } from '../../src/shared/page.ts';
import { block, Blocks, ListBlock } from '../ui/blocks.ts';
import type { Block } from '../ui/blocks.ts';
import { element, setText } from '../ui/element.ts';
import type { Attributes } from '../ui/element.ts';
import { chartNode, chartTable } from './chart.ts';
import { MessagesView } from './content/messages.ts';
import { ContentBlocks } from './content/nodes.ts';
import type { ContentTools } from './content/nodes.ts';

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
  readonly #blocks = new Blocks(this.#body);
  readonly #facts = new ListBlock('facts', element('dl'));
  readonly #content: ContentBlocks;
  readonly #tools: SectionTools;
  #messages: MessagesView | undefined;
  #spoken: string | undefined;

  constructor(id: string, tools: SectionTools) {
    this.#tools = tools;
    this.#content = new ContentBlocks(tools);
    this.#heading = element('h2', { id: `heading-${id}` });
    const summary = element('summary', { id: `head-${id}`, class: 'section-head' }, this.#heading);
    this.#fold = element('details', { class: 'section-fold', open: !tools.isFolded }, summary, this.#body);
    this.#fold.addEventListener('toggle', () => tools.onFold(!this.#fold.open));
    // Its heading is the way to it: a dozen landmarks would only be in the way.
    this.root = element(
      'section',
      { id: `section-${id}`, role: 'group', tabindex: '-1', 'aria-labelledby': `heading-${id}` },
      this.#fold,
    );
  }

  /** Draws what is different, and returns what of it is to be said aloud; '' for nothing. */
  draw(section: PageSection): string {
    setText(this.#heading, section.heading);
    const blocks = this.#blocksOf(section);
    this.#blocks.set(blocks);
    this.root.hidden = blocks.length === 0;
    const before = this.#spoken;
    this.#spoken = spokenOf(section);
    // Who opens the page reads what is there; what comes from then on is said.
    return before === undefined || before === this.#spoken ? '' : this.#spoken;
  }

  /** Brings it, or a line of it, into view, unfolded, and the keyboard with it. */
  focus(anchor: string | null): void {
    this.#fold.open = true;
    const lines = anchor === null ? [] : [...this.root.querySelectorAll<HTMLElement>('[data-anchor]')];
    const line = lines.find(({ dataset }) => dataset['anchor'] === anchor) ?? null;
    (line ?? this.root).scrollIntoView({ block: line === null ? 'start' : 'center' });
    (line ?? this.root).focus();
  }

  #blocksOf({ bars, charts, facts, content, empty }: PageSection): Block[] {
    const { folds } = this.#tools;
    const blocks: Block[] = bars.map((bar) => block(bar, () => barNode(bar)));
    for (const chart of charts) {
      const table = (): HTMLElement =>
        folds.node(`table-${chart.id}`, chart.tableTitle, () => chartTable(chart));
      blocks.push(block(chart, () => chartNode(chart, table())));
    }
    if (facts.length > 0) blocks.push(this.#facts.of(facts.flatMap(factBlocks)));
    if (content?.kind === 'messages') {
      const messages = (this.#messages ??= new MessagesView(folds));
      messages.draw(content);
      blocks.push({ key: 'messages', draw: () => messages.root });
    } else {
      this.#messages = undefined;
      if (content !== null) blocks.push(...this.#content.of(content));
    }
    if (blocks.length === 0 && empty !== '')
      blocks.push(block(empty, () => element('p', { class: 'empty' }, empty)));
    return blocks;
  }
}

function spokenOf({ heading, content, spoken }: PageSection): string {
  if (content?.kind === 'messages') return content.spoken;
  if (content?.kind === 'plan') return `${heading}: ${content.summary}`;
  return spoken ?? '';
}

function factBlocks(fact: PageFact): Block[] {
  const { anchor, label } = fact;
  const named: Attributes = anchor === undefined ? {} : { 'data-anchor': anchor, tabindex: '-1' };
  const value = (): Node | string => (fact.isCode ? element('pre', {}, fact.value) : fact.value);
  return [block(label, () => element('dt', {}, label)), block(fact, () => element('dd', named, value()))];
}

/** The words tell all of it: the bar repeats them for the eye. */
function barNode({ label, percent, text }: PageBar): HTMLElement {
  const meter = element('meter', {
    min: '0',
    max: '100',
    high: '90',
    value: String(percent),
    'aria-hidden': 'true',
  });
  return element(
    'p',
    { class: 'bar' },
    element('span', { class: 'label' }, label),
    ' ',
    meter,
    element('span', {}, text),
  );
}
