import { beforeAll, describe, expect, test } from 'vitest';
import { ariaOf, ariaOfTree, expectAria } from './aria.ts';
import { axeFindings } from './axe.ts';
import { eventually } from './driver.ts';
import { fillOf, hiddenFocus, hideOutlines, showOutlines } from './focusMarks.ts';
import { OUTSIDE_AND_NOTES } from './patches.ts';
import { movingParts } from './motion.ts';
import { panelForTests } from './room.ts';
import { listen } from './spoken.ts';
import { showTheme, THEME_IDS } from './themes.ts';
import { openAll, readLevels, select, scrollToTop, placeOf, isFocused } from './inPage.ts';

const room = panelForTests('accessibility', {
  env: (world) => ({ ...world.env, CODEX_HOME: world.homes.lead }),
});

const page = () => room.panel.bench.webview();

/** Nora is given a task in a worktree by the form, and waits for an approval; Mila waits with files. */
beforeAll(async () => {
  const { agents } = room.panel;
  await agents.waitFor(/Mila · stopped\nNora · stopped/);
  await agents.inlineAction('Mila', 'Start Agentin');
  await agents.waitFor(/Mila · idle/);
  await agents.contextAction('Nora', 'Assign a Task…');
  await page().getByLabel('Task', { exact: true }).fill('Let the cart count its items.');
  await page()
    .getByRole('radio', { name: /^Arbeitsbiene/ })
    .click();
  await page().locator('#paths').fill('src\ndocs');
  await page().getByRole('checkbox', { name: 'In a new worktree' }).click();
  await page().getByRole('listitem').filter({ hasText: 'May write: src, docs' }).waitFor();
});

describe('what a screen reader finds', () => {
  test('the form: every field with its name, what is explained after it, what it will allow at the end', async () => {
    await page().locator('details').evaluateAll(openAll);
    await page().getByRole('button', { name: 'May write: Browse' }).click();
    await page().getByRole('treeitem', { name: 'src/' }).waitFor();
    await expectAria('form', async () => ariaOf(page().locator('body')));
  });

  test('what came of it has the focus, and is not said a second time', async () => {
    const { bench, agents, inbox } = room.panel;
    const spoken = await listen(page());
    await page().getByRole('button', { name: 'Assign', exact: true }).press('Enter');
    await page().locator('.done').waitFor();
    await page().locator('.done:focus').waitFor();
    expect((await spoken()).filter((text) => text.includes('has the task'))).toEqual([]);
    await inbox.waitFor(/Nora: git tag -f cart-counted/);
    await bench.runCommand('View: Close All Editors');
    await room.panel.send('Mila', [
      { do: 'patch', input: OUTSIDE_AND_NOTES },
      { do: 'say', text: 'Patched.' },
    ]);
    await inbox.waitFor(/Mila: 2 files/);
    // She goes to the top of those who need somebody.
    await agents.waitFor(/Mila · needs approval[^]*Nora · needs approval/);
    await agents.toggle('Nora');
    await agents.waitFor(/\n {2}Folder · /);
  });

  test('the trees: each row says who or what, in which state, since when', async () => {
    const { agents, inbox, bench } = room.panel;
    await expectAria('agents', async () => ariaOfTree(agents.list));
    await expectAria('inbox', async () => ariaOfTree(inbox.list));
    await agents.toggle('Nora');
    const assignments = bench.tree('Assignments');
    await bench.runCommand('Codex Master: Focus on Assignments View');
    await assignments.waitFor(/Nora/);
    await expectAria('assignments', async () => ariaOfTree(assignments.list));
    const worktrees = bench.tree('Worktrees');
    await bench.runCommand('Codex Master: Focus on Worktrees View');
    await worktrees.waitFor(/^Nora · .*not committed/);
    await worktrees.toggle('Nora');
    await worktrees.waitFor(/cart\.js/);
    await expectAria('worktrees', async () => ariaOfTree(worktrees.list));
    await bench.runCommand('Codex Master: Check Health');
    const health = bench.tree('Health');
    await health.waitFor(/^(?:Needs attention|All is well)/);
    // How well this machine is does not matter here.
    const groups = async (): Promise<string> =>
      (await ariaOfTree(health.list)).replaceAll(HOW_WELL, '<well>');
    await expectAria('health', async () => (await groups()).replaceAll(/\n.*\[level=2\]/gu, ''));
    for (const view of ['Assignments', 'Worktrees', 'Health']) await bench.collapseView(view);
  });

  test('around them: status bar and activity bar say how many need a person', async () => {
    const { bench } = room.panel;
    const status = bench.page.locator('.statusbar-item', { hasText: 'need you' }).getByRole('button');
    await expect.poll(async () => status.getAttribute('aria-label')).toBe('Codex Master: 2 need you');
    await bench.page.getByRole('tab', { name: 'Codex Master - 2 waiting for you' }).waitFor();
  });

  test.each([
    { name: 'agent', title: 'Nora (b)' },
    { name: 'assignment', title: 'Nora: src, docs' },
    { name: 'timeline', title: 'Fleet Timeline' },
  ])('the page: $name', async ({ name, title }) => {
    await openPage(title);
    await page().locator('details').evaluateAll(openAll);
    await expectAria(name, async () => ariaOf(page().locator('body')));
  });
});

