import { LEGEND, ZOOMS } from '../../src/shared/timeline.ts';
import type { LookChange, TimelineTexts, Zoom } from '../../src/shared/timeline.ts';
import { element } from '../ui/element.ts';
import { button, press } from '../ui/toolkit.ts';

/** How much is seen, and which part of the time. */
export class TimelineToolbar {
  readonly node = element('div', { class: 'actions', role: 'group' });
  readonly #zooms = new Map<Zoom, HTMLElement>();
  readonly #onChange: (change: LookChange) => void;

  constructor(onChange: (change: LookChange) => void) {
    this.#onChange = onChange;
  }

  /** Texts do not change as long as the window is open. */
  set(texts: TimelineTexts, zoom: Zoom): void {
    if (this.node.childElementCount === 0) {
      this.node.setAttribute('aria-label', texts.zoom);
      for (const one of ZOOMS) this.#zooms.set(one, this.#button(texts[one], one));
      const rest = [texts.earlier, texts.later, texts.now] as const;
      const moves = (['earlier', 'later', 'now'] as const).map((move, index) =>
        this.#button(rest[index] ?? '', move),
      );
      this.node.append(...this.#zooms.values(), ...moves);
    }
    this.show(zoom);
  }

  show(zoom: Zoom): void {
    for (const [one, made] of this.#zooms) press(made, one === zoom);
  }

  #button(title: string, change: LookChange): HTMLElement {
    return button(title, false, () => this.#onChange(change));
  }
}

/** What the marks mean: each with its word, as their names and the list say it too. */
export function legendNode(texts: TimelineTexts): HTMLElement {
  const items = LEGEND.map((key) => {
    const isTurn = key === 'completed' || key === 'interrupted' || key === 'failed';
    const sample = element('span', {
      class: `entry sample ${isTurn ? `turn ${key}` : key}`,
      'aria-hidden': 'true',
    });
    return element('li', {}, sample, texts.kinds[key]);
  });
  return element('ul', { class: 'legend label', 'aria-label': texts.legend }, ...items);
}
