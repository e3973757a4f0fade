import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DemoWorld } from '../demo/world.ts';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

const away = (world: DemoWorld): string => `${world.homes.b}-away`;

const room = panelForTests('health', {
  prepare: async (world) => rename(world.homes.b, away(world)),
  env: (world) => ({ ...world.env, CODEX_HOME: world.homes.lead }),
});

test('a failing check stands first, and its fix mends it', async () => {
  const { bench, world } = room.panel;
  const health = bench.tree('Health');
  await bench.runCommand('Codex Master: Check Health');
  await health.waitFor(
    /^Needs attention · 1 problem · \d hints?\n {2}Nora: Home · [^]*\nMila \(a\) · all well\nNora \(b\) · 1 problem/,
  );
  await health.waitFor(/Your Codex cannot lead yet/);
  await expect
    .poll(async () => (await health.accessibleNames())[1])
    .toMatch(/^Nora: Home, problem, Her home folder does not exist/);
  await bench.screenshot(path.join('.demo/shots', 'health-dark.png'));
  await health.inlineAction('Nora: Home', 'Fix a Health Problem… (Ctrl+.)');
  expect(await bench.dialogText()).toContain(world.homes.b);
  await bench.pressInDialog('Create');
  await health.waitFor((text) => !text.includes('1 problem') && !text.includes('Nora: Home'));
  expect(existsSync(world.homes.b)).toBe(true);
});

test('what goes and comes elsewhere is noticed without a word of the person', async () => {
  const { bench, world } = room.panel;
  const health = bench.tree('Health');
  const elsewhere = `${world.homes.b}-elsewhere`;
  await rename(world.homes.b, elsewhere);
  await health.waitFor(/Nora: Home/);
  await rename(elsewhere, world.homes.b);
  await health.waitFor((text) => !text.includes('Nora: Home'));
});

test('by the keyboard alone she is logged in, in a terminal with her home', async () => {
  const { bench } = room.panel;
  const health = bench.tree('Health');
  await health.waitFor(/Nora: Sign-in/);
  await health.click('Nora: Sign-in');
  await bench.page.keyboard.press('Control+.');
  await eventually(
    'the sign-in of Codex',
    async () => bench.terminalText(),
    (text) => /localhost:\d+|auth\.openai\.com|sign in|log ?in/i.test(text),
  );
});