const HOW_WELL =
  /\d+ (?:problem|hint)s?(?:, \d+ hints?)?|all well|Needs attention|All is well|\d+ checks passed/gu;

const PAGES = ['Fleet Timeline', 'Nora (b)', 'Nora: src, docs', 'New Assignment'] as const;

async function openPage(title: string): Promise<void> {
  const { agents, bench } = room.panel;
  if (title === 'Fleet Timeline') await bench.runCommand('Codex Master: Show Fleet Timeline');
  else if (title === 'Nora (b)') await agents.contextAction('Nora', 'Show Agentin Page');
  else if (title === 'New Assignment') await openFormWithMistake();
  else {
    await bench.runCommand('Codex Master: Focus on Assignments View');
    await bench.tree('Assignments').contextAction('Nora: src, docs', 'Show Assignment Page');
    await bench.collapseView('Assignments');
  }
  await drawn(title);
}

async function openFormWithMistake(): Promise<void> {
  await room.panel.bench.runCommand('Codex Master: Assign a Task…');
  await page()
    .getByRole('radio', { name: /^Arbeitsbiene/ })
    .click();
  await page().locator('#paths').fill('src/*.ts');
}

/** The page of this title, complete. */
async function drawn(title: string): Promise<void> {
  await page().getByRole('heading', { level: 1, name: title }).waitFor();
  await page().locator('main:not([aria-busy=true])').waitFor();
  if (title === 'New Assignment') await page().locator('#paths-problem', { hasText: 'stands for' }).waitFor();
}

describe('on each page', () => {
  test.each(PAGES)('headings go down by one below one main landmark: %s', async (title) => {
    if (title === 'New Assignment') await openPage(title);
    else await room.panel.bench.openTab(title);
    await drawn(title);
    const headings = await page().locator('h1, h2, h3').evaluateAll(readLevels);
    expect(headings[0]).toBe(1);
    expect(headings.filter((level, index) => level > (headings[index - 1] ?? 0) + 1)).toEqual([]);
    await expect.poll(async () => page().getByRole('main').count()).toBe(1);
    await expect.poll(async () => page().locator('html').getAttribute('lang')).toBe('en');
  });

  test.each(THEME_IDS)('axe finds nothing wrong, and the focus is seen, in the theme %s', async (theme) => {
    const { bench } = room.panel;
    await showTheme(room.panel, theme);
    const found: string[] = [];
    for (const title of PAGES) {
      await bench.openTab(title);
      await drawn(title);
      // What is folded is looked at as well.
      await page().locator('details').evaluateAll(openAll);
      const read = async (): Promise<string[]> => [
        ...(await axeFindings(page())),
        ...(await hiddenFocus(page())).map((name) => `the focus is not seen: ${name}`),
      ];
      const isClean = (findings: readonly string[]): boolean => findings.length === 0;
      // A page gets the new colours a moment after the window.
      const left = await eventually('no finding', read, isClean, 60_000).catch(read);
      found.push(...left.map((finding) => `${title}: ${finding}`));
    }
    expect(found).toEqual([]);
  });
});

test('a focus that were not seen would be found, and Tab leads out of a page', async () => {
  const { bench } = room.panel;
  await bench.openTab('New Assignment');
  await drawn('New Assignment');
  await page().locator('html').evaluate(hideOutlines);
  await expect.poll(async () => hiddenFocus(page())).toContain('textarea #task');
  await page().locator('html').evaluate(showOutlines);
  await page().getByRole('button', { name: 'Start Over' }).focus();
  await bench.page.keyboard.press('Tab');
  const frame = bench.page.locator('iframe.webview.ready:visible');
  await eventually(
    'the keyboard outside',
    async () => frame.evaluate(isFocused),
    (isInside) => !isInside,
  );
});

