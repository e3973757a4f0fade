import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../driver.ts';
import type { Day } from './day.ts';

/** The only worktree. */
function treeOf({ panel }: Day): string {
  const folder = path.join(panel.world.workspace, '.codex-master-worktrees');
  return path.join(folder, readdirSync(folder)[0] ?? '');
}

/** All changes at once in the multi-diff editor, with two comments that go to her as one message; she works on them. */
export async function reviewHerWork(day: Day): Promise<void> {
  const { agents, bench, world } = day.panel;
  const worktrees = bench.tree('Worktrees');
  await bench.runCommand('Codex Master: Focus on Worktrees View');
  await worktrees.waitFor(/^Mila · .*\+5 −1 · not committed/);
  await worktrees.inlineAction('Mila', 'Review Changes');
  await eventually(
    'the review',
    async () => bench.editorTitles(),
    (titles) => titles.some((title) => title.includes('Review: Mila (2 files)')),
  );
  await bench.commentOnLine('isEmpty', 'Who needs this?');
  await bench.commentOnLine('Every item has', 'Is that enough for a newcomer?');
  await worktrees.waitFor(/2 comments to send/);
  await day.see('review');
  await worktrees.inlineAction('Mila', 'Send Review to the Agentin');
  const sent = async (): Promise<readonly string[]> =>
    world.model.requests.map(({ userText }) => userText).filter((text) => text.startsWith('Review of'));
  const [message = ''] = await eventually('the review at the model', sent, (texts) => texts.length > 0);
  for (const comment of [/- docs\/cart\.md:3: Is that enough/, /- src\/cart\.js:2: Who needs this\?/])
    if (!comment.test(message)) throw new Error(`The message has no ${comment.source}: ${message}`);
  await worktrees.waitFor(/^Mila · .*\+6 −1 · not committed/);
  await agents.waitFor(/Mila · (done|idle)/);
}

/** Her work goes into the main branch; the worktree goes once nobody is in it, and nothing with it. */
export async function mergeAndRemove(day: Day): Promise<void> {
  const { agents, bench, world } = day.panel;
  const worktrees = bench.tree('Worktrees');
  const tree = treeOf(day);
  await worktrees.inlineAction('Mila', 'Merge into Main Branch…');
  await bench.quickInput.waitFor('Commit 2 changed files of Mila');
  await bench.quickInput.accept();
  await bench.pressInDialog('Merge');
  await bench.waitForNotification('The work of Mila is in main.');
  const cart = await readFile(path.join(world.workspace, 'src/cart.js'), 'utf8');
  if (!cart.includes('An empty cart cannot be ordered.')) throw new Error(`main lacks her work: ${cart}`);
  await day.see('merged');
  await bench.pressInNotification('The work of Mila is in main.', 'Remove the Worktree…');
  await bench.waitForNotification('Mila runs there.');
  if (!existsSync(tree)) throw new Error('The worktree went while she was in it.');
  await bench.pressInNotification('Mila runs there.', 'Stop Her and Remove…');
  const asked = await bench.dialogText();
  if (!asked.includes('The main branch has all commits'))
    throw new Error(`It is not said what is kept: ${asked}`);
  await bench.pressInDialog('Remove');
  await bench.waitForNotification('The worktree Mila is removed.');
  await worktrees.waitForWelcome(/No worktrees yet/);
  if (existsSync(tree)) throw new Error('The worktree is still there.');
  await agents.waitFor(/Mila · stopped/);
}
