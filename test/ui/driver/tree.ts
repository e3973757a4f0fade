import type { Locator, Page } from 'playwright-core';
import { pointNowhere, surelyClick, tryAgainWhenTold } from './clicks.ts';
import type { ClickOptions } from './clicks.ts';
import { eventually } from './eventually.ts';
import { chooseByPointer } from './menu.ts';
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
    return this.list.locator('.monaco-list-row').evaluateAll(readSpoken);
  }

  /** Waits for a text that stands in place of rows while there are none. */
  async waitForWelcome(wanted: RegExp): Promise<void> {
    const read = async (): Promise<string> => (await this.#welcome().allInnerTexts()).join('').trim();
    await eventually(`${wanted.source} in the empty ${this.#name}`, read, (text) => wanted.test(text));
  }

  async pressInWelcome(button: string): Promise<void> {
    const target = this.#welcome().getByRole('button', { name: button, exact: true });
    await surelyClick(target, '.welcome-view-content .monaco-button');
  }

  async followInWelcome(link: string): Promise<void> {
    const target = this.#welcome().locator('a.monaco-link', { hasText: link });
    await surelyClick(target, '.welcome-view-content a');
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

  async click(label: string, options: ClickOptions = {}): Promise<void> {
    await surelyClick(this.row(label), '.monaco-list-row', { before: async () => this.#calm(), ...options });
  }

  /** Opens or closes a row. */
  async toggle(label: string): Promise<void> {
    await this.#change(label, '.monaco-tl-twistie', ({ expanded }) => expanded);
  }

  /** The titles of the row's inline actions, as they appear under the pointer. */
  async inlineActions(label: string): Promise<string[]> {
    const row = this.row(label);
    await pointNowhere(this.#page);
    await row.hover({ timeout: 5000 });
    const titles = await row.locator('.actions .action-label[role=button]').evaluateAll(readLabels);
    // VS Code adds the key: `Approve (Ctrl+Enter)`.
    return titles.map((title) => title.replace(/ \([^)]*\)$/, ''));
  }

  /** Clicks an inline action by its title. */
  async inlineAction(label: string, title: string): Promise<void> {
    await tryAgainWhenTold(this.#page, async () => {
      const row = this.row(label);
      const named = [`[aria-label="${title}"]`, `[aria-label^="${title} ("]`];
      const action = row.locator(
        named.map((name) => `.actions .action-label${name}:not(.disabled)`).join(', '),
      );
      // It is there while the pointer is on the row, which may go away below it.
      const before = async (): Promise<void> => {
        await row.hover({ timeout: 5000 });
        await action.waitFor({ timeout: 2000 });
        await this.#calm();
      };
      await surelyClick(action, '.action-label', { before });
    });
  }

  /** Chooses from the row's context menu by the entry's title. */
  async contextAction(label: string | RegExp, title: string): Promise<void> {
    const choose = async (): Promise<boolean> =>
      (await this.#openMenu(label)) && (await chooseByPointer(this.#page, title));
    await tryAgainWhenTold(this.#page, async () => {
      await eventually(`"${title}" in the menu of "${label.toString()}" in ${this.#name}`, choose, Boolean);
    });
  }

  /** Rows change places with their states, and another one may come under the mouse: its menu is closed again. */
  async #openMenu(label: string | RegExp): Promise<boolean> {
    await pointNowhere(this.#page);
    await this.#calm();
    const row = this.row(label);
    await row.click({ button: 'right', timeout: 5000 });
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
        await pointNowhere(this.#page);
        await this.#calm();
        await this.row(label).locator(part).click({ timeout: 5000 });
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

/** What of a page's elements is used here; the tests are compiled for Node, without the browser's types. */
interface Labelled {
  getAttribute(name: string): string | null;
}

/** Runs in the page, at one moment for all rows; their order in the document is not the one on the screen. */
function readSpoken(rows: Labelled[]): string[] {
  const index = (row: Labelled): number => Number(row.getAttribute('data-index') ?? 0);
  return rows.sort((a, b) => index(a) - index(b)).map((row) => row.getAttribute('aria-label') ?? '');
}

/** Runs in the page. */
function readLabels(elements: readonly Labelled[]): string[] {
  return elements.map((element) => element.getAttribute('aria-label') ?? '').filter((label) => label !== '');
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
