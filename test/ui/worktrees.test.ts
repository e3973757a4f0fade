import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scriptLine } from '../model/index.ts';
import { eventually } from './driver.ts';
import { surelyClick } from './driver/clicks.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('worktrees');

const PATCH = [
  '*** Begin Patch',
  '*** Update File: src/cart.js',
  '@@',
  '-export const total = (items) => items.reduce((sum, item) => sum + item.price, 0);',
  '+export const total = (items) => items.reduce((sum, item) => sum + item.price * item.count, 0);',
  '+export const isEmpty = (items) => items.length === 0;',
  '*** Add File: docs/cart.md',
  '+# Cart',
  '*** End Patch',
].join('\n');

test('work in a worktree is reviewed with a comment, merged and taken away', async () => {
  const { bench, agents, send, world } = room.panel;
  const { page } = bench;
  const worktrees = bench.tree('Worktrees');
  await agents.waitFor(/Mila · stopped\nNora · stopped/);
  await bench.runCommand('Codex Master: Create a Worktree…');
  await bench.quickInput.waitFor('A worktree for which Agentin?');
  await bench.quickInput.choose('Mila (a)');
  await bench.pressInNotification('The worktree for Mila (a) is ready.', 'Start Her There');
  // It is the repository that Codex knows already: it asks nothing.
  await agents.waitFor(/Mila · idle/);
  const folder = path.join(world.workspace, '.codex-master-worktrees');
  const tree = path.join(folder, readdirSync(folder)[0] ?? '');

  await bench.runCommand('Codex Master: Focus on Worktrees View');
  await worktrees.waitFor(/^Mila · .*no changes/);
  // What a terminal does is seen as well: a commit in the main folder, a worktree that comes and goes.
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-C', world.workspace, ...args], { stdio: 'ignore' });
  git('commit', '-q', '--allow-empty', '-m', 'By hand');
  git('worktree', 'add', '-q', '../by-hand');
  await worktrees.waitFor(/^by-hand · no changes\nMila · .*no changes · 1 behind$/);
  git('worktree', 'remove', '../by-hand');
  await worktrees.waitFor(/^Mila · [^\n]*1 behind$/);
  await worktrees.contextAction('Mila', 'Rebase onto Main Branch');
  await bench.waitForNotification('It stands where main stands now.');
  await worktrees.waitFor(/^Mila · [^\n]*no changes$/);
  await send('Mila', [
    { do: 'patch', input: PATCH },
    { do: 'say', text: 'Counted.' },
  ]);
  await worktrees.waitFor(/^Mila · .*\+3 −1 · not committed/);
  await worktrees.toggle('Mila');
  await worktrees.waitFor(/cart\.md · docs · new · \+1 −0\n {2}cart\.js · src · changed · \+2 −1/);

  await worktrees.inlineAction('Mila', 'Review Changes');
  await eventually(
    'the review',
    async () => bench.editorTitles(),
    (titles) => titles.some((title) => title.includes('Review: Mila (2 files)')),
  );
  // By keys, among all the changes.
  const line = page.locator('.editor.modified .view-line').filter({ hasText: 'isEmpty' }).first();
  // The changes move while they are laid out, and a click goes astray.
  const comment = async (): Promise<boolean> => {
    await line.click();
    await page.locator('.editor.modified .monaco-editor.focused').first().waitFor({ timeout: 5000 });
    await page.keyboard.press('Control+Alt+c');
    const heading = async (): Promise<string> => bench.quickInput.heading();
    const shown = await eventually('its box', heading, (text) => text.includes('Comment on line'), 10_000);
    if (shown.includes('Comment on line 2')) return true;
    await bench.quickInput.cancel();
    return false;
  };
  await eventually('a comment on line 2', comment, Boolean);
  await bench.quickInput.type('Who needs this?');
  await bench.quickInput.accept();
  await bench.screenshot(path.join('.demo/shots', 'review-dark.png'));
  await worktrees.waitFor(/1 comment to send/);
  // Not in place of the review, which is open until its worktree goes.
  await bench.runCommand('View: Keep Editor');
  await worktrees.click('cart.js');
  await eventually(
    'the diff of one file',
    async () => bench.diffText(),
    ({ before, after }) => before.includes('item.price, 0') && after.includes('isEmpty'),
  );
  await worktrees.inlineAction('Mila', 'Send Review to the Agentin');
  await eventually(
    'the comment at the model',
    async () => world.model.requests.map(({ userText }) => userText),
    (texts) => texts.some((text) => text.includes('src/cart.js:2: Who needs this?')),
  );
  // The scripted model reworks what was reviewed, in the same files. Only when that is there has she been at work.
  await worktrees.waitFor(/^Mila · .*\+4 −1 · not committed/);
  await agents.waitFor(/Mila · (done|idle|error)/);

  await worktrees.inlineAction('Mila', 'Merge into Main Branch…');
  await bench.quickInput.waitFor('Commit 2 changed files of Mila');
  await bench.quickInput.accept();
  expect(await bench.dialogText()).toContain('Merge the work of Mila into main?');
  await bench.pressInDialog('Merge');
  await bench.waitForNotification('The work of Mila is in main.');
  expect(await readFile(path.join(world.workspace, 'docs/cart.md'), 'utf8')).toBe('# Cart\n');
  await bench.screenshot(path.join('.demo/shots', 'worktrees-dark.png'));

  await bench.pressInNotification('The work of Mila is in main.', 'Remove the Worktree…');
  await bench.waitForNotification('Mila runs there.');
  expect(existsSync(tree)).toBe(true);
  await bench.pressInNotification('Mila runs there.', 'Move Her to the Main Folder and Remove…');
  expect(await bench.dialogText()).toContain('The main branch has all commits');
  await bench.pressInDialog('Remove');
  await bench.waitForNotification('The worktree Mila is removed.');
  await worktrees.waitForWelcome(/No worktrees yet/);
  expect(existsSync(tree)).toBe(false);
  await eventually(
    'an end of its review',
    async () => bench.editorTitles(),
    (titles) => titles.every((title) => !/Mila/.test(title) || !/Review|cart/.test(title)),
  );
  // She goes on there, with the same conversation.
  await agents.waitFor(/Mila · (idle|done)/);
});

