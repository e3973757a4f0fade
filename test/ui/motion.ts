interface PageElement {
  readonly tagName: string;
  readonly shadowRoot: PageRoot | null;
}

interface PageRoot {
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface PageGlobals {
  readonly document: PageRoot;
  getComputedStyle(element: PageElement, pseudo: string | null): Readonly<Record<string, string>>;
}

/** Runs in the page: what of it would move, the insides of the toolkit's elements included. */
export function movingParts(): string[] {
  const scope = globalThis as unknown as PageGlobals;
  const lasts = (times = ''): boolean => times.split(',').some((time) => Number.parseFloat(time) > 0);
  const found = new Set<string>();
  const look = (root: PageRoot): void => {
    for (const element of root.querySelectorAll('*')) {
      for (const pseudo of [null, '::before', '::after']) {
        const style = scope.getComputedStyle(element, pseudo);
        const isAnimated = style['animationName'] !== 'none' && lasts(style['animationDuration']);
        if (isAnimated || lasts(style['transitionDuration'])) found.add(element.tagName.toLowerCase());
      }
      if (element.shadowRoot !== null) look(element.shadowRoot);
    }
  };
  look(scope.document);
  return [...found];
}
