import type { MessageOf } from '../../../shared/messages.ts';
import type { PageHead, PagePatch, PageSection, SectionedPage } from '../../../shared/page.ts';
import type { PageHostMessages } from '../../../shared/protocol.ts';

/** Tells a webview a page: the whole of it once, and from then on what is different. */
export class PageSender<Section extends string, Action extends string> {
  readonly #say: (news: MessageOf<PageHostMessages<Section, Action>>) => void;
  /** What the webview has; null before it has anything. */
  #sent: SectionedPage<Section, Action> | null = null;

  constructor(say: (news: MessageOf<PageHostMessages<Section, Action>>) => void) {
    this.#say = say;
  }

  /** The webview is a new one: it has nothing. */
  forget(): void {
    this.#sent = null;
  }

  send(page: SectionedPage<Section, Action>): void {
    const before = this.#sent;
    this.#sent = page;
    const patch = before === null ? null : pagePatch(before, page);
    if (before === null) this.#say({ type: 'page', body: page });
    else if (patch !== null) this.#say({ type: 'patch', body: patch });
  }

  /** Some sections are different; the others are as they were sent. Nothing before the whole page was. */
  update(sections: readonly PageSection<Section>[]): void {
    if (this.#sent === null) return;
    const replaced = this.#sent.sections.map((old) => sections.find(({ id }) => id === old.id) ?? old);
    this.send({ ...this.#sent, sections: replaced });
  }
}

/** Messages of a conversation that are the same as before are not told again: texts may be long, and they grow. */
function withoutKnown<Section extends string>(
  before: PageSection<Section> | undefined,
  after: PageSection<Section>,
): PageSection<Section> {
  if (before?.content?.kind !== 'messages' || after.content?.kind !== 'messages') return after;
  const known = new Map(before.content.messages.map((message) => [message.id, message]));
  const messages = after.content.messages.filter((message) => !isSame(message, known.get(message.id)));
  return { ...after, content: { ...after.content, messages } };
}

/** What is different between two states of a page; null when nothing is. Both have the same sections in the same order. */
function pagePatch<Section extends string, Action extends string>(
  before: SectionedPage<Section, Action>,
  after: SectionedPage<Section, Action>,
): PagePatch<Section, Action> | null {
  const head = isSame(headOf(before), headOf(after)) ? null : headOf(after);
  const sections = changedSections(before.sections, after.sections);
  return head === null && sections.length === 0 ? null : { head, sections };
}

function changedSections<Section extends string>(
  before: readonly PageSection<Section>[],
  after: readonly PageSection<Section>[],
): PageSection<Section>[] {
  return after
    .filter((section, index) => !isSame(section, before[index]))
    .map((section) =>
      withoutKnown(
        before.find(({ id }) => id === section.id),
        section,
      ),
    );
}

function headOf<Action extends string>(page: PageHead<Action>): PageHead<Action> {
  const { title, state, stateText, why, actions, actionsTitle } = page;
  return { title, state, stateText, why, actions, actionsTitle };
}

/** Both are made anew each time, with the same keys in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
