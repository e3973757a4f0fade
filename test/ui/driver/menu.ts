import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/**
 * Chooses from the menu that is open. One that just opened takes no clicks yet, lest the opening one chooses; keys it takes at
 * once. False when it was closed meanwhile, as whatever takes the focus does, or lacks the entry: what it offers hangs on a
 * state that may be about to come.
 */
export async function chooseByPointer(page: Page, title: string): Promise<boolean> {
  const menu = page.locator('.monaco-menu');
  const entry = menu.locator('.action-label').getByText(title, { exact: true });
  const marked = menu.locator('.action-item.focused .action-label').getByText(title, { exact: true });
  const mark = async (): Promise<void> => {
    await entry.hover({ timeout: 3000 });
    await marked.waitFor({ timeout: 3000 });
  };
  const isMarked = await mark().then(
    () => true,
    () => false,
  );
  await page.keyboard.press(isMarked ? 'Enter' : 'Escape');
  await menu.first().waitFor({ state: 'hidden' });
  return isMarked;
}

/**
 * Opens a menu and goes through it by keys to the entry with this title, which is chosen. Whatever takes the focus closes a
 * menu: it is opened once more then.
 */
export async function chooseByKeys(page: Page, title: string, open: () => Promise<void>): Promise<void> {
  const menu = page.locator('.monaco-menu').first();
  const at = async (): Promise<string> =>
    (await menu.locator('.action-item.focused .action-label').allInnerTexts()).join('').trim();
  const choose = async (): Promise<boolean> => {
    await open();
    await menu.locator(':focus').first().waitFor({ state: 'attached', timeout: 5000 });
    for (let left = await menu.locator('.action-item').count(); left >= 0; left -= 1) {
      await page.keyboard.press('ArrowDown');
      if ((await at()) !== title) continue;
      await page.keyboard.press('Enter');
      await menu.waitFor({ state: 'hidden' });
      return true;
    }
    await page.keyboard.press('Escape');
    return false;
  };
  await eventually(`"${title}" in the menu`, choose, Boolean);
}
