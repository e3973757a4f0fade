/** Attributes by name; a boolean one stands or does not. */
export type Attributes = Readonly<Record<string, string | boolean>>;

/** An element with its attributes and children. Text becomes text nodes, so nothing in it is ever HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * Keeps an element's children up to what was last drawn, and leaves them alone (with focus and selection) when the
 * data is the same as before.
 */
export class Slot<T> {
  readonly #host: HTMLElement;
  readonly #draw: (value: T) => readonly Node[];
  #drawn: string | undefined;

  constructor(host: HTMLElement, draw: (value: T) => readonly Node[]) {
    this.#host = host;
    this.#draw = draw;
  }

  set(value: T): void {
    const key = JSON.stringify(value);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#host.replaceChildren(...this.#draw(value));
  }

  /** Somebody else drew there. */
  forget(): void {
    this.#drawn = undefined;
  }
}

/** Leaves equal text alone, so that a screen reader does not say it again. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
