import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { readRows, rowText, rowWithLabel, type Row } from './rows.ts';

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

  row(label: string): Locator {
    return rowWithLabel(this.list, label);
  }

  async click(label: string): Promise<void> {
    await this.row(label).click();
  }

  /** Opens or closes a row. */
  async toggle(label: string): Promise<void> {
    await this.row(label).locator('.monaco-tl-twistie').click();
  }

  /** The titles of the row's inline actions, as they appear under the pointer. */
  async inlineActions(label: string): Promise<string[]> {
    const row = this.row(label);
    await row.hover();
    const actions = await row.locator('.actions .action-label[role=button]').all();
    const titles = await Promise.all(actions.map(async (action) => action.getAttribute('aria-label')));
    return titles.filter((title) => title !== null);
  }

  /** Clicks an inline action by its title. */
  async inlineAction(label: string, title: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label="${title}"]`).click();
  }

  /** Chooses from the row's context menu by the entry's title. */
  async contextAction(label: string, title: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    // A menu that just opened takes no clicks yet, lest the opening one chooses; keys it takes at once.
    await this.#page.locator('.monaco-menu').getByRole('menuitem', { name: title, exact: true }).hover();
    await this.#page.keyboard.press('Enter');
  }

  /** Ticks or unticks a row's box. */
  async tick(label: string): Promise<void> {
    await this.row(label).locator('[role=checkbox]').click();
  }
}
