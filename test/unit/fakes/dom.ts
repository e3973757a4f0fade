/** As much of a document as our pages use, drawn as text: `<dl><dt>Why</dt>…`. */
export class FakeElement {
  readonly tag: string;
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, () => void>();
  children: (FakeElement | string)[] = [];
  parent: FakeElement | null = null;
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
    for (const child of children) this.#adopt(child);
    this.children.push(...children);
  }

  insertBefore(child: FakeElement, before: FakeElement | null): void {
    this.#adopt(child);
    const at = before === null ? -1 : this.children.indexOf(before);
    this.children.splice(at < 0 ? this.children.length : at, 0, child);
    this.drawings += 1;
  }

  remove(): void {
    const siblings = this.parent?.children ?? [];
    if (siblings.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.parent = null;
  }

  get firstElementChild(): FakeElement | null {
    return elementsOf(this)[0] ?? null;
  }

  get nextElementSibling(): FakeElement | null {
    const siblings = this.parent === null ? [] : elementsOf(this.parent);
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  /** Is it or what it is in hidden? */
  get isOut(): boolean {
    return this.hidden || (this.parent?.isOut ?? false);
  }

  get parentElement(): FakeElement | null {
    return this.parent;
  }

  get id(): string {
    return this.attributes.get('id') ?? '';
  }

  set id(id: string) {
    this.attributes.set('id', id);
  }

  /** Below the document's root? A test says which element that is. */
  get isConnected(): boolean {
    return this === fakeDocument.root || (this.parent?.isConnected ?? false);
  }

  get childNodes(): readonly (FakeElement | string)[] {
    return this.children;
  }

  get lastChild(): { remove(): void } | null {
    return this.children.length === 0 ? null : { remove: () => void this.children.pop() };
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
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
    for (const child of this.children) if (typeof child !== 'string') child.parent = null;
    for (const child of children) this.#adopt(child);
    this.children = children;
  }

  #adopt(child: FakeElement | string): void {
    if (typeof child === 'string') return;
    child.remove();
    child.parent = this;
  }

  addEventListener(type: string, listener: () => void): void {
    this.listeners.set(type, listener);
  }

  scrollIntoView(): void {
    this.scrolls += 1;
  }

  /** Where nothing says that it can have it, or it is hidden, the focus stays where it is. */
  focus(): void {
    this.focuses += 1;
    if (this.isOut) return;
    if (CAN_FOCUS.has(this.tag) || this.attributes.has('tabindex')) fakeDocument.activeElement = this;
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

const CAN_FOCUS: ReadonlySet<string> = new Set(['button', 'primary', 'summary']);

function elementsOf({ children }: FakeElement): FakeElement[] {
  return children.filter((child) => typeof child !== 'string');
}

export const fakeDocument = {
  createElement: (tag: string): FakeElement => new FakeElement(tag),
  createElementNS: (_namespace: string, tag: string): FakeElement => new FakeElement(tag),
  root: null as FakeElement | null,
  activeElement: null as FakeElement | null,
  /** Whether the keyboard is in the page. */
  isFocused: false,
  hasFocus: (): boolean => fakeDocument.isFocused,
  getElementById: (id: string): FakeElement | null => fakeDocument.root?.find(id) ?? null,
};

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
