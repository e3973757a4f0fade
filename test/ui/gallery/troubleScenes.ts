import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DemoWorld } from '../../demo/world.ts';
import { openPanel } from '../panel.ts';
import type { PanelOptions } from '../panel.ts';
import { cli } from './crowd.ts';
import { Stage } from './stage.ts';
import type { ViewName } from './stage.ts';
import { THEMES_BY_SYSTEM } from './studio.ts';
import type { GalleryOptions } from './studio.ts';

const ALL: readonly ViewName[] = [
  'view.agents',
  'view.inbox',
  'view.assignments',
  'view.worktrees',
  'view.health',
];

/** What a person sees when something is missing, broken or gone, and the next step. */
export async function troubleScenes(options: GalleryOptions): Promise<void> {
  await inRoom(options, 'empty', { prepare: emptyFleet }, emptyScenes);
  await inRoom(options, 'poor', { prepare: poorMachine, env: poorEnv }, poorScenes);
  await inRoom(options, 'broken', { prepare: brokenHomes }, brokenScenes);
}

async function emptyScenes(stage: Stage): Promise<void> {
  const { panel } = stage;
  await stage.onlyViews(ALL);
  await stage.scene('110-no-agents', async () => {
    await panel.agents.waitFor(/fleet\.json/);
    await stage.rest();
  });
  for (const [name, command] of [
    ['111-no-agents-timeline', 'showTimeline'],
    ['112-no-agents-form', 'newAssignment'],
  ] as const) {
    await stage.scene(name, async () => {
      await stage.run(command);
      await panel.bench.page.waitForTimeout(1500);
    });
    await stage.escape();
  }
  await panel.bench.runCommand('View: Close All Editors');
  await stage.scene('113-fleet-file-broken', async () => {
    await writeFile(panel.world.fleetFile, '{ "version": 1, "agents": [ { "id": "A b", "nam": 1 } ] }');
    await panel.agents.waitFor(/fleet\.json/);
    await stage.rest();
  });
  await stage.scene('114-fleet-file-newer', async () => {
    await writeFile(panel.world.fleetFile, '{ "version": 99 }');
    await panel.bench.page.waitForTimeout(2000);
  });
}

/** Without tmux, Codex and git, with a Node that is too old. */
async function poorScenes(stage: Stage): Promise<void> {
  const { panel } = stage;
  const { bench, agents } = panel;
  const health = stage.tree('view.health');
  await stage.onlyViews(ALL);
  await agents.waitFor(/Mila/);
  await stage.scene('120-missing', async () => stage.rest());
  await stage.scene('121-missing-start', async () => {
    await agents.inlineAction('Mila', stage.title('start'));
    await bench.page.locator('.notification-list-item').first().waitFor();
  });
  await stage.closeNotifications();
  await stage.scene('122-missing-worktree', async () => {
    await stage.run('createWorktree');
    await bench.page.waitForTimeout(1500);
  });
  await stage.escape();
  await stage.closeNotifications();
  await stage.run('checkHealth');
  await stage.onlyViews(['view.health']);
  await stage.scene('123-missing-health', async () => {
    await health.waitFor(/tmux/, 60_000);
    await stage.rest();
  });
  await stage.tooltip('124-missing-health-tooltip', health.row(/^tmux/));
  await stage.scene('125-missing-fixes', async () => {
    await stage.run('fixHealth');
    await bench.page.waitForTimeout(1500);
  });
  await stage.escape();
  for (const [name, row] of [
    ['127-fix-tmux', /^tmux/],
    ['128-fix-codex', /^Codex/],
    ['129-fix-git', /^git/],
  ] as const) {
    await stage.scene(name, async () => {
      await health.row(row).first().click();
      await bench.page.keyboard.press('Control+.');
      await bench.page.waitForTimeout(2500);
    });
    await stage.escape();
    await stage.closeNotifications();
    await bench.runCommand('Terminal: Kill All Terminals').catch(() => {});
  }
}

/** Not signed in, a ledger that cannot be read, an app-server that goes, an Agentin whom the fleet file names no more. */
async function brokenScenes(stage: Stage): Promise<void> {
  const { panel } = stage;
  const { agents, bench, world } = panel;
  await agents.waitFor(/Mila/);
  await stage.scene('140-ledger-unreadable', async () => {
    await stage.onlyViews(['view.agents', 'view.assignments']);
    await bench.page.waitForTimeout(2000);
  });
  await cli(world, 'start', 'a').catch(console.error);
  await cli(world, 'start', 'b').catch(console.error);
  await agents.waitFor(/Mila · (?!.*(?:stopped|angehalten))/, 60_000).catch(console.error);
  await stage.scene('141-not-signed-in', async () => {
    await agents.toggle('Nora').catch(() => {});
    await stage.rest();
  });
  await stage.scene('142-not-signed-in-terminal', async () => {
    await agents.inlineAction('Nora', stage.title('attach'));
    await bench.page.waitForTimeout(3000);
  });
  await stage.scene('143-page', async () => {
    await agents.contextAction('Mila', stage.title('showAgent'));
    await stage.pageShows('Mila');
  });
  await stage.scene('144-agent-gone', async () => {
    const text = await readFile(world.fleetFile, 'utf8');
    const fleet = JSON.parse(text) as { agents: { id: string }[] };
    await writeFile(
      world.fleetFile,
      JSON.stringify({ ...fleet, agents: fleet.agents.filter(({ id }) => id !== 'a') }),
    );
    await bench.page.waitForTimeout(3000);
  });
}

async function emptyFleet(world: DemoWorld): Promise<void> {
  await writeFile(world.fleetFile, '{ "version": 1, "agents": [] }');
}

async function poorMachine(world: DemoWorld): Promise<void> {
  const folder = path.join(world.root, 'bin');
  await mkdir(folder);
  await symlink('/bin/bash', path.join(folder, 'bash'));
  await writeFile(path.join(folder, 'apt-get'), '#!/bin/bash\n', { mode: 0o755 });
  await writeFile(path.join(folder, 'node'), '#!/bin/bash\necho v18.19.0\n', { mode: 0o755 });
}

const poorEnv = (world: DemoWorld): NodeJS.ProcessEnv => ({
  ...world.env,
  PATH: path.join(world.root, 'bin'),
  SHELL: '/bin/bash',
  CODEX_HOME: world.homes.lead,
});

async function brokenHomes(world: DemoWorld): Promise<void> {
  await mkdir(world.stateDir, { mode: 0o700 });
  await mkdir(path.join(world.stateDir, 'assignments.jsonl'));
  await rm(world.homes.b, { recursive: true });
  await mkdir(world.homes.b, { mode: 0o700 });
  await writeFile(path.join(world.homes.b, 'config.toml'), 'check_for_update_on_startup = false\n');
}

async function inRoom(
  options: GalleryOptions,
  name: string,
  room: PanelOptions,
  go: (stage: Stage) => Promise<void>,
): Promise<void> {
  const panel = await openPanel(`gallery-${name}`, {
    size: { width: 1280, height: 1000 },
    env: (world) => ({ ...world.env, CODEX_HOME: world.homes.lead }),
    ...room,
    settings: THEMES_BY_SYSTEM,
    ...(options.locale === 'de'
      ? { locale: 'de', views: { agents: 'Agentinnen', inbox: 'Posteingang' } }
      : {}),
  });
  try {
    const stage = await Stage.open(panel, options);
    await stage.sideBar(420);
    await go(stage);
  } finally {
    await panel.dispose();
  }
}
