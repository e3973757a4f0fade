import type { PageHead, PagePatch, SectionedPage } from '../../shared/page.ts';

/** Tells a webview a page: the whole of it once, and from then on what is different. */
export class PageSender<
  Section extends string,
  Action extends string,
  Page extends SectionedPage<Section, Action>,
> {
  readonly #say: (news: PageNews<Section, Action, Page>) => void;
  /** What the webview has; null before it has anything. */
  #sent: Page | null = null;

  constructor(say: (news: PageNews<Section, Action, Page>) => void) {
    this.#say = say;
  }

  /** The webview is a new one: it has nothing. */
  forget(): void {
    this.#sent = null;
  }

  send(page: Page): void {
    const before = this.#sent;
    this.#sent = page;
    const patch = before === null ? null : pagePatch(before, page);
    if (before === null) this.#say({ type: 'page', body: page });
    else if (patch !== null) this.#say({ type: 'patch', body: patch });
  }
}

type PageNews<Section extends string, Action extends string, Page> =
  | { readonly type: 'page'; readonly body: Page }
  | { readonly type: 'patch'; readonly body: PagePatch<Section, Action> };

/** What is different between two states of a page; null when nothing is. Both have the same sections in the same order. */
function pagePatch<Section extends string, Action extends string>(
  before: SectionedPage<Section, Action>,
  after: SectionedPage<Section, Action>,
): PagePatch<Section, Action> | null {
  const head = isSame(headOf(before), headOf(after)) ? null : headOf(after);
  const sections = after.sections.filter((section, index) => !isSame(section, before.sections[index]));
  return head === null && sections.length === 0 ? null : { head, sections };
}

function headOf<Action extends string>(page: PageHead<Action>): PageHead<Action> {
  const { title, state, stateText, actions } = page;
  return { title, state, stateText, actions };
}

/** Both are made anew each time, with the same keys in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
