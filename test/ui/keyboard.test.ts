import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scriptLine } from '../model/index.ts';
import { DAY, writeOwnFleet } from './day/day.ts';
import { eventually } from './driver.ts';
import { Keyboard } from './keys.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('keyboard', DAY);
const keys = new Keyboard(() => room.panel);
const worktrees = () => room.panel.bench.tree('Worktrees');

/** One step builds on the other: after one that failed the others would only take time. */
let hasFailed = false;
let pointerStayed: () => Promise<void>;

beforeAll(async () => {
  pointerStayed = await keys.watchPointer();
});

beforeEach(({ skip, onTestFailed }) => {
  if (hasFailed) skip('A step before this one failed.');
  onTestFailed(() => {
    hasFailed = true;
  });
});

const PATCH = [
  '*** Begin Patch',
  '*** Update File: docs/notes.md',
  '@@',
  ' # Notes',
  '+Buy milk.',
  '*** End Patch',
].join('\n');

const TASK = scriptLine([
  { do: 'patch', input: PATCH },
  { do: 'escalate', cmd: 'git tag -f by-keys', justification: 'Git writes outside of docs.' },
  { do: 'say', text: 'Noted.' },
]);

const QUESTION = scriptLine([
  {
    do: 'askPerson',
    questions: [
      {
        id: 'format',
        header: 'Format',
        question: 'In which format?',
        options: [
          { label: 'Short', description: 'Three sentences.' },
          { label: 'Long', description: 'With sources.' },
        ],
      },
    ],
  },
  { do: 'say', text: 'Thank you.' },
]);

