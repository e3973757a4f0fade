import { beforeAll, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { expectNarrowFit } from './narrow.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('timeline');

beforeAll(async () => room.panel.startAll());

test('the timeline shows turns and what waits as they come, in time', async () => {
  const { bench, send } = room.panel;
  await bench.runCommand('Codex Master: Show Fleet Timeline');
  await bench.webview().getByRole('heading', { name: 'Fleet Timeline' }).waitFor();
  await expect
    .poll(async () => bench.webview().locator('.lane .name').allInnerTexts())
    .toEqual(['Mila (a)', 'Nora (b)']);
  const nothing = bench.webview().getByText(/^Nothing has happened since this window was opened\. /);
  await nothing.waitFor();
  await send('Nora', [{ do: 'say', text: 'Done.' }]);
  await bench
    .webview()
    .getByRole('button', { name: /^Nora \(b\): Turn, completed/ })
    .waitFor();
  await nothing.waitFor({ state: 'hidden' });
  await send('Mila', [{ do: 'escalate', cmd: 'echo x > live.txt', justification: 'Why not.' }]);
  await bench
    .webview()
    .getByRole('button', { name: /^Mila \(a\): Waits for you, .* until now/ })
    .waitFor();
  await bench.screenshot('.demo/shots/timeline.png');
});

test('it is led by keys: through the entries, to their places, through time', async () => {
  const { bench, inbox } = room.panel;
  const page = bench.webview();
  const focused = async (): Promise<string> =>
    page
      .locator(':focus')
      .first()
      .getAttribute('aria-label', { timeout: 1000 })
      .then((label) => label ?? '')
      .catch(() => '');
  await page.getByRole('button', { name: /^Mila \(a\): Waits for you/ }).focus();
  await bench.page.keyboard.press('ArrowDown');
  await eventually('the focus in her lane', focused, (label) => label.startsWith('Nora (b): Turn'));
  await bench.page.keyboard.press('PageUp');
  await eventually(
    'an earlier time',
    async () => page.locator('.track .entry').count(),
    (count) => count === 0,
  );
  await page.getByRole('button', { name: '1 day' }).click();
  await page.getByRole('button', { name: /^Mila \(a\): Waits for you/ }).focus();
  await bench.page.keyboard.press('Enter');
  await eventually(
    'the focus in the Inbox',
    async () => inbox.hasFocus(),
    (hasFocus) => hasFocus,
  );
  const selected = bench.page.getByRole('treeitem', { name: /live\.txt/, selected: true });
  await selected.first().waitFor();
});

test('a turn leads to its line on the page of its Agentin', async () => {
  const { bench } = room.panel;
  await bench.runCommand('Codex Master: Show Fleet Timeline');
  await bench
    .webview()
    .getByRole('button', { name: /^Nora \(b\): Turn, completed/ })
    .click();
  await bench.webview().getByRole('heading', { name: 'Nora (b)' }).waitFor();
  await bench.webview().locator('dd:focus').filter({ hasText: 'Turn, completed' }).waitFor();
  await bench.runCommand('Codex Master: Show Fleet Timeline');
  await bench.webview().getByRole('heading', { name: 'Fleet Timeline' }).waitFor();
});

test('it is a list as well, and fits into 320 pixels', async () => {
  const { bench } = room.panel;
  await bench.webview().locator('summary').click();
  await bench
    .webview()
    .getByRole('listitem')
    .filter({ hasText: /Waits for you.*until now/ })
    .waitFor();
  await expectNarrowFit(bench);
  await bench.screenshot('.demo/shots/timeline-320.png');
});
