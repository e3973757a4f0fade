import { execFile } from 'node:child_process';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { checkout, node24 } from '../host/paths.ts';
import { eventually } from './driver.ts';
import { patienceMs } from './driver/eventually.ts';
import { Tree } from './driver/tree.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('hold');
const PANE = '=codex_agent_a_mcp:agent';

beforeAll(async () => room.panel.startAll());

/** The command line: another process, of another client than the window. */
async function cli(...words: readonly string[]): Promise<string> {
  const { env, workspace: cwd } = room.panel.world;
  const argv = [path.join(checkout, 'src/cli/main.ts'), ...words, '--json'];
  return new Promise((resolve) => {
    execFile(node24, argv, { env, cwd }, (_error, out, err) => resolve(out + err));
  });
}

async function waitForStatus(wanted: RegExp): Promise<void> {
  const read = async (): Promise<string> => (await room.panel.bench.statusBar()).join('\n');
  await eventually(`${wanted.source} in the status bar`, read, (text) => wanted.test(text));
}

async function waitForTabs(...wanted: readonly string[]): Promise<void> {
  const read = async (): Promise<string> => (await room.panel.bench.editorTitles()).join('\n');
  await eventually(`the tabs ${wanted.join(', ')}`, read, (text) => text === wanted.join('\n'));
}

test('a person who types keeps everybody else out, until they hand over by a key', async () => {
  const { agents, bench } = room.panel;
  await agents.inlineAction('Mila', 'Attach to Terminal');
  await bench.waitForTerminalText(/Ask Codex to do anything/);
  await waitForStatus(/Mila \(a\): nobody types/);
  await bench.typeInTerminal('half a sent');
  await waitForTabs('Mila (a) · you type');
  await waitForStatus(/Mila \(a\): you type/);
  expect(await cli('send', 'a', 'from elsewhere')).toContain('"terminal_held_by_person"');
  expect(await cli('status', 'a')).toMatch(/"terminal_held_by_person": true/);
  await bench.page.keyboard.press('Control+Alt+h');
  await waitForStatus(/Mila \(a\): nobody types/);
  await waitForTabs('Mila (a)');
  expect(await cli('send', 'a', 'from elsewhere')).toContain('"accepted"');
  // What the person had begun to write is still theirs.
  await bench.waitForTerminalText(/Understood[^]*› half a sent/);
});

test('another window on the same fleet sees that somebody types, and can hand over for them', async () => {
  const { bench } = room.panel;
  const page = await bench.page.context().browser()?.newPage();
  if (page === undefined) throw new Error('There is no browser.');
  page.setDefaultTimeout(patienceMs);
  try {
    await page.goto(bench.page.url());
    const agents = new Tree(page, 'Agentinnen');
    const tab = page.locator('.activitybar a.action-label[aria-label^="Codex Master"]');
    await tab.click();
    await agents.waitFor(/Mila/);
    await agents.toggle('Mila');
    await bench.typeInTerminal('e');
    await agents.waitFor(/Terminal · typed in another window/);
    await agents.inlineAction('Terminal', 'Hand Over Terminal');
    await agents.waitFor((text) => !text.includes('typed in another window'));
    await waitForStatus(/Mila \(a\): nobody types/);
  } finally {
    await page.close();
  }
});

test('whoever looks elsewhere has let go', async () => {
  const { bench } = room.panel;
  await bench.typeInTerminal('nce');
  await waitForStatus(/Mila \(a\): you type/);
  await bench.openContainer('Explorer');
  await bench.page.locator('.explorer-folders-view .monaco-list').first().click();
  await waitForStatus(/Mila \(a\): your text is unsent/);
  expect(await cli('status', 'a')).toMatch(/"terminal_held_by_person": false/);
  await bench.openContainer('Codex Master');
});

test('her view is back by itself when it died', async () => {
  const { bench, world } = room.panel;
  const pid = async (): Promise<string> =>
    (await world.tmux('display-message', '-p', '-t', PANE, '#{pane_pid}')).trim();
  const before = await pid();
  process.kill(Number(before), 'SIGKILL');
  await eventually('another view', pid, (now) => now !== before && now !== '');
  // A new one, for what was begun in the composer of the old one is gone.
  await bench.waitForTerminalText(/Understood[^]*Ask Codex to do anything/);
});

test('a reload of the window brings her terminal back, and leaves the focus where it is', async () => {
  const { bench } = room.panel;
  await bench.page.reload();
  await bench.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  await waitForTabs('Mila (a)');
  await bench.waitForTerminalText(/OpenAI Codex[^]*Understood/);
  await expect.poll(async () => bench.page.locator('.xterm.focus').count()).toBe(0);
});

test('"Agentin…" stands among the profiles of terminals', async () => {
  const { bench } = room.panel;
  // A window that just came back shows an empty list while it does not know its profiles yet, and never fills it.
  const isOffered = async (): Promise<boolean> => {
    await bench.runCommand('Create New Terminal (With Profile)');
    await bench.quickInput.waitFor('Select the terminal profile to create');
    const isThere = (labels: readonly string[]): boolean => labels.includes('Agentin…');
    if (isThere(await bench.quickInput.labelsWith(isThere))) return true;
    await bench.quickInput.cancel();
    return false;
  };
  await eventually('"Agentin…" among the profiles', isOffered, Boolean);
  await bench.quickInput.choose('Agentin…');
  await bench.quickInput.waitFor('Open the terminal of which Agentin?');
  await bench.quickInput.choose('Nora (b)');
  const panel = bench.page.locator('.part.panel .xterm-rows');
  await panel.filter({ hasText: 'Ask Codex to do anything' }).waitFor();
});
