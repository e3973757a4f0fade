import { beforeAll, describe, expect, test } from 'vitest';
import { scriptLine } from '../model/index.ts';
import { axeFindings } from './axe.ts';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';
import { showTheme, THEME_IDS } from './themes.ts';

const room = panelForTests('accessibility');

const keys = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await room.panel.bench.page.keyboard.press(name);
};

/** The palette without the pointer. */
async function command(title: string): Promise<void> {
  const { bench } = room.panel;
  await eventually(
    `"${title}" first in the palette`,
    async () => {
      if (!(await bench.quickInput.value()).startsWith('>')) await keys('F1');
      await bench.page.keyboard.press('ControlOrMeta+a');
      await bench.page.keyboard.type(`>${title}`);
      return (await bench.quickInput.labels())[0] ?? '';
    },
    (first) => first === title,
  );
  await keys('Enter');
}

async function focusOn(name: RegExp): Promise<void> {
  const focused = async (): Promise<string> => room.panel.bench.focusedName();
  await eventually(`the focus on ${name.source}`, focused, (found) => name.test(found));
}

/** What the keyboard is at inside the webview: its tag with its id, label or text. */
async function focusedOnPage(): Promise<string> {
  const focus = room.panel.bench.webview().locator(':focus').first();
  const read = (element: Focused): string => {
    const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()} ${element.id === '' ? text.trim() : element.id}`;
  };
  return focus.evaluate(read, undefined, { timeout: 1000 }).catch(() => '');
}

/** What of the page's elements is used here; the tests are compiled without the browser's types. */
interface Focused {
  readonly id: string;
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** Tab until the keyboard is there, as a person goes through a page. */
async function tabTo(wanted: RegExp): Promise<void> {
  const step = async (): Promise<string> => {
    const before = await focusedOnPage();
    if (wanted.test(before)) return before;
    await keys('Tab');
    return focusedOnPage();
  };
  await eventually(`${wanted.source} by Tab`, step, (at) => wanted.test(at));
}

beforeAll(async () => room.panel.startAll());

describe('by the keyboard alone', () => {
  test('an Agentin is chosen in the tree and gets a task by the form', async () => {
    const { agents, bench } = room.panel;
    await command('Codex Master: Focus on Agentinnen View');
    await eventually('the tree', async () => agents.hasFocus(), Boolean);
    await keys('Home');
    await focusOn(/^Mila, idle/);
    await keys('ArrowDown');
    await focusOn(/^Nora, idle/);
    await keys('Control+Enter');
    await eventually('the form', focusedOnPage, (at) => at === 'textarea task');
    await keys('Shift+Tab', 'ArrowDown');
    await eventually('the role', focusedOnPage, (at) => at.startsWith('vscode-radio Arbeitsbiene'));
    await keys('Tab');
    await bench.page.keyboard.type(
      scriptLine([
        { do: 'escalate', cmd: 'echo keys > keys.txt', justification: 'By keys.' },
        { do: 'say', text: 'Done.' },
      ]),
    );
    await keys('Tab');
    await eventually('the paths', focusedOnPage, (at) => at === 'textarea paths');
    await bench.page.keyboard.type('docs');
    await keys('Control+Enter');
    await bench.webview().locator('.done').waitFor();
    expect(await bench.webview().locator('.done').innerText()).toContain('Nora');
    await tabTo(/vscode-button Show the Assignment/);
  });

  test('what she asks is found and approved', async () => {
    const { agents, inbox } = room.panel;
    await inbox.waitFor(/Nora: echo keys/);
    await keys('Control+Alt+n');
    await focusOn(/^Nora: echo keys > keys\.txt, wants to run/);
    await keys('Control+Enter');
    await inbox.waitFor((text) => text === '');
    await agents.waitFor(/Nora · done/);
  });

  test('her page is opened, read by its headings and worked with', async () => {
    const { bench } = room.panel;
    await command('Codex Master: Focus on Agentinnen View');
    await keys('Home');
    await focusOn(/^Nora, done/);
    await keys('Shift+F10');
    await bench.chooseInMenu('Show Agentin Page');
    await bench.webview().getByRole('heading', { name: 'Nora (b)', level: 1 }).waitFor();
    await tabTo(/vscode-button Send Message…/);
    await keys('Enter');
    await bench.quickInput.waitFor('Message to Nora (b)');
    await keys('Escape');
  });

  test('her terminal is attached to, typed in and handed over', async () => {
    const { agents, bench } = room.panel;
    await command('Codex Master: Focus on Agentinnen View');
    await eventually('the tree', async () => agents.hasFocus(), Boolean);
    // She was looked at, and stands below Mila by now.
    await agents.waitFor(/^Mila[^]*Nora · idle/);
    await keys('Home', 'ArrowDown');
    await focusOn(/^Nora, idle/);
    await keys('Shift+Enter');
    await bench.waitForTerminalText(/OpenAI Codex/);
    await bench.page.locator('.xterm.focus').waitFor();
    await bench.page.keyboard.type('half a');
    const title = async (): Promise<string> => (await bench.editorTitles()).join('\n');
    await eventually('that a person types', title, (text) => text.includes('Nora (b) · you type'));
    await keys('Control+Alt+h');
    await eventually('that she is handed over', title, (text) => !text.includes('you type'));
  });

  test('the timeline is entered by Tab', async () => {
    const { bench } = room.panel;
    await command('Codex Master: Show Fleet Timeline');
    await bench.webview().getByRole('heading', { name: 'Fleet Timeline' }).waitFor();
    await tabTo(/vscode-button 1 hour/);
    const toolbar = bench.webview().getByRole('toolbar');
    await toolbar.getByRole('button', { name: '1 hour', pressed: true }).waitFor();
    await keys('Tab', 'Enter');
    await toolbar.getByRole('button', { name: '6 hours', pressed: true }).waitFor();
    expect(await toolbar.getByRole('button', { pressed: true }).count()).toBe(1);
    await tabTo(/^div Nora \(b\): /);
  });
});

test('every row says in words who it is about, her state, and since when', async () => {
  const { agents, bench } = room.panel;
  const names = await agents.accessibleNames();
  for (const name of names) expect(name).toMatch(/^(Mila|Nora), (idle|done), (less than a minute|\d+ min)/);
  await command('Codex Master: Focus on Assignments View');
  const assignments = bench.tree('Assignments');
  await assignments.waitFor(/Nora/);
  expect(await assignments.accessibleNames()).toEqual([
    'Finished today: 1 assignment',
    expect.stringMatching(/^Nora: docs, worker, completed, \d+:\d+ [AP]M$/),
  ]);
});

/** Each page in the middle of something, the way there, and what is done to see all of it. */
const PAGES = [
  { title: 'Fleet Timeline', open: async () => command('Codex Master: Show Fleet Timeline') },
  { title: 'Nora (b)', open: async () => room.panel.agents.contextAction('Nora', 'Show Agentin Page') },
  { title: 'Nora: docs', open: async () => openAssignment() },
  { title: 'New assignment', open: async () => openFormWithMistake() },
] as const;

async function openAssignment(): Promise<void> {
  await room.panel.bench.tree('Assignments').contextAction('Nora: docs', 'Show Assignment Page');
}

async function openFormWithMistake(): Promise<void> {
  await command('Codex Master: Assign a Task…');
  const form = room.panel.bench.webview();
  await form.getByRole('radio', { name: /^Arbeitsbiene/ }).click();
  await form.locator('#paths').fill('src/*.ts');
}

/** The page of this title, complete. */
async function drawn(title: string): Promise<void> {
  const page = room.panel.bench.webview();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.locator('main:not([aria-busy=true])').waitFor();
  if (title === 'New assignment') await page.locator('#paths-problem', { hasText: 'stands for' }).waitFor();
}

describe('on each page', () => {
  beforeAll(async () => room.panel.bench.runCommand('View: Close All Editors'));

  test.each(PAGES)('headings go down by one below one main landmark: $title', async ({ title, open }) => {
    await open();
    await drawn(title);
    const page = room.panel.bench.webview();
    const headings = await page.locator('h1, h2, h3').evaluateAll(readLevels);
    expect(headings[0]).toBe(1);
    expect(headings.filter((level, index) => level > (headings[index - 1] ?? 0) + 1)).toEqual([]);
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  test.each(THEME_IDS)('axe finds nothing wrong in the theme %s', async (theme) => {
    const { bench } = room.panel;
    await showTheme(room.panel, theme);
    const found: string[] = [];
    for (const { title } of PAGES) {
      await bench.page.locator('.tabs-container .tab', { hasText: title }).first().click();
      await drawn(title);
      // What is folded is looked at as well.
      await bench.webview().locator('details').evaluateAll(openAll);
      const read = async (): Promise<string[]> => axeFindings(bench.webview());
      const isClean = (findings: readonly string[]): boolean => findings.length === 0;
      // A page gets the new colours a moment after the window.
      const left = await eventually('no finding', read, isClean, 3000).catch(read);
      found.push(...left.map((finding) => `${title}: ${finding}`));
    }
    expect(found).toEqual([]);
  });
});

/** Runs in the page. */
function openAll(folds: readonly { open: boolean }[]): void {
  for (const fold of folds) fold.open = true;
}

/** Runs in the page. */
function readLevels(headings: readonly { readonly tagName: string }[]): number[] {
  return headings.map(({ tagName }) => Number(tagName.slice(1)));
}
