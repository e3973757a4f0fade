import type { FrameLocator } from 'playwright-core';

/** What of the page is used by `look`, which runs there; the tests are compiled without the browser's types. */
interface PageElement {
  readonly id: string;
  readonly tagName: string;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  readonly shadowRoot: { querySelectorAll(selector: string): Iterable<PageElement> } | null;
  getAttribute(name: string): string | null;
  getClientRects(): { readonly length: number };
  closest(selector: string): PageElement | null;
  focus(): void;
  blur(): void;
  matches(selector: string): boolean;
}

interface PageGlobals {
  readonly document: {
    readonly activeElement: PageElement | null;
    readonly body: PageElement;
    querySelectorAll(selector: string): Iterable<PageElement>;
  };
  getComputedStyle(element: PageElement): Readonly<Record<string, string>>;
}

/**
 * What on a webview's page can have the focus without showing it: no outline, border or shape of a colour that differs from
 * what it lies on by 3 to 1 (WCAG 2.2, 1.4.11 and 2.4.7). Everything that can be reached is tried, whether by Tab or by script.
 */
export async function hiddenFocus(webview: FrameLocator): Promise<string[]> {
  // From the keyboard's last use on the browser shows the focus.
  await webview.locator('main').press('Shift');
  return webview.locator('html').evaluate(look);
}

function look(): string[] {
  const scope = globalThis as unknown as PageGlobals;
  const { document } = scope;
  const getComputedStyle = (element: PageElement) => scope.getComputedStyle(element);
  type Colour = readonly [number, number, number, number];

  const colour = (text: string): Colour => {
    const parts = (text.match(/-?[\d.]+/gu) ?? []).map(Number);
    const scale = text.startsWith('color(') ? 255 : 1;
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    return [red * scale, green * scale, blue * scale, alpha];
  };
  const light = ([red, green, blue]: Colour): number => {
    const linear = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  };
  const contrast = (one: Colour, other: Colour): number => {
    const [dark = 0, bright = 0] = [light(one), light(other)].toSorted((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const behind = (element: PageElement): Colour => {
    for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
      const found = colour(getComputedStyle(at)['backgroundColor'] ?? '');
      if (found[3] > 0.5) return found;
    }
    return [255, 255, 255, 1];
  };
  const parts = (element: PageElement): PageElement[] => [
    element,
    ...(element.shadowRoot === null ? [] : element.shadowRoot.querySelectorAll('*')),
  ];
  const face = (element: PageElement) =>
    parts(element).map((part) => {
      const style = getComputedStyle(part);
      const width = Number.parseFloat(style['outlineWidth'] ?? '0');
      const hasOutline = style['outlineStyle'] !== 'none' && width >= 1;
      return {
        outline: hasOutline ? (style['outlineColor'] ?? '') : '',
        border: Number.parseFloat(style['borderTopWidth'] ?? '0') >= 1 ? (style['borderTopColor'] ?? '') : '',
        shape: style['clipPath'] === 'none' ? '' : `${style['backgroundColor']} ${style['transform']}`,
        fill: style['backgroundColor'] ?? '',
      };
    });
  type Face = ReturnType<typeof face>[number];
  const isSeen = (element: PageElement, before: Face | undefined, after: Face): boolean => {
    const ground = behind(element.parentElement ?? element);
    const differs = (text: string): boolean => text !== '' && contrast(colour(text), ground) >= 3;
    if (after.outline !== '' && after.outline !== before?.outline && differs(after.outline)) return true;
    if (after.border !== '' && after.border !== before?.border && differs(after.border)) return true;
    return after.shape !== '' && after.shape !== before?.shape && differs(after.fill);
  };
  const name = (element: PageElement): string => {
    const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
    const id = element.id === '' ? text.trim().slice(0, 40) : `#${element.id}`;
    return `${element.tagName.toLowerCase()} ${id}`;
  };

  const selector =
    'button, input, select, textarea, summary, [tabindex], vscode-button, vscode-checkbox, vscode-radio';
  const found: string[] = [];
  let tried = 0;
  for (const element of document.querySelectorAll(selector)) {
    const isDrawn = element.getClientRects().length > 0 && element.closest('[hidden]') === null;
    if (!isDrawn || element.matches('[aria-hidden=true] *, .only-spoken *')) continue;
    document.activeElement?.blur();
    const before = face(element);
    element.focus();
    // One of several that are one stop, and not the one that is.
    if (document.activeElement !== element) continue;
    tried += 1;
    const after = face(element);
    if (!after.some((part, index) => isSeen(element, before[index], part))) found.push(name(element));
  }
  return tried === 0 ? ['nothing can have the focus'] : found;
}

/** Runs in the page. */
export function fillOf(element: unknown): string {
  const scope = globalThis as unknown as {
    getComputedStyle(of: unknown): { readonly backgroundColor: string };
  };
  return scope.getComputedStyle(element).backgroundColor;
}

interface StyledGlobals {
  readonly CSSStyleSheet: new () => { replaceSync(text: string): void };
  readonly document: { readonly adoptedStyleSheets: { push(sheet: unknown): void; pop(): void } };
}

/** Runs in the page. */
export function hideOutlines(): void {
  const { CSSStyleSheet, document } = globalThis as unknown as StyledGlobals;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*:focus { outline: none !important }');
  document.adoptedStyleSheets.push(sheet);
}

/** Runs in the page. */
export function showOutlines(): void {
  (globalThis as unknown as StyledGlobals).document.adoptedStyleSheets.pop();
}
