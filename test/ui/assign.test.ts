import { beforeAll, expect, test } from 'vitest';
import { scriptLine } from '../model/index.ts';
import { eventually } from './driver.ts';
import type { Tree } from './driver.ts';
import { pointNowhere } from './driver/clicks.ts';
import { killExtensionHosts } from './extensionHost.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('assign');

let assignments: Tree;

const form = () => room.panel.bench.webview();

async function formText(wanted: RegExp, timeoutMs?: number): Promise<string> {
  const read = async (): Promise<string> =>
    form()
      .locator('main')
      .innerText({ timeout: 1000 })
      .catch(() => '');
  return eventually(`${wanted.source} in the form`, read, (text) => wanted.test(text), timeoutMs);
}

/** The id of the field that the keyboard is in. */
async function focusedField(): Promise<string | null> {
  return form()
    .locator(':focus')
    .first()
    .getAttribute('id', { timeout: 1000 })
    .catch(() => null);
}

beforeAll(async () => {
  const { bench, startAll } = room.panel;
  assignments = bench.tree('Assignments');
  await startAll();
  await bench.runCommand('Codex Master: Focus on Assignments View');
  await assignments.waitForWelcome(/^Nothing has been assigned yet/);
});

test('from the Explorer: the form stands there with the path, and says what the sandbox will allow', async () => {
  const { bench } = room.panel;
  await bench.openContainer('Explorer');
  const explorer = bench.page.locator('.explorer-folders-view');
  const docs = explorer.locator('.monaco-list-row', { hasText: 'docs' });
  await bench.chooseInMenu('Assign Files to an Agentin…', async () => docs.click({ button: 'right' }));
  await formText(/May write: docs – and nothing else\./);
  await formText(/May read: everything that you may read\./);
  await expect.poll(async () => form().getByLabel('May write').first().inputValue()).toBe('docs');
  await expect
    .poll(async () =>
      form()
        .getByRole('radio', { name: /^Arbeitsbiene/ })
        .getAttribute('aria-checked'),
    )
    .toBe('true');
  await formText(/Suggested: she is free/);
});

test('what is wrong is told at its field, and the keyboard goes there', async () => {
  const { bench } = room.panel;
  await form().getByRole('button', { name: 'Assign', exact: true }).click();
  await formText(/Say what is to be done\./);
  await eventually('the focus in the task', focusedField, (id) => id === 'task');
  const paths = form().getByLabel('May write').first();
  await paths.fill('docs\nsrc/*.ts');
  await formText(/src\/\*\.ts has a character that stands for others/);
  await expect.poll(async () => paths.getAttribute('aria-invalid')).toBe('true');
  await bench.screenshot('.demo/shots/assign-refused.png');
  await paths.fill('docs');
  await eventually(
    'no problem',
    async () => paths.getAttribute('aria-invalid'),
    (invalid) => invalid === null,
  );
});

test('her files are a tree that is walked and ticked by keys', async () => {
  const { bench } = room.panel;
  const { keyboard } = bench.page;
  const paths = form().locator('#paths');
  const focused = async (): Promise<string> =>
    form()
      .locator('[role=treeitem]:focus')
      .innerText({ timeout: 500 })
      .catch(() => '');
  await form().getByRole('button', { name: 'May write: Browse' }).press('Enter');
  const tree = form().getByRole('tree', { name: 'May write: Browse' });
  await tree.getByRole('treeitem', { name: 'src/' }).waitFor();
  await expect
    .poll(async () => tree.getByRole('treeitem', { name: 'docs/' }).getAttribute('aria-checked'))
    .toBe('true');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await eventually('the first folder', focused, (text) => text === 'docs/');
  for (const key of ['ArrowDown', 'ArrowRight']) await keyboard.press(key);
  await tree.getByRole('treeitem', { name: 'cart.js' }).waitFor();
  for (const key of ['ArrowDown', 'Space']) await keyboard.press(key);
  await eventually(
    'the path',
    async () => paths.inputValue(),
    (text) => text === 'docs\nsrc/cart.js',
  );
  await formText(/May write: docs, src\/cart\.js – and nothing else/);
  await bench.screenshot('.demo/shots/assign-tree.png');
  for (const key of ['Space', 'ArrowLeft', 'ArrowLeft']) await keyboard.press(key);
  await expect.poll(async () => paths.inputValue()).toBe('docs');
  await expect
    .poll(async () => tree.getByRole('treeitem', { name: 'src/' }).getAttribute('aria-expanded'))
    .toBe('false');
});

test('a reload keeps the draft', async () => {
  const { bench } = room.panel;
  await form().getByLabel('Task', { exact: true }).fill('Write down what the shop sells.');
  await bench.runCommand('Developer: Reload Window');
  await bench.page
    .locator('.monaco-workbench .statusbar-item')
    .first()
    .waitFor({ state: 'detached' })
    .catch(() => {});
  // The extension host starts anew, which takes as long as the machine is busy.
  await formText(/What the sandbox will allow/);
  await expect
    .poll(async () => form().getByLabel('Task', { exact: true }).inputValue())
    .toBe('Write down what the shop sells.');
  await expect.poll(async () => form().getByLabel('May write').first().inputValue()).toBe('docs');
});

