import type { PagePatch, SectionedPage } from '../../../../src/shared/page.ts';

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
  return { ...page, ...head, sections: page.sections.map((section) => changed.get(section.id) ?? section) };
}
