import { beforeAll, describe, expect, test } from 'vitest';
import { assignByForm } from './assigning.ts';
import { axeFindings } from './axe.ts';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';
import { showTheme, THEME_IDS } from './themes.ts';

const room = panelForTests('accessibility');

beforeAll(async () => {
  const { agents, bench, startAll } = room.panel;
  await startAll();
  await assignByForm(room.panel, 'Nora', {
    role: 'Arbeitsbiene',
    task: '#script: [{ "do": "say", "text": "Done." }]',
    paths: 'docs',
  });
  await agents.waitFor(/Nora · done/);
  await bench.runCommand('View: Close All Editors');
});

test('every row says in words who it is about, her state, and since when', async () => {
  const { agents, bench } = room.panel;
  const names = await agents.accessibleNames();
  for (const name of names) expect(name).toMatch(/^(Mila|Nora), (idle|done), (less than a minute|\d+ min)/);
  await bench.runCommand('Codex Master: Focus on Assignments View');
  const assignments = bench.tree('Assignments');
  await assignments.waitFor(/Nora/);
  expect(await assignments.accessibleNames()).toEqual([
    'Finished today: 1 assignment',
    expect.stringMatching(/^Nora: docs, worker, completed, \d+:\d+ [AP]M$/),
  ]);
});

/** Each page in the middle of something, the way there, and what is done to see all of it. */
const PAGES = [
  {
    title: 'Fleet Timeline',
    open: async () => room.panel.bench.runCommand('Codex Master: Show Fleet Timeline'),
  },
  { title: 'Nora (b)', open: async () => room.panel.agents.contextAction('Nora', 'Show Agentin Page') },
  { title: 'Nora: docs', open: async () => openAssignment() },
  { title: 'New assignment', open: async () => openFormWithMistake() },
] as const;

async function openAssignment(): Promise<void> {
  await room.panel.bench.tree('Assignments').contextAction('Nora: docs', 'Show Assignment Page');
}

async function openFormWithMistake(): Promise<void> {
  await room.panel.bench.runCommand('Codex Master: Assign a Task…');
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
