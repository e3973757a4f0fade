import type { Lane, LaneEntry } from '../../src/shared/timeline.ts';
import { element, setText } from '../ui/element.ts';
import { KeyedChildren } from '../ui/keyed.ts';
import type { Drawn } from '../ui/keyed.ts';
import { entryText } from './lane.ts';
import type { LaneLook } from './lane.ts';

const MOST_LISTED = 50;

/** One Agentin's entries as text, newest first. */
export class LaneList implements Drawn<Lane> {
  readonly node: HTMLElement;
  readonly #look: () => LaneLook;
  readonly #heading = element('h2');
  readonly #items = element('ul');
  readonly #rest = element('p', { class: 'label' });
  readonly #entries: KeyedChildren<LaneEntry>;

  constructor(lane: Lane, look: () => LaneLook) {
    this.#look = look;
    this.#entries = new KeyedChildren<LaneEntry>(
      this.#items,
      ({ id }) => id,
      ({ id }) => this.#item(lane.agentId, id),
    );
    this.node = element('div', {}, this.#heading, this.#items, this.#rest);
  }

  update({ title, entries }: Lane): void {
    const { texts } = this.#look();
    setText(this.#heading, title);
    const shown = entries.slice(-MOST_LISTED).toReversed();
    this.#entries.set(shown);
    const leftOut = entries.length - shown.length;
    const rest = entries.length === 0 ? texts.empty : texts.leftOut.replace('{0}', String(leftOut));
    this.#rest.hidden = entries.length > 0 && leftOut === 0;
    setText(this.#rest, rest);
  }

  #item(agentId: string, entryId: string): Drawn<LaneEntry> {
    const open = element('button', { type: 'button', class: 'name' });
    open.addEventListener('click', () => this.#look().onOpen({ agentId, entryId }));
    const update = (entry: LaneEntry): void => {
      const text = entryText(entry, this.#look());
      if (open.textContent !== text) open.textContent = text;
    };
    return { node: element('li', {}, open), update };
  }
}
