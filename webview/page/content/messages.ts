import type { MessagesContent, PageMessage } from '../../../src/shared/pageContent.ts';
import { element, setText } from '../../ui/element.ts';
import type { Folds } from '../folds.ts';
import { markdownBlocks } from './markdown.ts';

/** A conversation that grows: a message is drawn when it is new or different, and of one that grows only its last block. */
export class MessagesView {
  readonly root = element('div', { class: 'messages' });
  readonly #note = element('p', { class: 'note' });
  readonly #list = element('div');
  readonly #folds: Folds;
  readonly #messages = new Map<string, MessageView>();

  constructor(folds: Folds) {
    this.#folds = folds;
    this.root.append(this.#note, this.#list);
  }

  draw({ order, messages, note }: MessagesContent): void {
    setText(this.#note, note);
    this.#note.hidden = note === '';
    for (const message of messages) this.#view(message).draw(message);
    this.#arrange(order);
  }

  #view(message: PageMessage): MessageView {
    const existing = this.#messages.get(message.id);
    if (existing !== undefined) return existing;
    const made = new MessageView(message, this.#folds);
    this.#messages.set(message.id, made);
    return made;
  }

  #arrange(order: readonly string[]): void {
    for (const id of [...this.#messages.keys()].filter((id) => !order.includes(id)))
      this.#messages.delete(id);
    const wanted = order.flatMap((id) => this.#messages.get(id)?.root ?? []);
    const isSame =
      wanted.length === this.#list.children.length &&
      wanted.every((root, index) => root === this.#list.children[index]);
    // Elements that stay where they are keep the focus and what is selected in them.
    if (!isSame) this.#list.replaceChildren(...wanted);
  }
}

class MessageView {
  readonly root: HTMLElement;
  readonly #heading = element('p', { class: 'message-heading' });
  readonly #body = element('div', { class: 'message-body' });
  readonly #note = element('p', { class: 'note' });
  #drawn: string[] = [];

  constructor({ id, by, foldTitle }: PageMessage, folds: Folds) {
    const body = foldTitle === '' ? this.#body : folds.node(`message-${id}`, foldTitle, () => this.#body);
    this.root = element('article', { class: `message by-${by}` }, this.#heading, body, this.#note);
  }

  draw({ by, heading, text, note, isBeingWritten }: PageMessage): void {
    setText(this.#heading, heading);
    setText(this.#note, note);
    this.#note.hidden = note === '';
    this.root.classList.toggle('is-being-written', isBeingWritten);
    if (by === 'person') setText(this.#body, text);
    else this.#drawBlocks(text);
  }

  #drawBlocks(text: string): void {
    const blocks = markdownBlocks(text);
    const same = blocks.findIndex(({ raw }, index) => raw !== this.#drawn[index]);
    const from = same < 0 ? blocks.length : same;
    while (this.#body.childNodes.length > from) this.#body.lastChild?.remove();
    this.#body.append(...blocks.slice(from).map(({ draw }) => draw()));
    this.#drawn = blocks.map(({ raw }) => raw);
  }
}
