import { beforeAll, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { expectNarrowFit } from './narrow.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('page');

beforeAll(async () => room.panel.startAll());

const pageText = async (): Promise<string> =>
  room.panel.bench.webview().locator('main').innerText({ timeout: 1000 });

async function waitForPage(wanted: RegExp): Promise<string> {
  return eventually(`${wanted.source} on the page`, pageText, (text) => wanted.test(text));
}

test("an Agentin's page tells everything about her in words", async () => {
  const { agents, bench } = room.panel;
  await agents.contextAction('Mila', 'Show Agentin Page');
  await waitForPage(/^Mila \(a\)\s+idle\s/);
  await waitForPage(/State\s+idle/);
  await waitForPage(/Source\s+Codex app-server/);
  await waitForPage(/No task has been assigned\.[^]*Thread/);
  const page = bench.webview();
  await expect
    .poll(async () => page.getByRole('heading').allInnerTexts())
    .toEqual([
      'Mila (a)',
      'Last messages',
      'Files changed',
      'Plan',
      'Assignment',
      'Tokens and limits',
      'State',
      'Turns',
      'Codex',
      'Deliveries',
      'What was done to her',
    ]);
  await expect
    .poll(async () => page.locator('vscode-button').allInnerTexts())
    .toEqual(['Attach', 'Assign…', 'Send Message…', 'Stop']);
});

test('it follows her: work, figures, an approval with its command', async () => {
  const { send } = room.panel;
  await send('Mila', [
    {
      do: 'rateLimits',
      limits: { primary: { usedPercent: 93 }, secondary: { usedPercent: 12 } },
    },
    { do: 'runCommand', cmd: 'ls' },
    { do: 'runCommand', cmd: 'ls -a', usage: { inputTokens: 90_000 } },
    { do: 'escalate', cmd: 'echo <b>bold</b> > live.txt', justification: 'It belongs there.' },
    { do: 'stall' },
  ]);
  await waitForPage(/needs approval[^]*Reason\s+It belongs there\./);
  await waitForPage(/echo <b>bold<\/b> > live\.txt/);
  await waitForPage(/5 h limit\s+93 % used/);
  // Said as text, once: the bar is for the eye.
  const limit = room.panel.bench.webview().locator('.bar', { hasText: '5 h limit' }).locator('meter');
  await expect.poll(async () => limit.getAttribute('value')).toBe('93');
  await expect.poll(async () => limit.getAttribute('aria-hidden')).toBe('true');
});

test('figures over time are a picture with words, and a table by keys', async () => {
  const { bench } = room.panel;
  const chart = bench.webview().getByRole('img', { name: /^Context over time: .* tokens now/ });
  await chart.waitFor();
  const table = bench.webview().locator('figure', { hasText: 'Context over time' }).locator('summary');
  await table.press('Enter');
  await bench.webview().getByRole('columnheader', { name: 'Figure' }).first().waitFor();
  await bench.screenshot('.demo/shots/page-charts.png');
});

test('its buttons work by keys and do what the commands do', async () => {
  const { bench, inbox, agents } = room.panel;
  await waitForPage(/Ctrl\/Cmd\+Enter approves/);
  // The key of the Inbox answers, and does not press what has the focus.
  await bench.webview().getByRole('button', { name: 'Stop' }).focus();
  // VS Code learns a moment after the page that it has the focus, and keys go by what VS Code knows.
  const press = async (): Promise<string> => {
    await bench.page.keyboard.press('Control+Enter');
    return inbox.text();
  };
  await eventually('her answer by the key', press, (rows) => !rows.includes('Mila: echo'));
  await waitForPage(/^Mila \(a\)\s+working/);
  await bench.webview().getByRole('button', { name: 'Interrupt' }).press('Enter');
  await waitForPage(/^Mila \(a\)\s+idle/);
  await agents.waitFor(/Mila · idle/);
});

test('it shows what she plans, changes and says while she does it, and opens a changed file by keys', async () => {
  const { bench, agents, world, send } = room.panel;
  await send('Mila', [
    { do: 'updatePlan', plan: [{ step: 'Look', status: 'completed' }, { step: 'Write <b>' }] },
    { do: 'patch', input: '*** Begin Patch\n*** Add File: notes.md\n+# Notes\n+More.\n*** End Patch' },
    {
      do: 'streamSlowly',
      text: `I wrote **notes**:\n\n${'word '.repeat(40)}`,
      chunks: 40,
      delayMs: 10,
      stalls: true,
    },
    { do: 'stall' },
    { do: 'say', text: 'Done.' },
  ]);
  await waitForPage(/word[^]*She is writing…/);
  await expect.poll(() => world.model.stalled).toBe(1);
  world.model.release();
  await waitForPage(/I wrote notes:\s+(?:word ){39}word(?![^]*She is writing)/);
  await waitForPage(/Plan\s+1 of 2 steps done\s+✓\s+Look\s+done\s+○\s+Write <b>\s+to do/);
  await waitForPage(/Files changed\s+1 file, \+2 −0\s+notes\.md\s+new\s+\+2\s+−0/);
  await expect
    .poll(async () => bench.webview().locator('.message-body strong').last().innerText())
    .toBe('notes');
  // Words of hers are heard, and change no row.
  await expect.poll(async () => agents.text()).toMatch(/Mila · working/);
  await bench.webview().locator('#head-plan').press('Enter');
  await eventually('a folded plan', pageText, (now) => !now.includes('Write <b>'));
  await bench
    .webview()
    .getByRole('button', { name: /^Open notes\.md in the diff editor: new, lines added: 2/ })
    .press('Enter');
  await eventually(
    'the file',
    async () => bench.diffText(),
    ({ after }) => after.includes('# Notes'),
  );
  await bench.runCommand('View: Close Editor');
  await expect.poll(() => world.model.stalled).toBe(1);
  world.model.release();
  await waitForPage(/^Mila \(a\)\s+(?:idle|done)[^]*Done\.[^]*Files changed in the last turn/);
  await expect.poll(async () => pageText()).not.toContain('Write <b>');
});

test('"Why?" brings the reasons into view, with the focus', async () => {
  const { agents, bench } = room.panel;
  await agents.contextAction('Mila', 'Why Is She in This State?');
  const focused = async (): Promise<string | null> =>
    bench
      .webview()
      .locator(':focus')
      .first()
      .getAttribute('id', { timeout: 1000 })
      .catch(() => null);
  await eventually('the focus on the reasons', focused, (id) => id === 'section-why');
});

test('it fits into 320 pixels without scrolling sideways', async () => {
  const { bench } = room.panel;
  await expectNarrowFit(bench);
  await waitForPage(/Mila \(a\)/);
  await bench.screenshot('.demo/shots/page-320.png');
});

test('it comes back after a reload of the window', async () => {
  const { bench } = room.panel;
  await bench.runCommand('Developer: Reload Window');
  await eventually(
    'the page of before',
    pageText,
    // What the last turn changed and said is read from her conversation.
    (text) => /^Mila \(a\)\s+(?:idle|done)[^]*Done\.[^]*notes\.md[^]*single edits/.test(text),
  );
});
