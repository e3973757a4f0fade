/*
 * What tests ask within a page or a window: each is sent there as its text, so it stands by itself.
 */

/** Runs in the page. */
export function openAll(folds: readonly { open: boolean }[]): void {
  for (const fold of folds) fold.open = true;
}

/** Runs in the page. */
export function readLevels(headings: readonly { readonly tagName: string }[]): number[] {
  return headings.map(({ tagName }) => Number(tagName.slice(1)));
}

interface PageGlobals {
  readonly document: {
    readonly activeElement: { readonly id: string; getBoundingClientRect(): { readonly top: number } } | null;
  };
  getSelection(): { selectAllChildren(node: unknown): void; toString(): string };
}

/** Runs in the page. */
export function select(element: unknown): void {
  (globalThis as unknown as PageGlobals).getSelection().selectAllChildren(element);
}

/** Runs in the page. */
export function scrollToTop(element: {
  scrollIntoView(how: object): void;
  getBoundingClientRect(): { readonly top: number };
}): number {
  element.scrollIntoView({ block: 'start' });
  return element.getBoundingClientRect().top;
}

/** Runs in the page. */
export function placeOf(): { readonly focus: string; readonly top: number; readonly selected: string } {
  const scope = globalThis as unknown as PageGlobals;
  const { document } = scope;
  const { id = '' } = document.activeElement ?? {};
  // Never −0.
  const top = Math.round(document.activeElement?.getBoundingClientRect().top ?? 0) + 0;
  return { focus: id, top, selected: scope.getSelection().toString() };
}

/** Runs in the window. */
export function isFocused(frame: unknown): boolean {
  return (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement === frame;
}
