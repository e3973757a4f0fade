import { element } from '../ui/element.ts';

/** What can be opened on the page. Stays open when what is in it is drawn anew. */
export class Folds {
  readonly #open = new Set<string>();

  /** `content` is made when it is opened. */
  node(id: string, title: string, content: () => HTMLElement): HTMLElement {
    const isOpen = this.#open.has(id);
    const made = element('details', { open: isOpen }, element('summary', { id: `fold-${id}` }, title));
    let isFilled = isOpen;
    if (isOpen) made.append(content());
    made.addEventListener('toggle', () => {
      if (!made.open) {
        this.#open.delete(id);
        return;
      }
      this.#open.add(id);
      if (!isFilled) made.append(content());
      isFilled = true;
    });
    return made;
  }
}
