import type { ReopenWish } from '../../src/shared/reopen.ts';
import { element } from './element.ts';

/**
 * Says above a page that nobody answers it any more, with the one way out that needs nobody: VS Code itself takes a link that
 * runs a command, and starts who answers it. Its words came with the page, for there is nobody to ask for them.
 */
export class LostNotice {
  // There before its text is: else not every screen reader says it.
  readonly #root = element('div', { class: 'lost', role: 'alert' });

  constructor(root: HTMLElement, wish: () => Omit<ReopenWish, 'kind'>) {
    const { kind = '', lost = '', reopen = '', reopenCommand = '' } = root.dataset;
    this.#say = () => {
      const link = element('a', { href: `command:${reopenCommand}`, class: 'lost-way' }, reopen);
      // VS Code looks where the link leads after this.
      link.addEventListener('click', () => {
        const argument: ReopenWish = { kind, ...wish() };
        link.href = `command:${reopenCommand}?${encodeURIComponent(JSON.stringify([argument]))}`;
      });
      this.#root.replaceChildren(element('p', {}, lost), link);
    };
    root.before(this.#root);
  }

  readonly #say: () => void;

  show(isLost: boolean): void {
    if (isLost) this.#say();
    else this.#root.replaceChildren();
  }
}
