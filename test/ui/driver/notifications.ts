import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** After these a toast may have hidden itself (VS Code gives it ten seconds), or never have been shown among many others. */
const untilTheBellMs = 5000;

/** What VS Code tells in the corner: as toasts, and behind the bell when they hid themselves. */
export class Notifications {
  readonly #page: Page;
  readonly #toasts: Locator;
  readonly #center: Locator;
  #isOpenedHere = false;

  constructor(page: Page) {
    this.#page = page;
    this.#toasts = page.locator('.notifications-toasts.visible');
    this.#center = page.locator('.notifications-center.visible');
  }

  /** The texts of those that can be seen; newest first. */
  async texts(): Promise<string[]> {
    return this.#shown().locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for one with this text in it; whoever comes too late for the toast looks behind the bell. */
  async waitFor(text: string): Promise<void> {
    const sinceMs = performance.now();
    const told = new Set<string>();
    const look = async (): Promise<readonly string[]> => {
      if (performance.now() - sinceMs > untilTheBellMs) await this.#openCenter();
      for (const now of await this.texts()) told.add(now);
      return [...told];
    };
    await eventually(`"${text}" in a notification`, look, (all) => all.some((one) => one.includes(text)));
    await this.#closeCenter();
  }

  async press(text: string, button: string): Promise<void> {
    const named = this.#item(text).getByRole('button', { name: button, exact: true });
    const sinceMs = performance.now();
    // One that hides itself in this moment takes no click: it is pressed behind the bell then.
    const isPressed = async (): Promise<readonly string[] | null> => {
      if (performance.now() - sinceMs > untilTheBellMs) await this.#openCenter();
      if (!(await named.isVisible())) return this.texts();
      const click = named.click({ timeout: untilTheBellMs });
      return click.then(
        () => null,
        async () => this.texts(),
      );
    };
    await eventually(`"${button}" below "${text}"`, isPressed, (left) => left === null);
    await this.#closeCenter();
  }

  #shown(): Locator {
    return this.#toasts.or(this.#center);
  }

  #item(text: string): Locator {
    return this.#shown().locator('.notification-list-item', { hasText: text }).first();
  }

  async #openCenter(): Promise<void> {
    if (await this.#center.isVisible()) return;
    const click = this.#page.locator('[id="status.notifications"] a').click({ timeout: 5000 });
    this.#isOpenedHere = await click.then(
      () => true,
      () => false,
    );
  }

  /** It would lie over what is pressed next. One that a test opened itself stays. */
  async #closeCenter(): Promise<void> {
    if (!this.#isOpenedHere) return;
    this.#isOpenedHere = false;
    // Without any it closes by itself.
    if (!(await this.#center.isVisible())) return;
    await this.#center.locator('.notifications-center-header-toolbar .codicon-notifications-hide').click();
    await this.#center.waitFor({ state: 'hidden' });
  }
}
