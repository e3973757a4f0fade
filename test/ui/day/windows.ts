import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../driver.ts';
import type { Workbench } from '../driver.ts';
import { writeOwnFleet } from './day.ts';
import type { Day } from './day.ts';

/** States without their ages. */
async function rowsOf(bench: Workbench): Promise<string> {
  const rows = await bench.tree('Agentinnen').rows();
  return rows.map(({ label, description }) => `${label} · ${description.split(' · ')[0] ?? ''}`).join('\n');
}

/** Titles without what is counted in them; a terminal comes back behind the others. */
async function tabsOf(bench: Workbench): Promise<string> {
  return (await bench.editorTitles())
    .map((title) => title.replace(/ \(\d+ files\)$/, ''))
    .toSorted()
    .join('\n');
}

const textOf = async (bench: Workbench, view: string): Promise<string> => bench.tree(view).text();

/** Pages and terminals are open; the window is loaded anew, and everything is there again. */
export async function reloadTheWindow(day: Day): Promise<void> {
  const { agents, bench } = day.panel;
  await agents.contextAction('Nora', 'Show Agentin Page');
  const page = async (): Promise<string> =>
    bench
      .webview()
      .locator('main')
      .innerText({ timeout: 1000 })
      .catch(() => '');
  await eventually('her page', page, (text) => /^Nora \(b\)[^]*Thread/.test(text));
  await day.see('page');
  await bench.runCommand('Codex Master: Show Fleet Timeline');
  await eventually('the timeline', page, (text) => text.startsWith('Fleet Timeline'));
  await day.see('timeline');
  const before = { rows: await rowsOf(bench), tabs: await tabsOf(bench) };
  await bench.reload();
  await eventually(
    'the rows of before',
    async () => rowsOf(bench),
    (rows) => rows === before.rows,
  );
  await eventually(
    'the tabs',
    async () => tabsOf(bench),
    (tabs) => tabs === before.tabs,
  );
  // A terminal that was behind a page is opened behind it.
  await eventually(
    'the timeline in front',
    async () => bench.activeEditor(),
    (title) => title === 'Fleet Timeline',
  );
  await eventually('the timeline', page, (text) => text.startsWith('Fleet Timeline'));
  await bench.openTab('Nora (b)', 'terminal');
  await bench.waitForTerminalText(/usage limit/);
}

/** Another window on the same fleet shows the same; of two answers at once one counts, and nobody is alarmed. */
export async function openSecondWindow(day: Day): Promise<Workbench> {
  const { agents, bench, inbox, ask, world } = day.panel;
  const second = await day.panel.openWindow();
  await ask('Nora', 'Please note that the day is over.');
  const row = 'Nora: echo marked >> marks.txt';
  for (const window of [bench, second]) {
    await window.tree('Inbox').waitFor((text) => text.startsWith(row));
    await window.tree('Inbox').click(row);
  }
  await eventually(
    'the same in both',
    async () =>
      Promise.all([agents.text(), textOf(second, 'Agentinnen'), inbox.text(), textOf(second, 'Inbox')]),
    ([one, other, asked, alsoAsked]) => one === other && asked === alsoAsked,
  );
  await Promise.all([bench, second].map(async ({ page }) => page.keyboard.press('Control+Enter')));
  for (const window of [bench, second]) await window.tree('Inbox').waitFor((text) => text === '');
  const marks = async (): Promise<string> =>
    readFile(path.join(world.workspace, 'marks.txt'), 'utf8').catch(() => '');
  await eventually('the mark', marks, (text) => text === 'marked\n');
  await agents.waitFor(/Nora · (done|idle)/);
  const told = [...(await bench.notifications()), ...(await second.notifications())];
  // An answer that is on its way is no alarm.
  const harmless = /already answered|^Answering |wants to run|is removed/;
  const alarming = told.filter((text) => !harmless.test(text));
  if (alarming.length > 0) throw new Error(`Somebody is alarmed: ${alarming.join(' | ')}`);
  if ((await marks()) !== 'marked\n') throw new Error('It was done twice.');
  return second;
}

/**
 * She falls silent: both windows show what one of them found, until the person has seen it in either. Then one of them asks
 * her for a report, once.
 */
export async function oneWatchdog({ panel }: Day, second: Workbench): Promise<void> {
  const { agents, ask, inbox, world } = panel;
  const patience = { idleSeconds: 1, graceSeconds: 600, intervalSeconds: 1 };
  await writeOwnFleet(world, { watchdog: { ...patience, action: 'none' } });
  const reports = async (): Promise<number> =>
    world.model.requests.filter(({ userText }) => userText.startsWith('Bitte gib einen kurzen Bericht'))
      .length;
  await ask('Nora', 'Dream a little.');
  await second.tree('Agentinnen').waitFor(/Nora · working/);
  for (const tree of [inbox, second.tree('Inbox')])
    await tree.waitFor(/^Nora: no sign of life for .* · watchdog/);
  await second.tree('Inbox').contextAction(/^Nora: no sign of life/, 'Remove from the Inbox');
  for (const tree of [inbox, second.tree('Inbox')]) await tree.waitFor((text) => text === '');
  await writeOwnFleet(world, { watchdog: { ...patience, action: 'report' } });
  await eventually('a request for a report', reports, (count) => count > 0);
  await agents.waitFor(/Nora · (done|idle)/);
  await second.tree('Agentinnen').waitFor(/Nora · (done|idle)/);
  if ((await reports()) !== 1) throw new Error('Both windows asked her.');
}
