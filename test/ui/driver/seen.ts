import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';

/**
 * For whoever reads a failed run and has nothing but its printed output: what a person would have seen, in words. Nothing
 * here waits for long or fails: a window that does not answer is told as that.
 */
export async function seenInWindows(page: Page): Promise<string> {
  const lines: string[] = [];
  for (const [index, window] of windowsBeside(page).entries()) {
    const shown = [await readWithin(window.mainFrame(), PARTS), await readPages(window)].flat();
    // Last, for it changes what can be seen.
    const told = await readNotifications(window);
    lines.push(index === 0 ? 'On the screen:' : `In window ${index + 1}:`);
    lines.push(...[...shown, ...told].map((line) => `  ${line}`));
  }
  return lines.join('\n');
}

/** All windows of the page's browser, this one first. */
export function windowsBeside(page: Page): readonly Page[] {
  const all = (page.context().browser()?.contexts() ?? []).flatMap((context) => context.pages());
  return [page, ...all.filter((other) => other !== page)].filter((window) => !window.isClosed());
}

/** The last lines of what the extension wrote into its output channel, below VS Code's folder for logs. */
export function extensionLog(folder: string, lines = 12): readonly string[] {
  const isOurs = (file: string): boolean => /codex-master[^/]*\/[^/]*\.log$/i.test(file);
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isOurs);
    const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    return texts.filter((text) => text !== '').flatMap((text) => text.split('\n').slice(-lines));
  } catch {
    return [];
  }
}

const answerMs = 3000;
const longestText = 4000;

/** What is read of a window: its name for people, and where it stands. */
const PARTS: readonly (readonly [string, string])[] = [
  ['notification', '.notifications-toasts.visible .notification-list-item'],
  ['notification in the center', '.notifications-center.visible .notification-list-item'],
  ['dialog', '.monaco-dialog-box'],
  ['quick input', '.quick-input-widget'],
  ['menu', '.monaco-menu'],
  ['editor', '.tabs-container .tab'],
  ['tree', '.monaco-list[role=tree]'],
  ['instead of rows', '.welcome-view-content'],
  ['comment', '.review-widget'],
  ['terminal', '.xterm'],
  ['status bar', '.statusbar'],
  ['focus', ':focus'],
];

async function readWithin(frame: Frame, parts: typeof PARTS): Promise<readonly string[]> {
  const read = frame.evaluate(readInPage, { parts, longestText }).catch((error: unknown) => [String(error)]);
  return Promise.race([read, delay(answerMs, ['The window did not answer.'], { ref: false })]);
}

/** The webviews that can be seen. */
async function readPages(window: Page): Promise<readonly string[]> {
  const inner = window.frames().filter((frame) => frame.parentFrame()?.parentFrame() === window.mainFrame());
  const texts = inner.map(async (frame) => {
    const outer = await frame.parentFrame()?.frameElement();
    if (!(await outer?.isVisible())) return [];
    return readWithin(frame, [
      ['page', 'body'],
      ['focus on the page', ':focus'],
    ]);
  });
  return (await Promise.all(texts.map(async (text) => text.catch(() => [])))).flat();
}

/** The notifications that hid themselves before anybody looked: they stand behind the bell. */
async function readNotifications(window: Page): Promise<readonly string[]> {
  if (
    await window
      .locator('.notifications-center.visible')
      .isVisible()
      .catch(() => true)
  )
    return [];
  const bell = window.locator('[id="status.notifications"] a');
  const opened = await bell.click({ timeout: answerMs, force: true }).then(
    () => true,
    () => false,
  );
  if (!opened) return [];
  return readWithin(window.mainFrame(), [
    ['told until now', '.notifications-center.visible .notification-list-item'],
  ]);
}

/** What of a page's elements is used here; the tests are compiled for Node, without the browser's types. */
interface PageElement {
  readonly tagName: string;
  readonly id: string;
  readonly innerText?: string;
  readonly value?: string;
  getAttribute(name: string): string | null;
  getClientRects(): { readonly length: number };
  matches(selector: string): boolean;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Runs in the page, at one moment for everything. */
function readInPage(what: { readonly parts: typeof PARTS; readonly longestText: number }): string[] {
  const { document } = globalThis as unknown as { document: PageElement };
  const half = what.longestText / 2;
  const cut = (text: string): string =>
    text.length > what.longestText ? `${text.slice(0, half)} … ${text.slice(-half)}` : text;
  const lines = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => line.replaceAll(/[\u00A0\s]+/g, ' ').trim())
      .filter((line) => line !== '');
  const label = (element: PageElement): string => element.getAttribute('aria-label') ?? '';
  const order = (row: PageElement): number => Number(row.getAttribute('data-index') ?? 0);
  const rowsOf = (tree: PageElement): string[] =>
    [...tree.querySelectorAll('.monaco-list-row')]
      .sort((a, b) => order(a) - order(b))
      .map((row) => `${'  '.repeat(Number(row.getAttribute('aria-level') ?? 1))}${label(row)}`);
  const fieldsOf = (element: PageElement): string[] =>
    [...element.querySelectorAll('input, textarea')]
      .map((field) => `[${label(field) || field.id}] ${field.value ?? ''}`.trim())
      .filter((text) => !text.endsWith(']') && !text.endsWith('] on'));
  const textOf = (element: PageElement, part: string): string => {
    if (part.startsWith('focus')) return `${element.tagName.toLowerCase()} ${element.id} ${label(element)}`;
    if (part === 'tree') return [label(element), ...rowsOf(element)].join('\n    ');
    if (part === 'editor') return `${label(element)}${element.matches('.active') ? ' (in front)' : ''}`;
    if (part === 'terminal')
      return lines(element.innerText ?? '')
        .slice(-15)
        .join('\n    ');
    return [...lines(element.innerText ?? ''), ...fieldsOf(element)].join(' | ');
  };
  return what.parts.flatMap(([part, selector]) =>
    [...document.querySelectorAll(selector)]
      .filter((element) => element.getClientRects().length > 0)
      .map((element) => `${part}: ${cut(textOf(element, part))}`),
  );
}
