import { expect, test } from 'vitest';
import { ariaOf, ariaOfTree, expectAria } from './aria.ts';
import { assignByForm } from './assigning.ts';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('german', {
  locale: 'de',
  views: { agents: 'Agentinnen', inbox: 'Posteingang' },
});

test('views, states and the welcome are German', async () => {
  const { agents, inbox } = room.panel;
  await agents.waitFor(/^Mila · angehalten\nNora · angehalten$/);
  await expect.poll(async () => agents.inlineActions('Mila')).toEqual(['Agentin starten']);
  await inbox.waitForWelcome(/^Keine Agentin läuft/);
});

test('commands, questions and what happens meanwhile are German', async () => {
  const { agents, inbox, bench } = room.panel;
  await bench.runCommand('Codex Master: Alle Agentinnen starten');
  await agents.waitFor(/Mila · bereit · (?:<1|\d+) min\nNora · bereit/);
  await expect
    .poll(async () => agents.inlineActions('Mila'))
    .toEqual(['Terminal öffnen', 'Aufgabe zuweisen…', 'Agentin anhalten']);
  const words = { open: 'Aufgabe zuweisen…', task: 'Aufgabe', assign: 'Zuweisen' };
  await agents.inlineAction('Mila', words.open);
  await bench.webview().getByRole('listitem').filter({ hasText: 'Darf schreiben: nichts.' }).waitFor();
  await bench.screenshot('.demo/shots/german-form.png');
  await assignByForm(room.panel, 'Mila', { role: 'Exploriererin', task: '#scenario: question-de' }, words);
  await agents.waitFor(/Mila · stellt eine Frage · (?:<1|\d+) min · gpt-6\.1-sol · Exploriererin/);
  await inbox.waitFor(/^Mila: In welchem Format soll ich berichten\? · fragt · (?:<1|\d+) min von 2 min$/);
  await eventually(
    'the status bar',
    async () => bench.statusBar(),
    (texts) => texts.includes('1 braucht dich'),
  );
  await agents.toggle('Mila');
  await agents.waitFor(/\n {2}Ordner · /);
  await expectAria('de/agents', async () => ariaOfTree(agents.list));
  await expectAria('de/inbox', async () => ariaOfTree(inbox.list));
  await agents.toggle('Mila');
});

test("an Agentin's page is German", async () => {
  const { agents, bench } = room.panel;
  await agents.contextAction('Mila', 'Seite der Agentin zeigen');
  const text = await eventually(
    'the page',
    async () => bench.webview().locator('main').innerText({ timeout: 1000 }),
    (shown) => [/Zustand\s+stellt eine Frage/, /Warum\s+\S+/, /Thread/].every((part) => part.test(shown)),
  );
  expect(text).not.toMatch(/\b(the|waits|question|nobody|asks|limit reached)\b/);
  await bench.screenshot('.demo/shots/german.png');
  await expectAria('de/agent', async () => ariaOf(bench.webview().locator('body')));
});
