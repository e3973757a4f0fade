import type { FrameLocator } from 'playwright-core';

/** What of the page is used by what runs there; the tests are compiled without the browser's types. */
interface PageElement {
  readonly textContent: string | null;
}

interface PageGlobals {
  readonly document: { querySelectorAll(selector: string): Iterable<PageElement> };
  readonly MutationObserver: new (
    callback: (
      changes: readonly { readonly addedNodes: Iterable<PageElement>; readonly target: unknown }[],
    ) => void,
  ) => {
    observe(target: unknown, what: object): void;
  };
  spoken?: string[];
}

/**
 * From now on everything is noted that a screen reader would say by itself: what comes into a live region of the page, with
 * `!` before what interrupts.
 */
export async function listen(webview: FrameLocator): Promise<() => Promise<readonly string[]>> {
  const html = webview.locator('html');
  await html.evaluate(note);
  return async () => html.evaluate(noted);
}

/** Runs in the page. */
function note(): void {
  const scope = globalThis as unknown as PageGlobals;
  const spoken: string[] = [];
  scope.spoken = spoken;
  for (const region of scope.document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
    const { matches } = region as unknown as { matches: (selector: string) => boolean };
    const mark = matches.call(region, '[role=alert], [aria-live=assertive]') ? '!' : '';
    const observer = new scope.MutationObserver(() => {
      const text = (region.textContent ?? '').trim();
      if (text !== '') spoken.push(`${mark}${text}`);
    });
    observer.observe(region, { childList: true, subtree: true, characterData: true });
  }
}

/** Runs in the page. */
function noted(): readonly string[] {
  return (globalThis as unknown as PageGlobals).spoken ?? ['nobody listened'];
}
