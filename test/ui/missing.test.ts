import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DemoWorld } from '../demo/world.ts';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

const folderOf = (world: DemoWorld): string => path.join(world.root, 'bin');

/** A machine without tmux and Codex: a PATH with a shell, git and a package manager. */
async function makePath(world: DemoWorld): Promise<void> {
  const folder = folderOf(world);
  await mkdir(folder);
  await symlink('/bin/bash', path.join(folder, 'bash'));
  await symlink('/usr/bin/git', path.join(folder, 'git'));
  await writeFile(path.join(folder, 'apt-get'), '#!/bin/bash\n', { mode: 0o755 });
}

const room = panelForTests('missing', {
  prepare: makePath,
  env: (world) => ({ ...world.env, PATH: folderOf(world), SHELL: '/bin/bash' }),
});

test('the panel opens and says what is missing, with the command that installs it', async () => {
  const text = async (): Promise<string> => room.panel.agents.text();
  await expect
    .poll(async () => (await text()).split('\n'))
    .toEqual([
      'tmux is missing · sudo apt-get install -y tmux',
      'Codex is missing · npm install -g @openai/codex',
      'Mila · stopped',
      'Nora · stopped',
    ]);
});

test('a start says so as well, and offers the way out', async () => {
  const { agents, bench } = room.panel;
  await agents.inlineAction('Mila', 'Start Agentin');
  await bench.pressInNotification('not', 'Install…');
  await bench.waitForTerminalText(/npm install -g @openai\/codex$|sudo apt-get install -y tmux$/);
  await agents.waitFor(/Mila · stopped/);
});

test('a click puts the command into a terminal and leaves running it to the person', async () => {
  const { agents, bench } = room.panel;
  await agents.click('tmux is missing');
  await bench.waitForTerminalText(/sudo apt-get install -y tmux$/);
});

test('the complaint goes when it is mended and the person looks again', async () => {
  const { agents, bench, world } = room.panel;
  for (const name of ['tmux', 'codex']) await symlink('/bin/true', path.join(folderOf(world), name));
  await bench.runCommand('Codex Master: Refresh Agentinnen');
  await eventually(
    'the Agentinnen alone',
    async () => agents.text(),
    (text) => text === 'Mila · stopped\nNora · stopped',
  );
});
