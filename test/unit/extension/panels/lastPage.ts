import type { PagePatch, PageSection, SectionedPage } from '../../../../src/shared/page.ts';

/** A page as its webview has it after everything that was sent to it. */
export function lastPage(
  received: readonly { readonly type: string; readonly body: unknown }[],
): SectionedPage {
  let page: SectionedPage | undefined;
  for (const { type, body } of received) {
    if (type === 'page') page = body as SectionedPage;
    if (type === 'patch' && page !== undefined) page = patched(page, body as PagePatch);
  }
  if (page === undefined) throw new Error('No page was sent.');
  return page;
}

function patched(page: SectionedPage, { head, sections }: PagePatch): SectionedPage {
  const changed = new Map(sections.map((section) => [section.id, section]));
  return {
    ...page,
    ...head,
    sections: page.sections.map((section) => merged(section, changed.get(section.id))),
  };
}

/** Of a conversation a patch has only the messages that are new or different. */
function merged(before: PageSection, after: PageSection | undefined): PageSection {
  if (after?.content?.kind !== 'messages' || before.content?.kind !== 'messages') return after ?? before;
  const known = new Map([...before.content.messages, ...after.content.messages].map((one) => [one.id, one]));
  const messages = after.content.order.flatMap((id) => known.get(id) ?? []);
  return { ...after, content: { ...after.content, messages } };
}