const WRONG = [
  '*** Begin Patch',
  '*** Add File: src/discount.js',
  '+export const discount = (total) => total * 0.8;',
  '*** End Patch',
].join('\n');
const RIGHT = [
  '*** Begin Patch',
  '*** Update File: src/discount.js',
  '@@',
  '-export const discount = (total) => total * 0.8;',
  '+export const discount = (total) => total * 0.9;',
  '*** End Patch',
].join('\n');

test('what must succeed for an assignment fails in the Test Explorer, is mended by her, and passes', async () => {
  const { bench, agents, send, world } = room.panel;
  const { page } = bench;
  const worktrees = bench.tree('Worktrees');
  const script = path.join(world.workspace, '.codex-master/setup');
  await mkdir(path.dirname(script), { recursive: true });
  await writeFile(script, '#!/bin/sh\ntouch "$CODEX_MASTER_WORKTREE/../was-set-up"\n', { mode: 0o755 });
  for (const args of [
    ['add', '.codex-master'],
    ['commit', '-q', '-m', 'Set-up'],
  ])
    execFileSync('git', ['-C', world.workspace, ...args]);
  await bench.runCommand('Codex Master: Assign a Task…');
  const form = bench.webview();
  await form.locator('#agentId').selectOption('b');
  await form.getByRole('radio', { name: /^Arbeitsbiene/ }).click();
  const task = scriptLine([
    { do: 'patch', input: WRONG },
    { do: 'say', text: 'Discounted.' },
  ]);
  await form.getByLabel('Task', { exact: true }).fill(task);
  await form.locator('#paths').fill('src');
  await form.locator('#acceptance').fill('grep -q 0.9 src/discount.js | wc');
  await form.locator('.problem', { hasText: 'has |, which only a shell understands' }).waitFor();
  await form.locator('#acceptance').fill('grep -n 0.9 src/discount.js');
  await form
    .locator('details')
    .first()
    .evaluate((more: { open: boolean }) => {
      more.open = true;
    });
  await form.getByRole('checkbox', { name: 'In a new worktree' }).click();
  // It is read where it is allowed.
  await form.locator('.script', { hasText: 'was-set-up' }).waitFor();
  await form.getByRole('checkbox', { name: 'Let this script run' }).click();
  await bench.screenshot('.demo/shots/assign-acceptance-dark.png');
  await form.getByRole('button', { name: 'Assign', exact: true }).click();
  await agents.waitFor(/Nora · (working|done|idle)/);
  await form.locator('.done').waitFor();
  expect(existsSync(path.join(world.workspace, '.codex-master-worktrees/was-set-up'))).toBe(true);
  await bench.runCommand('Codex Master: Focus on Worktrees View');
  await worktrees.waitFor(/^Nora · .*\+1 −0 · not committed/);
  const prompt = world.model.requests.find(({ userText }) => userText.includes('Abnahme'))?.userText ?? '';
  expect(prompt).toContain('\nAbnahme, jeder Befehl muss gelingen:\n  - grep -n 0.9 src/discount.js\n');

  await bench.openContainer('Testing');
  const explorer = page.locator('.test-explorer');
  const item = (label: string) => explorer.locator('.monaco-list-row', { hasText: label });
  const check = item('grep -n 0.9');
  // What is below her comes a moment after her.
  const unfold = async (): Promise<boolean> => {
    await item('Nora').first().click();
    await page.keyboard.press('ArrowRight');
    return check.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
  };
  await eventually('the check', unfold, Boolean);
  const run = check.locator('.action-label[aria-label^="Run Test"]');
  await surelyClick(run, '.action-label', { before: async () => check.hover() });
  await eventually(
    'the failure',
    async () => (await check.getAttribute('aria-label', { timeout: 1000 })) ?? '',
    (name) => name.includes('Failed'),
  );
  await bench.screenshot('.demo/shots/testing-failed-dark.png');

  await bench.openContainer('Codex Master');
  await worktrees.waitFor(/^Nora · .*checks failed/);
  await worktrees.toggle('Nora');
  await worktrees.waitFor(/checks failed · grep -n 0\.9/);
  await bench.screenshot('.demo/shots/checks-failed-dark.png');
  await worktrees.inlineAction('checks failed', 'Send Failed Checks to the Agentin');
  await eventually(
    'the failure at the model',
    async () => world.model.requests.map(({ userText }) => userText),
    (texts) => texts.some((text) => text.includes('- grep -n 0.9 src/discount.js: failed')),
  );
  await agents.waitFor(/Nora · (done|idle|error)/);
  await send('Nora', [
    { do: 'patch', input: RIGHT },
    { do: 'say', text: 'Mended.' },
  ]);
  await worktrees.waitFor(/^Nora · .*checks outdated/);
  await worktrees.contextAction('Nora', 'Run Checks');
  await worktrees.waitFor(/^Nora · .*checks passed/);
  await bench.screenshot('.demo/shots/checks-passed-dark.png');
});
