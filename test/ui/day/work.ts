import { existsSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../driver.ts';
import type { Day } from './day.ts';

/** Is this tag set in the person's repository? */
async function waitForTag({ panel }: Day, tag: string): Promise<void> {
  const file = path.join(panel.world.workspace, '.git/refs/tags', tag);
  await eventually(`the tag ${tag}`, async () => existsSync(file), Boolean);
}

async function waitForStatus({ panel }: Day, wanted: RegExp): Promise<void> {
  const read = async (): Promise<string> => (await panel.bench.statusBar()).join('\n');
  await eventually(`${wanted.source} in the status bar`, read, (text) => wanted.test(text));
}

/** By the form: who, what, what she may write, and a worktree of her own, in which she is started. */
export async function assignByForm(day: Day): Promise<void> {
  const { agents, bench, inbox } = day.panel;
  await agents.contextAction('Mila', 'Assign a Task…');
  const form = bench.webview();
  await form.getByRole('radio', { name: /^Arbeitsbiene/ }).click();
  await form
    .getByLabel('Task', { exact: true })
    .fill('Let the cart count its items, and describe it in docs.');
  await form.getByLabel('May write').first().fill('src\ndocs');
  await form.getByRole('listitem').filter({ hasText: 'May write: src, docs' }).waitFor();
  await day.see('task');
  await form.locator('details').evaluate((details: { open: boolean }) => {
    details.open = true;
  });
  await form.getByRole('checkbox', { name: /worktree/i }).click();
  await form.getByRole('button', { name: 'Assign', exact: true }).click();
  await form.locator('.done', { hasText: 'Mila (a) has the task' }).waitFor();
  await inbox.waitFor(/^Mila: git tag -f cart-counted · wants to run/);
}

/** One reads, the other waits in the Inbox, where she is answered. */
export async function answerInInbox(day: Day): Promise<void> {
  const { agents, bench, inbox, world } = day.panel;
  await day.panel.ask('Nora', 'Please review the cart: is the sum always right?');
  await agents.waitFor(/^Mila · needs approval.*worker\nNora · working/);
  await bench.waitForBadge('Codex Master', '1');
  await waitForStatus(day, /^1 working · 1 needs you$/m);
  await eventually(
    'her review',
    async () => world.model.stalled,
    (stalled) => stalled > 0,
  );
  // Why? Her terminal shows it, with the same dialog.
  await inbox.inlineAction('Mila: git tag -f cart-counted', 'Attach to Terminal');
  await bench.waitForTerminalText(/Would you like to run the following command/);
  await agents.toggle('Mila');
  await agents.waitFor(/\n {2}Assignment · worker · src, docs · started[^]*\n {2}Weekly limit · 18 %/);
  await bench.page.keyboard.press('Control+Alt+n');
  await eventually(
    'the focus on the row',
    async () => bench.focusedName(),
    (name) => name.startsWith('Mila: git tag'),
  );
  await day.see('overview');
  await inbox.inlineAction('Mila: git tag -f cart-counted', 'Approve');
  await waitForTag(day, 'cart-counted');
  await agents.waitFor(/Mila · (done|idle)/);
  await inbox.waitFor((text) => text === '');
  await agents.toggle('Mila');
  await bench.runCommand('View: Close All Editors');
  await bench.waitForBadge('Codex Master', '');
  world.model.release();
  await agents.waitFor(/Nora · done/);
}

/** The same dialog is open in her terminal: answered there, it is gone from the Inbox. */
export async function answerInTerminal(day: Day): Promise<void> {
  const { agents, bench, inbox } = day.panel;
  await day.panel.ask('Nora', 'Have a look at the price list.');
  const row = 'Nora: git tag -f prices-1.4';
  await inbox.waitFor((text) => text.startsWith(row));
  await inbox.inlineAction(row, 'Attach to Terminal');
  await bench.waitForTerminalText(/Would you like to run the following command/);
  await day.see('terminal');
  await bench.typeInTerminal('y');
  await inbox.waitFor((text) => text === '');
  await waitForTag(day, 'prices-1.4');
  // Not done: the person saw her finish.
  await agents.waitFor(/Nora · idle/);
}

/** One answer is chosen, the other typed unseen. */
export async function answerQuestions(day: Day): Promise<void> {
  const { bench, inbox, world, agents } = day.panel;
  await day.panel.ask('Nora', 'Publish the shop.');
  await inbox.waitFor(/^Nora: To which channel shall I publish\? · asks/);
  await inbox.click('Nora: To which channel shall I publish?');
  await bench.quickInput.waitFor('Nora (b): Channel (1/2)');
  await day.see('question');
  await bench.quickInput.choose('Preview');
  await bench.quickInput.waitFor('Key (2/2)');
  if (!(await bench.quickInput.isHidden())) throw new Error('The key can be read as it is typed.');
  await bench.quickInput.type('open sesame');
  await bench.quickInput.accept();
  const told = async (): Promise<string> =>
    world.model.requests
      .flatMap((request) => request.toolOutputs)
      .findLast((text) => text.includes('answers')) ?? '';
  await eventually('the answers', told, (text) => text.includes('Preview') && text.includes('open sesame'));
  await inbox.waitFor((text) => text === '');
  await agents.waitFor(/Nora · (done|idle)/);
}

/** A limit tells until when, everywhere, and calls nobody. */
export async function reachLimit(day: Day): Promise<void> {
  const { agents, bench, inbox } = day.panel;
  await day.panel.ask('Nora', 'Compare all prices.');
  await agents.waitFor(/^Nora · limit reached until (?:\w{3} )?\S+ [AP]M/);
  await inbox.waitFor(/^Nora: limit reached until (?:\w{3} )?\S+ [AP]M · /);
  await waitForStatus(day, /1 at a limit/);
  await bench.waitForBadge('Codex Master', '');
  await day.see('limit');
}

/** When it is over she is back by herself, and takes the next task. */
export async function limitIsReset(day: Day): Promise<void> {
  const { agents, inbox } = day.panel;
  await agents.waitFor(/Nora · idle/);
  await inbox.waitFor((text) => text === '');
  await waitForStatus(day, /^0 working$/m);
}
