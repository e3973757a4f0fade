import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** What of the page is used by what runs there; the tests are compiled without the browser's types. */
interface PageElement {
  closest(selector: string): PageElement | null;
}

interface PageGlobals {
  addEventListener(
    type: 'click',
    listener: (event: { readonly target: PageElement }) => void,
    capture: true,
  ): void;
  click?: { part: string; isTaken: boolean };
}

/** A pointer that rests on a row makes a tooltip appear, which lies over the rows below and takes what is meant for them. */
export async function pointNowhere(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
}

/** A click that cannot be done within this is begun anew. */
const clickMs = 5000;

export interface ClickOptions extends NonNullable<Parameters<Locator['click']>[0]> {
  /** What comes before each try: a button that is there only while the pointer is on its row. */
  readonly before?: () => Promise<void>;
}

/**
 * Clicks on what is drawn anew now and then. VS Code puts another element in the place of a row whenever that changes, and a
 * click whose button went down on the one and up on the other is none: nobody hears of it, and it is done again.
 * `part` is the selector of what has to take the click.
 */
export async function surelyClick(
  target: Locator,
  part: string,
  { before, ...options }: ClickOptions = {},
): Promise<void> {
  const page = target.page();
  const isTaken = async (): Promise<boolean> => {
    await pointNowhere(page);
    await before?.();
    await page.evaluate(watchClick, part);
    const failure = await target
      .click({ timeout: clickMs, ...options })
      .catch((error: unknown) => ({ error }));
    if (await page.evaluate(isClickTaken)) return true;
    if (failure !== undefined) throw failure.error;
    return false;
  };
  await eventually(`a click on ${part}`, isTaken, Boolean);
}

/** Runs in the page. */
function watchClick(part: string): void {
  const scope = globalThis as unknown as PageGlobals;
  const isWatched = scope.click !== undefined;
  scope.click = { part, isTaken: false };
  if (isWatched) return;
  scope.addEventListener(
    'click',
    ({ target }) => {
      if (scope.click !== undefined) scope.click.isTaken ||= target.closest(scope.click.part) !== null;
    },
    true,
  );
}

/** Runs in the page; one that was loaded anew by the click has forgotten it. */
function isClickTaken(): boolean {
  return (globalThis as unknown as PageGlobals).click?.isTaken ?? true;
}

const watched = new WeakMap<Page, symbol>();
const listChanged = /The list changed at that moment|Die Liste änderte sich in diesem Augenblick/;
const pauseMs = 300;
const watchMs = 30_000;

/**
 * Does something with a row, and once more whenever the panel says that the list changed under it, as a person would: VS Code
 * hands a row's command nothing while it fetches the rows anew. Until the next such deed somebody has an eye on that.
 */
export async function tryAgainWhenTold(page: Page, act: () => Promise<void>): Promise<void> {
  const mine = Symbol('deed');
  watched.set(page, mine);
  await act();
  const told = page.locator('.notifications-toasts.visible .notification-list-item', {
    hasText: listChanged,
  });
  const look = async (): Promise<void> => {
    for (const endMs = performance.now() + watchMs; performance.now() < endMs;) {
      if (watched.get(page) !== mine || page.isClosed()) return;
      if (await told.first().isVisible()) {
        await told.first().hover();
        await told.first().locator('.codicon-notifications-clear').click();
        await tryAgainWhenTold(page, act);
        return;
      }
      await page.waitForTimeout(pauseMs);
    }
  };
  // A page that is closed meanwhile, or hides what was told: the test says what it misses.
  look().catch(() => {});
}
