import type { Locator, Page } from 'playwright-core';
import { surelyClick } from './clicks.ts';
import { eventually } from './eventually.ts';
import { readRows, rowText, rowWithLabel } from './rows.ts';

/** Quick Pick and input box: the one that is open now. */
export class QuickInput {
  readonly widget: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    // A closing one fades out, and is inert meanwhile.
    this.widget = page.locator('.quick-input-widget:not([inert]):visible');
  }

  /** Waits until one is open whose title or placeholder or prompt holds the text. */
  async waitFor(text: string): Promise<void> {
    const heading = async (): Promise<string> => this.heading();
    await eventually(`"${text}" in a quick input`, heading, (heading) => heading.includes(text));
  }

  /** Title, placeholder and message of the open one; empty when none is. */
  async heading(): Promise<string> {
    const title = await this.widget.locator('.quick-input-title').allTextContents();
    const placeholder = await this.#input().evaluateAll(readPlaceholders);
    const message = await this.widget.locator('.quick-input-message').allTextContents();
    return [...title, ...placeholder, ...message].filter((part) => part.trim() !== '').join(' · ');
  }

  /** The items as text, one line each. */
  async items(): Promise<string[]> {
    return (await readRows(this.widget)).map(rowText);
  }

  /** The items' labels; waits a moment for the list to follow what was typed. */
  async labels(): Promise<string[]> {
    const noMatter = (): void => {};
    await this.widget.locator('.monaco-list-row').first().waitFor({ timeout: 300 }).catch(noMatter);
    // An icon before it is a blank.
    return (await readRows(this.widget)).map((row) => row.label.trim());
  }

  /** The same once they are as wanted, or what they are when that does not come soon: typing anew would begin the search anew. */
  async labelsWith(isWanted: (labels: readonly string[]) => boolean): Promise<string[]> {
    const read = async (): Promise<string[]> => this.labels();
    return eventually('the labels', read, isWanted, 3000).catch(read);
  }

  /** What stands in the box; empty when none is open. */
  async value(): Promise<string> {
    return (await this.#input().evaluateAll(readValues)).join('');
  }

  /** Does it show dots for what is typed? */
  async isHidden(): Promise<boolean> {
    return (await this.#input().getAttribute('type')) === 'password';
  }

  /** Types into the box, in place of what stood there. */
  async type(text: string): Promise<void> {
    await this.#input().fill(text);
  }

  /** The same, unless the box goes away meanwhile; false then. */
  async tryType(text: string): Promise<boolean> {
    return this.#input()
      .fill(text, { timeout: 1000 })
      .then(
        () => true,
        () => false,
      );
  }

  /** Chooses the item with exactly this label, or whose label matches. */
  async choose(label: string | RegExp): Promise<void> {
    await surelyClick(rowWithLabel(this.widget, label), '.quick-input-widget .monaco-list-row');
  }

  /** The same for one that may be drawn anew or go away meanwhile. */
  async tryChoose(label: string): Promise<void> {
    await rowWithLabel(this.widget, label)
      .click({ timeout: 2000 })
      .catch(() => {});
  }

  /** Ticks or unticks the item of a Quick Pick that takes several. */
  async tick(label: string): Promise<void> {
    const box = rowWithLabel(this.widget, label).locator('[role=checkbox]');
    const before = await box.getAttribute('aria-checked');
    await box.click();
    const after = async (): Promise<string | null> => box.getAttribute('aria-checked');
    await eventually(`another tick at "${label}"`, after, (ticked) => ticked !== before);
  }

  /** Enter in the box, wherever the focus is: on a ticked row it would untick. */
  async accept(): Promise<void> {
    await this.#input().press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }

  #input(): Locator {
    return this.widget.locator('.quick-input-box input');
  }
}

// What runs in the page reads all of what is there now: waiting for one that just closed would take forever.

function readPlaceholders(inputs: readonly { readonly placeholder: string }[]): string[] {
  return inputs.map((input) => input.placeholder);
}

function readValues(inputs: readonly { readonly value: string }[]): string[] {
  return inputs.map((input) => input.value);
}
