import { surelyClick } from './clicks.ts';
import type { Locator, Page } from 'playwright-core';

/** The walkthrough that is open in the editor area. */
export class Walkthrough {
  readonly #root: Locator;

  constructor(page: Page) {
    this.#root = page.locator('.gettingStartedContainer:visible');
  }

  /** The titles of its steps. */
  async steps(): Promise<string[]> {
    return this.#root.locator('.getting-started-step .step-title').allInnerTexts();
  }

  /** The titles of the steps that count as done. */
  async done(): Promise<string[]> {
    const done = this.#root.locator('.getting-started-step', {
      has: this.#root.page().locator('.codicon.complete'),
    });
    return done.locator('.step-title').allInnerTexts();
  }

  /** Opens a step and presses its button. */
  async press(step: string, button: string): Promise<void> {
    const row = this.#root.locator('.getting-started-step', { hasText: step });
    const target = row.getByRole('button', { name: button, exact: true });
    if (!(await target.isVisible())) await row.locator('.step-title').click();
    await surelyClick(target, '.gettingStartedContainer .monaco-button');
  }
}
