import { expect } from 'vitest';
import { eventually } from './driver.ts';
import { tryAgainWhenTold } from './driver/clicks.ts';
import type { Panel } from './panel.ts';

/** What of a page's elements is used by what runs there; the tests are compiled without the browser's types. */
interface Focused {
  readonly id: string;
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** A person at the keyboard, who cannot see where the pointer is and so never touches it. */
export class Keyboard {
  readonly #panel: () => Panel;

  /** The panel is open only while tests run. */
  constructor(panel: () => Panel) {
    this.#panel = panel;
  }

  async press(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.#panel().bench.page.keyboard.press(name);
  }

  async type(text: string): Promise<void> {
    await this.#panel().bench.page.keyboard.type(text);
  }

  /** Runs a command through the palette. A list that is filled once more in that moment takes no Enter: the palette stays. */
  async command(title: string): Promise<void> {
    const { quickInput } = this.#panel().bench;
    const isPalette = async (): Promise<boolean> => (await quickInput.value()).startsWith('>');
    const search = async (): Promise<string> => {
      if (!(await isPalette())) await this.press('F1');
      await this.press('ControlOrMeta+a');
      await this.#panel().bench.page.keyboard.insertText(`>${title}`);
      return (await quickInput.labelsWith(([first]) => first === title))[0] ?? '';
    };
    const run = async (): Promise<boolean> => {
      await eventually(`"${title}" first in the palette`, search, (first) => first === title);
      await this.press('Enter');
      return eventually('its end', isPalette, (isOpen) => !isOpen, 3000).then(
        () => true,
        () => false,
      );
    };
    await eventually(`an end of the palette after "${title}"`, run, Boolean);
  }

  /** Waits for what a screen reader says of what has the focus. */
  async at(name: RegExp): Promise<void> {
    const focused = async (): Promise<string> => this.#panel().bench.focusedName();
    await eventually(`the focus on ${name.source}`, focused, (found) => name.test(found));
  }

  /** Goes into a view and, row by row from the first, to the one with this name. */
  async toRow(view: string, name: RegExp): Promise<void> {
    const { bench } = this.#panel();
    const tree = bench.tree(view);
    const enter = async (): Promise<boolean> => {
      await this.command(`Codex Master: Focus on ${view} View`);
      const isThere = async (): Promise<boolean> =>
        (await tree.accessibleNames()).some((row) => name.test(row)) && (await tree.hasFocus());
      // A view without rows gives the keys to its welcome.
      return eventually(name.source, isThere, Boolean, 10_000).catch(() => false);
    };
    await eventually(`${name.source} in ${view}`, enter, Boolean);
    const walk = async (): Promise<boolean> => {
      await this.press('Home');
      const rows = (await tree.rows()).length;
      for (let row = 0; row < rows; row += 1) {
        if (name.test(await bench.focusedName())) return true;
        await this.press('ArrowDown');
      }
      return false;
    };
    // Rows change places with their states.
    await eventually(`the keys on ${name.source}`, walk, Boolean);
  }

  /** Chooses from the menu of the row with the focus. */
  async menu(title: string): Promise<void> {
    const { bench } = this.#panel();
    await tryAgainWhenTold(bench.page, async () =>
      bench.chooseInMenu(title, async () => this.press('Shift+F10')),
    );
  }

  /** What the keyboard is at inside the webview: its tag with its id, label or text. */
  async onPage(): Promise<string> {
    const focus = this.#panel().bench.webview().locator(':focus').first();
    const read = (element: Focused): string => {
      const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
      return `${element.tagName.toLowerCase()} ${text.trim() === '' || element.tagName === 'TEXTAREA' ? element.id : text.trim()}`;
    };
    return focus.evaluate(read, undefined, { timeout: 1000 }).catch(() => '');
  }

  /** Tab until the keyboard is there, as a person goes through a page. */
  async tabTo(wanted: RegExp): Promise<void> {
    const step = async (): Promise<string> => {
      const before = await this.onPage();
      if (wanted.test(before)) return before;
      await this.press('Tab');
      return this.onPage();
    };
    await eventually(`${wanted.source} by Tab`, step, (at) => wanted.test(at));
  }

  /** In a dialog the first button has the focus: waits until that is this one, and presses it. */
  async accept(button: string): Promise<void> {
    const { page } = this.#panel().bench;
    const focused = page.locator('.monaco-dialog-box .monaco-button:focus');
    const at = async (): Promise<string> => focused.innerText({ timeout: 500 }).catch(() => '');
    const step = async (): Promise<string> => {
      const now = (await at()).trim();
      if (now !== button && (await page.locator('.monaco-dialog-box').isVisible())) await this.press('Tab');
      return (await at()).trim();
    };
    await eventually(`the focus on "${button}"`, step, (text) => text === button);
    await this.press('Enter');
  }

  /** From now on every use of the pointer is counted. */
  async watchPointer(): Promise<() => Promise<void>> {
    const { page } = this.#panel().bench;
    await page.evaluate(countPointer);
    return async () => {
      expect(await page.evaluate(pointerUses)).toBe(0);
    };
  }
}

interface Counting {
  uses?: number;
  addEventListener(
    type: string,
    listener: (event: { readonly isTrusted: boolean }) => void,
    capture: true,
  ): void;
}

/** Runs in the page. */
function countPointer(): void {
  const scope = globalThis as unknown as Counting;
  scope.uses = 0;
  for (const type of ['pointerdown', 'pointermove', 'wheel'])
    scope.addEventListener(
      type,
      ({ isTrusted }) => void (scope.uses = (scope.uses ?? 0) + Number(isTrusted)),
      true,
    );
}

/** Runs in the page. */
function pointerUses(): number {
  return (globalThis as unknown as Counting).uses ?? -1;
}
