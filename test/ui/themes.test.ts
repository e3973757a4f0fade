import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';
import { contrast, parseColour, showTheme, THEME_IDS } from './themes.ts';

const room = panelForTests('themes');

beforeAll(async () => {
  const { agents, inbox, send, startAll, bench } = room.panel;
  await startAll();
  await send('Mila', [{ do: 'escalate', cmd: 'npm test', justification: 'May I?' }]);
  await inbox.waitFor(/npm test/);
  await agents.toggle('Mila');
  await agents.contextAction('Mila', 'Show Agentin Page');
  await eventually(
    'the page',
    async () => bench.webview().locator('main').innerText(),
    (text) => text.includes('needs approval'),
  );
});

interface Painted {
  readonly what: string;
  readonly color: string;
  readonly behind: string;
}

/** Runs in the page: every kind of text on it, the state in each of its colours, with what lies behind. */
function readColours(page: PageElement): Painted[] {
  const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (of: PageElement) => Style };
  const behind = (element: PageElement | null): string => {
    const own = element === null ? 'rgb(255, 255, 255)' : getComputedStyle(element).backgroundColor;
    return /^rgba\(.*, 0\)$/.test(own) ? behind(element?.parentElement ?? null) : own;
  };
  const paint = (element: PageElement, what: string): Painted => ({
    what,
    color: getComputedStyle(element).color,
    behind: behind(element),
  });
  const texts = [...page.querySelectorAll('h1, h2, dt, dd, pre, .empty')];
  const state = page.querySelector('.state');
  const states = ['idle', 'done', 'working', 'needs_approval', 'limited', 'error', 'lost', 'stopped'];
  const className = state?.className ?? '';
  const stated = states.flatMap((name) => {
    if (state === null) return [];
    state.className = `state state-${name}`;
    return [paint(state, name)];
  });
  if (state !== null) state.className = className;
  return [...texts.map((element) => paint(element, element.tagName)), ...stated];
}

/** What of a page's elements is used here; the tests are compiled without the browser's types. */
interface PageElement {
  readonly tagName: string;
  readonly parentElement: PageElement | null;
  className: string;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface Style {
  readonly color: string;
  readonly backgroundColor: string;
}

describe.each(THEME_IDS)('in the theme %s', (theme) => {
  test('everything on the page of an Agentin can be read', async () => {
    const { bench } = room.panel;
    await showTheme(room.panel, theme);
    await bench.screenshot(`.demo/shots/${theme}.png`);
    const painted = async (): Promise<Painted[]> => bench.webview().locator('body').evaluate(readColours);
    const faint = async (): Promise<string[]> =>
      (await painted()).flatMap(({ what, color, behind }) => {
        const ratio = contrast(parseColour(color), parseColour(behind));
        return ratio >= 4.5 ? [] : [`${what}: ${color} on ${behind} is ${ratio.toFixed(1)}`];
      });
    // The page gets the new colours a moment after the window.
    await eventually('enough contrast', faint, (list) => list.length === 0, 5000);
    expect(await painted()).not.toEqual([]);
  });

  test('states are told by words beside their colours', async () => {
    expect(await room.panel.agents.text()).toMatch(/Mila · needs approval/);
  });
});
