import { beforeAll, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('terminal');

beforeAll(async () => room.panel.startAll());

async function columnsOfView(): Promise<number> {
  const target = '=codex_agent_a_mcp:agent';
  return Number(await room.panel.world.tmux('display-message', '-p', '-t', target, '#{window_width}'));
}

test("Attach opens the Agentin's own terminal, named after her", async () => {
  const { agents, bench } = room.panel;
  await agents.inlineAction('Mila', 'Attach to Terminal');
  await bench.waitForTerminalText(/OpenAI Codex \(v0\.169\.0\)[^]*Ask Codex to do anything/);
  await expect.poll(async () => bench.editorTitles()).toEqual(['Mila (a)']);
});

test('a second Attach shows the same terminal again', async () => {
  const { agents, bench } = room.panel;
  await agents.contextAction('Mila', 'Attach to Terminal');
  await expect.poll(async () => bench.editorTitles()).toEqual(['Mila (a)']);
});

test('what is typed there reaches her, and the panel follows', async () => {
  const { agents, bench, world } = room.panel;
  await bench.typeInTerminal('Are you there?');
  await bench.waitForTerminalText(/› Are you there\?/);
  // Enter at once after text is a line's end to Codex, which takes both for pasted.
  const send = async (): Promise<string> => {
    await bench.page.keyboard.press('Enter');
    return bench.waitForTerminalText(/Understood\. I am ready/, 10_000);
  };
  await eventually('her answer', send, Boolean);
  expect(world.model.requests.some((request) => request.userText.includes('Are you there?'))).toBe(true);
  // Not "done": the person saw her finish.
  await agents.waitFor(/Mila · idle · .*gpt-6\.1-sol/);
});

test('she follows the size of the window', async () => {
  const { bench } = room.panel;
  const before = await columnsOfView();
  await bench.page.setViewportSize({ width: 900, height: 700 });
  await eventually('a narrower view', columnsOfView, (columns) => columns < before - 40);
  await bench.waitForTerminalText(/Understood\. I am ready/);
  await bench.page.setViewportSize({ width: 1400, height: 900 });
  await eventually('the size from before', columnsOfView, (columns) => columns === before);
});

test('it says so when she is stopped, and shows her again when she is back', async () => {
  const { agents, bench } = room.panel;
  await agents.inlineAction('Mila', 'Stop Agentin');
  await bench.waitForTerminalText(/The view of Mila \(a\) ended\. It comes back by itself when she does/);
  await agents.waitFor(/Mila · stopped/);
  await agents.inlineAction('Mila', 'Start Agentin');
  await agents.waitFor(/Mila · idle/);
  await bench.waitForTerminalText(/› Are you there\?[^]*Understood\. I am ready/);
});
