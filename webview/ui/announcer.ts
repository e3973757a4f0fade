import { element } from './element.ts';

/**
 * Says aloud what changed, for who does not see it: once, and outside of what is drawn, so that nothing is said because it was
 * drawn anew. Regions that are hidden, or come together with their text, are not said by every screen reader: these two are
 * always there.
 */
export class Announcer {
  readonly root: HTMLElement;
  readonly #polite = element('div', { role: 'status' });
  readonly #urgent = element('div', { role: 'alert' });
  #waiting: string[] | null = null;

  constructor() {
    this.root = element('div', { class: 'only-spoken' }, this.#polite, this.#urgent);
  }

  /** When the person pauses; several things at once are one message. */
  say(...texts: readonly string[]): void {
    if (this.#waiting === null) put(this.#polite, texts);
    else this.#waiting.push(...texts);
  }

  /** What is said while this runs is one message: else each would take the place of the one before it, unheard. */
  together(draw: () => void): void {
    const waiting: string[] = [];
    this.#waiting = waiting;
    try {
      draw();
    } finally {
      this.#waiting = null;
      this.say(...waiting);
    }
  }

  /** What was said is over, and not to be met by who reads on. */
  clear(): void {
    this.#polite.replaceChildren();
    this.#urgent.replaceChildren();
  }

  /** At once: something went wrong. */
  warn(...texts: readonly string[]): void {
    put(this.#urgent, texts);
  }
}

/** New elements each time: what is told twice is said twice. */
function put(region: HTMLElement, texts: readonly string[]): void {
  const said = texts.filter((text) => text !== '');
  if (said.length > 0) region.replaceChildren(...said.map((text) => element('p', {}, text)));
}