test('it is given, and runs to its end in the tree', async () => {
  const { bench, agents } = room.panel;
  const steps = scriptLine([
    { do: 'runCommand', cmd: 'echo apples > docs/sells.md' },
    { do: 'say', text: 'Done.' },
  ]);
  await bench.openContainer('Codex Master');
  await agents.waitFor(/Mila · idle[^]*Nora · idle/);
  // Written at once, while the form hears yet for whom it is to be.
  await agents.inlineAction('Nora', 'Assign a Task…');
  await form().getByLabel('Task', { exact: true }).fill(steps);
  await form().locator('#agentId option:checked', { hasText: 'Nora' }).waitFor({ state: 'attached' });
  await expect.poll(async () => form().getByLabel('Task', { exact: true }).inputValue()).toBe(steps);
  await form().getByRole('button', { name: 'Assign', exact: true }).click();
  await formText(/Nora \(b\) has the task: /);
  await assignments.waitFor(
    /^Finished today · 1\n {2}Nora: docs · completed · (?:\w{3} )?\S+ [AP]M · worker$/,
  );
  await form().getByRole('button', { name: 'Show the Assignment' }).click();
  await formText(/^Nora: docs\s+completed[^]*Receipts[^]*Completed\s+(?:\w{3} )?\S+ [AP]M/);
  await formText(/runCommand/);
  await bench.screenshot('.demo/shots/assign-done.png');
});

test('its page comes back after a reload of the window', async () => {
  // Until the window is gone, its page is there as well.
  await room.panel.bench.reload();
  await formText(/^(Mila|Nora): docs\s+completed[^]*Receipts/);
  await formText(/Request a Report/);
});

test('ticked Agentinnen get one task together, and the form says who cannot take it', async () => {
  const { bench, agents, send } = room.panel;
  await agents.waitFor(/(Mila|Nora) · (idle|done)[^]*(Mila|Nora) · (idle|done)/);
  await agents.contextAction('Mila', 'Select Several…');
  await agents.tick('Nora');
  await bench.screenshot('.demo/shots/assign-ticks.png');
  await bench.runCommand('Codex Master: Assign a Task to the Ticked…');
  const boxes = form().getByRole('group', { name: 'To each of them' });
  await boxes.waitFor();
  await expect.poll(async () => boxes.getByRole('checkbox', { checked: true }).count()).toBe(2);
  await send('Nora', [{ do: 'stall' }]);
  await formText(/Nora \(b\) cannot take a task now: working\./);
  await bench.screenshot('.demo/shots/assign-several.png');
  await form().getByLabel('Task', { exact: true }).fill('#scenario: hello');
  await form().getByLabel('Task', { exact: true }).press('Control+Enter');
  await formText(/1 of 2 Agentinnen have the task\.[^]*Mila \(a\) has the task: /);
  await bench.screenshot('.demo/shots/assign-results.png');
  await agents.inlineAction('Nora', 'Interrupt');
  await form().getByRole('button', { name: 'Try the Others Again' }).click();
  await agents.waitFor(/Nora · (idle|done)/);
  await expect
    .poll(async () => form().getByLabel('Task', { exact: true }).inputValue())
    .toBe('#scenario: hello');
  await form().getByRole('button', { name: 'Assign', exact: true }).click();
  await formText(/1 of 1 Agentinnen have the task|Nora \(b\) has the task/);
});

test('an assignment that is dragged onto an Agentin stands in the form once more, for her', async () => {
  const { agents, bench } = room.panel;
  // What is at work moves its rows.
  await agents.waitFor(/Mila · done[^]*Nora · done/);
  await assignments.waitFor(/^Finished today · 3\n/);
  const drag = async (): Promise<boolean> => {
    await pointNowhere(bench.page);
    await assignments.row(/^(Mila|Nora): docs/).hover();
    await bench.page.mouse.down();
    // A browser says "over" from the second move on.
    for (const x of [40, 60]) await agents.row('Mila').hover({ position: { x, y: 10 } });
    await bench.page.mouse.up();
    return formText(/May write: docs – and nothing else\./, 10_000).then(
      () => true,
      () => false,
    );
  };
  // A row that is drawn anew meanwhile is dragged no more.
  await eventually('her task in the form', drag, Boolean);
  await expect.poll(async () => form().getByLabel('May write').first().inputValue()).toBe('docs');
  await expect.poll(async () => form().getByLabel('Agentin', { exact: true }).inputValue()).toBe('a');
  await bench.screenshot('.demo/shots/assign-dragged.png');
});

test('a form that nobody answers since the extension host died says so, and a link by keyboard opens it again with all that was written', async () => {
  const { bench, world } = room.panel;
  const task = form().getByLabel('Task', { exact: true });
  await task.fill('Written before.');
  killExtensionHosts(world);
  // As a person who did not notice.
  await task.fill('Written before and after.');
  const way = form().getByRole('alert').getByRole('link', { name: 'Open Again' });
  await way.waitFor();
  await bench.screenshot('.demo/shots/assign-left.png');
  await way.focus();
  await way.press('Enter');
  await way.waitFor({ state: 'detached' });
  await expect.poll(async () => task.inputValue().catch(() => '')).toBe('Written before and after.');
  // Somebody answers it.
  await formText(/May write: docs – and nothing else\./);
  expect((await bench.editorTitles()).filter((title) => title === 'New Assignment')).toHaveLength(1);
});
