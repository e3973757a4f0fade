/** As much of a document as our pages use, drawn as text: `<dl><dt>Why</dt>…`. */
export class FakeElement {
  readonly tag: string;
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, () => void>();
  children: (FakeElement | string)[] = [];
  scrolls = 0;
  focuses = 0;
  drawings = 0;

  constructor(tag: string) {
    this.tag = tag;
  }

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  set textContent(text: string) {
    this.drawings += 1;
    this.children = [text];
  }

  set className(name: string) {
    this.attributes.set('class', name);
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  toggleAttribute(name: string, stands: boolean): void {
    if (stands) this.attributes.set(name, '');
    else this.attributes.delete(name);
  }

  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }

  get childNodes(): readonly (FakeElement | string)[] {
    return this.children;
  }

  get lastChild(): { remove(): void } | null {
    return this.children.length === 0 ? null : { remove: () => void this.children.pop() };
  }

  get hidden(): boolean {
    return this.attributes.has('hidden');
  }

  set hidden(isHidden: boolean) {
    this.toggleAttribute('hidden', isHidden);
  }

  /** As much of a class list as our pages use. */
  readonly classList = { toggle: (): void => {} };
  open = true;

  replaceChildren(...children: (FakeElement | string)[]): void {
    this.drawings += 1;
    this.children = children;
  }

  addEventListener(type: string, listener: () => void): void {
    this.listeners.set(type, listener);
  }

  scrollIntoView(): void {
    this.scrolls += 1;
  }

  focus(): void {
    this.focuses += 1;
  }

  get dataset(): Readonly<Record<string, string | undefined>> {
    return { anchor: this.attributes.get('data-anchor') };
  }

  /** Knows `[name]` alone. */
  querySelectorAll(selector: string): FakeElement[] {
    const name = selector.slice(1, -1);
    const below = this.children.flatMap((child) =>
      typeof child === 'string' ? [] : child.querySelectorAll(selector),
    );
    return this.attributes.has(name) ? [this, ...below] : below;
  }

  find(id: string): FakeElement | undefined {
    if (this.attributes.get('id') === id) return this;
    for (const child of this.children) {
      const found = typeof child === 'string' ? undefined : child.find(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  html(): string {
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${value}"`).join('');
    const inner = this.children
      .map((child) => (typeof child === 'string' ? escape(child) : child.html()))
      .join('');
    return `<${this.tag}${attributes}>${inner}</${this.tag}>`;
  }
}

export const fakeDocument = {
  createElement: (tag: string): FakeElement => new FakeElement(tag),
  createElementNS: (_namespace: string, tag: string): FakeElement => new FakeElement(tag),
  activeElement: null as { readonly id: string } | null,
  /** Whether the keyboard is in the page, and what would take it back there. */
  isFocused: false,
  hasFocus: (): boolean => fakeDocument.isFocused,
  querySelector: (): { focus(): void } => ({ focus: () => void (fakeDocument.calls += 1) }),
  calls: 0,
};

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
