import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import type { VsCodeServer, WindowOptions } from '../host/server.ts';
import { eventually, patienceMs } from './driver/eventually.ts';
import { chooseByKeys } from './driver/menu.ts';
import { Notifications } from './driver/notifications.ts';
import { QuickInput } from './driver/quickInput.ts';
import { seenInWindows } from './driver/seen.ts';
import { beSlow } from './driver/slow.ts';
import { Tree } from './driver/tree.ts';
import { Walkthrough } from './driver/walkthrough.ts';

export { eventually } from './driver/eventually.ts';
export { rowText, type Row } from './driver/rows.ts';
export type { Tree } from './driver/tree.ts';
export type { QuickInput } from './driver/quickInput.ts';

export interface WorkbenchOptions extends WindowOptions {
  /** In CSS pixels; default 1400 × 900. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** A VS Code window as a person has it: what can be seen is read as text, what can be touched is named by its text. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly walkthrough: Walkthrough;
  readonly #notifications: Notifications;

  private constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.walkthrough = new Walkthrough(page);
    this.#notifications = new Notifications(page);
  }

  /** Opens a window of the server and resolves when its parts are drawn. */
  static async open(
    browser: Browser,
    server: VsCodeServer,
    options: WorkbenchOptions = {},
  ): Promise<Workbench> {
    const page = await browser.newPage({ viewport: options.size ?? { width: 1400, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    await beSlow(page);
    try {
      await page.goto(server.url(options));
      await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    } catch (error) {
      throw new Error(`No window was drawn.\n${await seenInWindows(page)}`, { cause: error });
    }
    return new Workbench(page);
  }

  /** Runs a command by its title as the palette shows it, category included. */
  async runCommand(title: string): Promise<void> {
    const offered = async (): Promise<readonly string[]> => this.#searchPalette(title);
    await eventually(`"${title}" in the command palette`, offered, (labels) => labels.includes(title));
    // The list is filled once more a moment later, and a click on a row that is drawn anew is lost: the palette stays then.
    // A window that is loaded anew by it answers no more.
    const typed = async (): Promise<string> => this.quickInput.value().catch(() => '');
    const isTaken = async (): Promise<boolean> => {
      if (!(await typed()).startsWith('>')) return true;
      await this.quickInput.tryChoose(title);
      return eventually('its end', typed, (text) => !text.startsWith('>'), 3000).then(
        () => true,
        () => false,
      );
    };
    await eventually(`an end of the palette after "${title}"`, isTaken, Boolean);
  }

  /**
   * Opens the palette, searches and returns what it offers. A window that just opened does not listen to its keys yet, or
   * takes the focus and the palette with it, nor does an open palette notice an extension's commands that come later: so this is done again and again.
   */
  async #searchPalette(title: string): Promise<readonly string[]> {
    if (!(await this.quickInput.value()).startsWith('>')) await this.page.keyboard.press('F1');
    if (!(await this.quickInput.value()).startsWith('>')) return [];
    const isThere = (await this.quickInput.tryType('>')) && (await this.quickInput.tryType(`>${title}`));
    return isThere ? this.quickInput.labelsWith((labels) => labels.includes(title)) : [];
  }

  /** Loads the window anew, as its own command does: what is open is written down before. */
  async reload(): Promise<void> {
    const item = this.page.locator('.monaco-workbench .statusbar-item').first();
    await this.runCommand('Developer: Reload Window');
    await item.waitFor({ state: 'detached' }).catch(() => {});
    await item.waitFor();
  }

  /** Shows a view container of the activity bar by its title. */
  async openContainer(title: string): Promise<void> {
    const tab = this.#containerTab(title);
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await tab.and(this.page.locator('[aria-selected=true]')).waitFor();
  }

  /** The number on a view container's icon, or ''. */
  async badge(title: string): Promise<string> {
    const badge = this.#containerTab(title).locator('.badge:visible .badge-content');
    return (await badge.allInnerTexts()).join('');
  }

  async waitForBadge(title: string, wanted: string): Promise<void> {
    const read = async (): Promise<string> => this.badge(title);
    await eventually(`the badge "${wanted}"`, read, (badge) => badge === wanted);
  }

  tree(viewName: string): Tree {
    return new Tree(this.page, viewName);
  }

  /** The texts of the status bar from left to right, icons left out. */
  async statusBar(): Promise<string[]> {
    const texts = await this.page.locator('.statusbar-item .statusbar-item-label').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** The texts of the notifications that can be seen, as toasts or in the notification center; newest first. */
  async notifications(): Promise<string[]> {
    return this.#notifications.texts();
  }

  /** Waits for a notification with this text in it. */
  async waitForNotification(text: string): Promise<void> {
    await this.#notifications.waitFor(text);
  }

  async pressInNotification(text: string, button: string): Promise<void> {
    await this.#notifications.press(text, button);
  }

  /** The modal dialog's text; waits for one. */
  async dialogText(): Promise<string> {
    return this.page.locator('.monaco-dialog-box .dialog-message-container').innerText();
  }

  async pressInDialog(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button, exact: true }).click();
  }

  /** What the visible terminal shows, its lines without trailing blanks; '' when there is none. */
  async terminalText(): Promise<string> {
    const lines = await this.#terminal().locator('.xterm-rows > div').allTextContents();
    return lines
      .map((line) => line.replaceAll('\u00A0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  async waitForTerminalText(wanted: RegExp, timeoutMs?: number): Promise<string> {
    const read = async (): Promise<string> => this.terminalText();
    return eventually(`${wanted.source} in the terminal`, read, (text) => wanted.test(text), timeoutMs);
  }

  /** Types into the visible terminal as a person does. */
  async typeInTerminal(text: string): Promise<void> {
    await this.#terminal().click();
    await this.page.locator('.xterm.focus:visible').first().waitFor();
    await this.page.keyboard.type(text);
  }

  /** What a screen reader says of the element with the focus, a tree's focused row included. */
  async focusedName(): Promise<string> {
    const candidates = this.page.locator('.monaco-list:focus .monaco-list-row.focused, :focus');
    const names = await candidates.evaluateAll(readNames);
    return names.at(-1) ?? '';
  }

  /** See `chooseByKeys`. */
  async chooseInMenu(title: string, open: () => Promise<void>): Promise<void> {
    await chooseByKeys(this.page, title, open);
  }

  /** The two sides of the diff editor that is shown; empty when none is. */
  async diffText(): Promise<{ readonly before: string; readonly after: string }> {
    const read = async (side: string): Promise<string> => {
      const lines = this.page.locator(`.monaco-diff-editor:visible .editor.${side} .view-line`);
      return (await lines.allInnerTexts()).map((line) => line.replaceAll('\u00A0', ' ')).join('\n');
    };
    return { before: await read('original'), after: await read('modified') };
  }

  /** The titles of the open editors. */
  async editorTitles(): Promise<string[]> {
    return this.page.locator('.tabs-container .tab').evaluateAll(readTitles);
  }

  /** The title of the editor that is in front in the group with the focus; empty when none is open. */
  async activeEditor(): Promise<string> {
    const tab = this.page.locator('.editor-group-container.active .tabs-container .tab.active');
    return (await tab.locator('.monaco-icon-name-container').allInnerTexts()).join('');
  }

  /** Shows the editor with this title; of several with one title the terminal, or whatever comes first. */
  async openTab(title: string, kind: 'any' | 'terminal' = 'any'): Promise<void> {
    const tabs = this.page.locator('.tabs-container .tab', { hasText: title });
    const terminal = this.page.locator('.terminal-tab');
    const tab = (kind === 'any' ? tabs : tabs.filter({ has: terminal })).first();
    await tab.click();
    await tab.and(this.page.locator('.active')).waitFor();
  }

  /** Folds a view away by its header. */
  async collapseView(name: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${name} "]`);
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    await header.and(this.page.locator('[aria-expanded=false]')).waitFor();
  }

  /** Comments on the line of the shown changes that holds this text: by the mouse, as several diffs at once want it. */
  async commentOnLine(text: string, comment: string): Promise<void> {
    const form = await this.openComment(text);
    await this.page.keyboard.type(comment);
    await form.getByRole('button', { name: 'Add Comment' }).click();
    await this.page.locator('.review-widget .comment-body', { hasText: comment }).waitFor();
  }

  /** Opens the form for a comment on this line and leaves the focus in it. */
  async openComment(text: string): Promise<Locator> {
    const editor = this.page.locator('.editor.modified', { hasText: text }).filter({ visible: true }).first();
    const line = editor.locator('.view-line').filter({ hasText: text });
    const glyph = editor.locator('.comment-range-glyph').first();
    // Until its lines can be commented on.
    await glyph.waitFor({ state: 'attached' });
    const form = this.page
      .locator('.review-widget')
      .filter({ has: this.page.locator('.comment-form .monaco-editor.focused') });
    // The changes move while they are laid out, and a click goes astray.
    const open = async (): Promise<boolean> => {
      if (await form.isVisible()) return true;
      await line.hover();
      const [row, gutter] = [await line.boundingBox(), await glyph.boundingBox()];
      if (row === null || gutter === null) return false;
      await this.page.mouse.click(gutter.x + gutter.width / 2, row.y + row.height / 2);
      return form.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
    };
    await eventually(`a place for a comment on "${text}"`, open, (isOpen) => isOpen);
    return form;
  }

  /** The document inside the visible webview. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  /** Saves a picture of the window as PNG. */
  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** VS Code labels it with the title, then with key or badge: `Fixture - two fruits`, `Search (Ctrl+Shift+F)`. */
  #containerTab(title: string): Locator {
    const links = [' (', ' - '].map((next) => `[aria-label^="${title}${next}"]`);
    const link = [`[aria-label="${title}"]`, ...links].map((selector) => `a.action-label${selector}`);
    return this.page.locator('.activitybar li.action-item', { has: this.page.locator(link.join(', ')) });
  }

  #terminal(): Locator {
    return this.page.locator('.xterm:visible').first();
  }
}

interface Tab {
  querySelectorAll(selector: string): Iterable<{ readonly innerText: string }>;
}

/** Runs in the page, at one moment for all of them. */
function readTitles(tabs: readonly Tab[]): string[] {
  const parts = '.monaco-icon-name-container, .monaco-icon-suffix-container';
  return tabs.map((tab) => [...tab.querySelectorAll(parts)].map(({ innerText }) => innerText).join(''));
}

/** Runs in the page. A focused row comes after the list that holds it. */
function readNames(elements: readonly { getAttribute(name: string): string | null }[]): string[] {
  return elements.map((element) => element.getAttribute('aria-label') ?? '');
}
