import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { readRows, rowText, rowWithLabel, type Row } from './rows.ts';

/** VS Code draws a new order 200 ms after the row that changed. */
const CALM_MS = 350;

/** A tree view, by the name that it has in package.json. */
export class Tree {
  readonly list: Locator;
  readonly #page: Page;
  readonly #name: string;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.#name = name;
    this.list = page.locator(`.monaco-list[role=tree][aria-label="${name}"]`);
  }

  async rows(): Promise<Row[]> {
    return readRows(this.list);
  }

  /** The rows as text, one line each: see `rowText`. */
  async text(): Promise<string> {
    return (await this.rows()).map(rowText).join('\n');
  }

  /** Waits until the tree's text is as wanted and returns it. */
  async waitFor(wanted: RegExp | ((text: string) => boolean), timeoutMs?: number): Promise<string> {
    const isWanted = typeof wanted === 'function' ? wanted : (text: string) => wanted.test(text);
    return eventually(`${wanted.toString()} in ${this.#name}`, async () => this.text(), isWanted, timeoutMs);
  }

  /** What a screen reader says of each row, from top to bottom. */
  async accessibleNames(): Promise<string[]> {
    const rows = await this.list.locator('.monaco-list-row').all();
    const named = rows.map(async (row) => ({
      index: Number(await row.getAttribute('data-index')),
      name: (await row.getAttribute('aria-label')) ?? '',
    }));
    return (await Promise.all(named)).toSorted((a, b) => a.index - b.index).map(({ name }) => name);
  }

  /** Waits for a text that stands in place of rows while there are none. */
  async waitForWelcome(wanted: RegExp): Promise<void> {
    const read = async (): Promise<string> => (await this.#welcome().allInnerTexts()).join('').trim();
    await eventually(`${wanted.source} in the empty ${this.#name}`, read, (text) => wanted.test(text));
  }

  async pressInWelcome(button: string): Promise<void> {
    await this.#welcome().getByRole('button', { name: button, exact: true }).click();
  }

  async followInWelcome(link: string): Promise<void> {
    await this.#welcome().locator('a.monaco-link', { hasText: link }).click();
  }

  /** Do its keys work right now? */
  async hasFocus(): Promise<boolean> {
    return this.list.evaluate((list: { matches(selector: string): boolean }) =>
      list.matches(':focus-within'),
    );
  }

  row(label: string | RegExp): Locator {
    return rowWithLabel(this.list, label);
  }

  async click(label: string): Promise<void> {
    await this.#calm();
    await this.row(label).click();
  }

  /** Opens or closes a row. */
  async toggle(label: string): Promise<void> {
    await this.#change(label, '.monaco-tl-twistie', ({ expanded }) => expanded);
  }

  /** The titles of the row's inline actions, as they appear under the pointer. */
  async inlineActions(label: string): Promise<string[]> {
    const row = this.row(label);
    await row.hover();
    const actions = await row.locator('.actions .action-label[role=button]').all();
    const titles = await Promise.all(actions.map(async (action) => action.getAttribute('aria-label')));
    // VS Code adds the key: `Approve (Ctrl+Enter)`.
    return titles.filter((title) => title !== null).map((title) => title.replace(/ \([^)]*\)$/, ''));
  }

  /** Clicks an inline action by its title. */
  async inlineAction(label: string, title: string): Promise<void> {
    const row = this.row(label);
    const named = [`[aria-label="${title}"]`, `[aria-label^="${title} ("]`];
    const action = row.locator(
      named.map((name) => `.actions .action-label${name}:not(.disabled)`).join(', '),
    );
    // A row that is drawn anew while the button is down forgets the click, and one that moves is not under the pointer any more.
    const reach = async (): Promise<boolean> => {
      await row.hover();
      await this.#calm();
      return action.isVisible();
    };
    await eventually(`"${title}" of "${label}" in ${this.#name}`, reach, (isReached) => isReached);
    await action.click();
  }

  /** Chooses from the row's context menu by the entry's title. */
  async contextAction(label: string | RegExp, title: string): Promise<void> {
    await eventually(
      `the menu of "${label.toString()}" in ${this.#name}`,
      async () => this.#openMenu(label),
      (isOpen) => isOpen,
    );
    const menu = this.#page.locator('.monaco-menu');
    // A menu that just opened takes no clicks yet, lest the opening one chooses; keys it takes at once.
    await menu.locator('.action-label').getByText(title, { exact: true }).hover();
    const marked = menu.locator('.action-item.focused .action-label').getByText(title, { exact: true });
    await marked.waitFor();
    await this.#page.keyboard.press('Enter');
    await menu.first().waitFor({ state: 'hidden' });
  }

  /** Rows change places with their states, and another one may come under the mouse: its menu is closed again. */
  async #openMenu(label: string | RegExp): Promise<boolean> {
    await this.#calm();
    const row = this.row(label);
    await row.click({ button: 'right' });
    const isOpen = await this.#page
      .locator('.monaco-menu .action-label')
      .first()
      .waitFor({ timeout: 5000 })
      .then(
        () => true,
        () => false,
      );
    // VS Code marks the row whose menu it shows.
    if (isOpen && (await row.and(this.#page.locator('.focused')).count()) > 0) return true;
    if (isOpen) await this.#page.keyboard.press('Escape');
    return false;
  }

  /** Ticks or unticks a row's box. */
  async tick(label: string): Promise<void> {
    await this.#change(label, '[role=checkbox]', ({ ticked }) => ticked);
  }

  /** Clicks on a part of the row until what it stands for is another: a row that is drawn anew under a click takes none. */
  async #change(label: string, part: string, read: (row: Row) => boolean | null): Promise<void> {
    const now = async (): Promise<boolean | null> => {
      const row = (await this.rows()).find((row) => row.label.trim() === label);
      return row === undefined ? null : read(row);
    };
    const before = await eventually(`"${label}" with ${part}`, now, (state) => state !== null);
    const click = async (): Promise<boolean> => {
      if ((await now()) === before) {
        await this.#calm();
        await this.row(label).locator(part).click();
      }
      return eventually('another state', now, (state) => state === !before, 3000).then(
        () => true,
        () => false,
      );
    };
    await eventually(`another ${part} of "${label}" in ${this.#name}`, click, (isChanged) => isChanged);
  }

  /** Resolves when the tree has not been redrawn for a moment, longer than a row needs to take its new place. */
  async #calm(): Promise<void> {
    await this.list.evaluate(untilCalm, CALM_MS);
  }

  #welcome(): Locator {
    const pane = this.#page.locator('.pane', {
      has: this.#page.locator(`.pane-header[aria-label^="${this.#name} "]`),
    });
    return pane.locator('.welcome-view-content:visible');
  }
}

/** What of the page is used by `untilCalm`, which runs there; the tests are compiled without the browser's types. */
interface PageGlobals {
  readonly MutationObserver: new (callback: () => void) => {
    observe(target: unknown, what: { childList: boolean; subtree: boolean }): void;
    disconnect(): void;
  };
}

const untilCalm = async (list: unknown, calmMs: number): Promise<void> => {
  const { MutationObserver } = globalThis as unknown as PageGlobals;
  await new Promise<void>((resolve) => {
    const calm = (): void => {
      observer.disconnect();
      resolve();
    };
    let timer = setTimeout(calm, calmMs);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(calm, calmMs);
    });
    observer.observe(list, { childList: true, subtree: true });
  });
};