describe('what changes meanwhile', () => {
  test('a page says states and whole messages, each once, and nobody loses focus, place or selection', async () => {
    const { agents, bench, inbox, send, world } = room.panel;
    await inbox.inlineAction('Mila: 2 files', 'Approve');
    await agents.waitFor(/Mila · done/);
    await agents.contextAction('Mila', 'Show Agentin Page');
    await drawn('Mila (a)');
    await send('Mila', [
      { do: 'stall' },
      { do: 'streamSlowly', text: 'Word by word. '.repeat(10), chunks: 40, delayMs: 20 },
      { do: 'runCommand', cmd: 'ls' },
      { do: 'say', text: 'That was all.' },
    ]);
    await page().locator('.state', { hasText: 'working' }).waitFor();
    const spoken = await listen(page());
    // What is above the place where somebody reads grows.
    const size = bench.page.viewportSize() ?? { width: 1400, height: 900 };
    await bench.page.setViewportSize({ ...size, height: 450 });
    await page().locator('#head-codex').focus();
    // The page is made smaller a moment after the window.
    const scroll = async (): Promise<number> => page().locator('#head-codex').evaluate(scrollToTop);
    await eventually('the section at the top', scroll, (top) => Math.abs(top) < 1);
    await page().locator('#section-codex dd').first().evaluate(select);
    const before = await page().locator('html').evaluate(placeOf);
    expect(before).toMatchObject({ focus: 'head-codex', selected: expect.stringMatching(/\w/) as string });
    world.model.release();
    await agents.waitFor(/Mila · (?:idle|done)/);
    // Her state is told at once, her words at the pace of reading: either may come first.
    await eventually('the end', spoken, (texts) =>
      [/Mila \(a\): (?:idle|done)/, /That was all\./].every((part) => texts.some((text) => part.test(text))),
    );
    const said = (await spoken()).join('\n');
    expect(said.match(/Word by word/g)).toHaveLength(10);
    expect(said.match(/That was all\./g)).toHaveLength(1);
    await expect.poll(async () => page().locator('html').evaluate(placeOf)).toEqual(before);
    await expect
      .poll(async () => bench.page.locator('iframe.webview.ready:visible').evaluate(isFocused))
      .toBe(true);
    await bench.page.setViewportSize(size);
  });

  test('in the form what is wrong is said at once where the keyboard is already, else by its field', async () => {
    const { bench } = room.panel;
    await bench.openTab('New Assignment');
    await drawn('New Assignment');
    // Nora cannot take one now.
    await page().locator('#agentId').selectOption('a');
    await page().locator('#paths').fill('docs');
    await page().locator('#paths:not([aria-invalid])').waitFor();
    const spoken = await listen(page());
    await page().locator('#task').press('Control+Enter');
    await eventually('what is wrong', spoken, (texts) => texts.includes('!Say what is to be done.'));
    await page().getByRole('button', { name: 'Assign', exact: true }).press('Enter');
    await page().locator('#task:focus').waitFor();
    expect((await spoken()).filter((text) => text.startsWith('!'))).toEqual(['!Say what is to be done.']);
    await page().locator('#paths').fill('docs\nsrc');
    await eventually('what it allows', spoken, (texts) =>
      texts.includes('May write: docs, src – and nothing else.'),
    );
  });

  test('the Inbox names a question and a limit', async () => {
    const { agents, inbox, ask, send } = room.panel;
    await inbox.inlineAction('Nora: git tag -f cart-counted', 'Approve');
    await agents.waitFor(/Nora · done/);
    await send('Nora', [{ do: 'usageLimit', resetsInSeconds: 1800 }]);
    await inbox.waitFor(/Nora: limit reached/);
    await ask('Mila', 'Publish the shop.');
    await inbox.waitFor(/Mila: To which channel/);
    await expectAria('inbox-question', async () => ariaOfTree(inbox.list));
  });
});

test('for who wants less motion nothing moves', async () => {
  const { bench } = room.panel;
  await bench.openTab('New Assignment');
  await page().locator('vscode-radio').first().waitFor();
  // The toolkit's own, which is there without the wish.
  await expect.poll(async () => page().locator('html').evaluate(movingParts)).toContain('vscode-radio');
  await bench.page.emulateMedia({ reducedMotion: 'reduce' });
  for (const title of PAGES) {
    await bench.openTab(title);
    await page().getByRole('heading', { level: 1, name: title }).waitFor();
    await expect
      .poll(async () => page().locator('html').evaluate(movingParts), { message: title })
      .toEqual([]);
  }
  await bench.page.emulateMedia({ reducedMotion: 'no-preference' });
});

test('colours of the system leave the choice of a role and the marks of the timeline to be seen', async () => {
  const { bench } = room.panel;
  await bench.openTab('New Assignment');
  await bench.page.emulateMedia({ forcedColors: 'active' });
  await bench.page.locator('.monaco-workbench.hc-light').waitFor();
  const dot = page().locator('vscode-radio[aria-checked=true] .checked-indicator');
  await expect.poll(async () => dot.evaluate(fillOf)).toBe('rgb(0, 0, 0)');
  await bench.openTab('Fleet Timeline');
  await page().locator('.entry.sample').first().waitFor();
  const fills = async (): Promise<readonly string[]> =>
    Promise.all((await page().locator('.entry.sample').all()).map(async (sample) => sample.evaluate(fillOf)));
  // The page gets the colours a moment after the window.
  await eventually('nine marks', fills, (all) => all.length === 9 && !all.includes('rgb(255, 255, 255)'));
  await bench.page.emulateMedia({ forcedColors: 'none' });
});