describe('a day by the keyboard alone', () => {
  test('a fleet file is made from the welcome, and the Masterjet registered', async () => {
    const { agents, bench, world } = room.panel;
    await keys.command('Codex Master: Focus on Agentinnen View');
    await agents.waitForWelcome(/Make a Fleet File/);
    const focused = bench.page.locator(':focus');
    const next = async (): Promise<string> => {
      await keys.press('Tab');
      return focused.innerText({ timeout: 500 }).catch(() => '');
    };
    await eventually('the button by Tab', next, (text) => text.trim() === 'Make a Fleet File');
    await keys.press('Enter');
    await agents.waitFor(/^Mila · stopped\nNora · stopped$/);
    // What a person writes into it is no matter of the panel.
    await writeOwnFleet(world);
    await keys.command('View: Close All Editors');
    await keys.command('Codex Master: Register the Masterjet for Codex…');
    await bench.quickInput.waitFor('Register the Masterjet for which Codex?');
    await expect.poll(async () => bench.quickInput.items()).toContain('Another folder…');
    await keys.press('Enter');
    await keys.accept('Register');
    const told = async (): Promise<string> => bench.dialogText();
    await eventually('the result', told, (text) => text.includes('is registered'));
    await keys.press('Escape');
  });

  test('one is started, and another one gets a task by the form, in a worktree of her own', async () => {
    const { agents, bench } = room.panel;
    await keys.toRow('Agentinnen', /^Mila, stopped/);
    await keys.menu('Start Agentin');
    await keys.toRow('Agentinnen', /^Nora, stopped/);
    await keys.press('Control+Enter');
    await eventually(
      'the form',
      async () => keys.onPage(),
      (at) => at === 'textarea task',
    );
    await keys.press('Shift+Tab', 'ArrowDown');
    await eventually(
      'the role',
      async () => keys.onPage(),
      (at) => at.startsWith('vscode-radio Arbeitsbiene'),
    );
    await keys.tabTo(/^textarea task$/);
    await keys.type(TASK);
    await keys.press('Tab');
    await eventually(
      'the paths',
      async () => keys.onPage(),
      (at) => at === 'textarea paths',
    );
    await keys.type('docs');
    await keys.tabTo(/^vscode-checkbox In a new worktree/);
    await keys.press('Space', 'Control+Enter');
    await bench.webview().locator('.done').waitFor();
    // The keyboard is at what came of it.
    await eventually(
      'the result',
      async () => keys.onPage(),
      (at) => at.startsWith('p Nora (b) has the task'),
    );
    await keys.tabTo(/^vscode-button Show the Assignment/);
    await agents.waitFor(/Mila · idle/);
  });

  test('her approval and a question of another one are found by one key and answered', async () => {
    const { agents, inbox, bench, world } = room.panel;
    await inbox.waitFor(/^Nora: git tag -f by-keys/);
    await keys.press('Control+Alt+n');
    await keys.at(/^Nora: git tag -f by-keys, wants to run/);
    await keys.press('Control+Enter');
    const tag = path.join(world.workspace, '.git/refs/tags/by-keys');
    await eventually('the tag', async () => existsSync(tag), Boolean);
    await agents.waitFor(/Nora · done/);
    await keys.toRow('Agentinnen', /^Mila, idle/);
    await keys.menu('Send Message…');
    await bench.quickInput.waitFor('Message to Mila (a)');
    await keys.type(QUESTION);
    await keys.press('Enter');
    await inbox.waitFor(/^Mila: In which format\?/);
    // The other default key, for who has another program on the first one.
    await keys.press('Control+k', 'j');
    await keys.at(/^Mila: In which format\?, asks/);
    await keys.press('Enter');
    await bench.quickInput.waitFor('Mila (a): Format');
    await expect.poll(async () => bench.quickInput.items()).toContain('Long · With sources.');
    await keys.press('ArrowDown', 'Enter');
    const answer = async (): Promise<string> =>
      world.model.requests.flatMap(({ toolOutputs }) => toolOutputs).at(-1) ?? '';
    await eventually('the answer', answer, (text) => text.includes('Long'));
    await inbox.waitFor((text) => text === '');
  });

  test('her terminal is attached to, typed in and handed over', async () => {
    const { bench, agents } = room.panel;
    await agents.waitFor(/Mila · done/);
    await keys.toRow('Agentinnen', /^Mila, done/);
    await keys.press('Shift+Enter');
    await bench.waitForTerminalText(/OpenAI Codex/);
    await bench.page.locator('.xterm.focus').waitFor();
    await keys.type('half a');
    const title = async (): Promise<string> => (await bench.editorTitles()).join('\n');
    await eventually('that a person types', title, (text) => text.includes('Mila (a) · you type'));
    await keys.press('Control+Alt+h');
    await eventually('that she is handed over', title, (text) => !text.includes('you type'));
  });

  test('her work is reviewed with a comment that she gets', async () => {
    const { bench, world, agents } = room.panel;
    await keys.toRow('Worktrees', /^Nora, branch .*, lines added: 1, removed: 0, not committed/);
    await keys.press('ArrowRight');
    await worktrees().waitFor(/\n {2}notes\.md/);
    await keys.press('ArrowDown');
    await keys.at(/^notes\.md, docs, changed, lines added: 1, removed: 0$/);
    await keys.press('Enter');
    await eventually(
      'the diff',
      async () => bench.diffText(),
      ({ after }) => after.includes('Buy milk.'),
    );
    await bench.page.locator('.editor.modified .comment-range-glyph').first().waitFor({ state: 'attached' });
    await keys.command('View: Focus Active Editor Group');
    await bench.page.locator('.editor.modified .monaco-editor.focused').waitFor();
    // A diff that is still being drawn puts the cursor to its first change.
    await eventually(
      'the cursor in the line that she added',
      async () => {
        await keys.press('Control+End', 'ArrowUp');
        return bench.statusBar();
      },
      (texts) => texts.some((text) => /\bLn 2, /.test(text)),
    );
    await keys.command('Comments: Add Comment on Current Selection');
    await bench.page.locator('.comment-form .monaco-editor.focused').waitFor();
    await keys.type('Which milk?');
    await keys.press('Control+Enter');
    await worktrees().waitFor(/1 comment to send/);
    await keys.toRow('Worktrees', /^Nora, .*1 comment to send/);
    await keys.menu('Send Review to the Agentin');
    const last = async (): Promise<string> =>
      world.model.requests.map(({ userText }) => userText).find((text) => text.startsWith('Review of')) ?? '';
    await eventually('the comment', last, (text) => /- docs\/notes\.md:2: Which milk\?/.test(text));
    await agents.waitFor(/Nora · (done|idle|error)/);
  });

  test('it is merged, and the worktree removed', async () => {
    const { bench, world } = room.panel;
    const folder = path.join(world.workspace, '.codex-master-worktrees');
    await keys.toRow('Worktrees', /^Nora, /);
    await keys.menu('Merge into Main Branch…');
    await bench.quickInput.waitFor('Commit');
    await keys.press('Enter');
    await keys.accept('Merge');
    const notes = async (): Promise<string> => readFile(path.join(world.workspace, 'docs/notes.md'), 'utf8');
    await eventually('her work in main', notes, (text) => text.includes('Buy milk.'));
    await keys.toRow('Agentinnen', /^Nora, /);
    await keys.menu('Stop Agentin');
    await room.panel.agents.waitFor(/Nora · stopped/);
    await keys.toRow('Worktrees', /^Nora, /);
    await keys.press('Delete');
    await keys.accept('Remove');
    await worktrees().waitForWelcome(/No worktrees yet/);
    await expect.poll(() => readdirSync(folder)).toEqual([]);
  });

  test('the timeline is entered by Tab, walked and left for the place of what happened', async () => {
    const { bench } = room.panel;
    const page = bench.webview();
    await keys.command('Codex Master: Show Fleet Timeline');
    await page.getByRole('heading', { name: 'Fleet Timeline' }).waitFor();
    await keys.tabTo(/^vscode-button 1 hour/);
    const shown = page.getByRole('group', { name: 'Time that is shown' });
    await shown.getByRole('button', { name: '1 hour', pressed: true }).waitFor();
    await keys.press('Tab', 'Enter');
    await shown.getByRole('button', { name: '6 hours', pressed: true }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /\d entries/ })
      .waitFor();
    await keys.tabTo(/^div (Mila|Nora) \([ab]\): /);
    await keys.press('ArrowUp', 'ArrowLeft');
    await eventually(
      'a turn',
      async () => keys.onPage(),
      (at) => at.startsWith('div Mila (a): Turn'),
    );
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Mila (a)', level: 1 }).waitFor();
    await page.locator('dd:focus').filter({ hasText: 'Turn, completed' }).waitFor();
    await keys.press('Shift+Tab');
    await pointerStayed();
  });
});
