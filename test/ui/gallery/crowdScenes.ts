import { scriptLine } from '../../model/index.ts';
import { eventually } from '../driver.ts';
import { openPanel } from '../panel.ts';
import { CAST, cli, prepareCrowd, STARTED } from './crowd.ts';
import { paperScenes } from './paperScenes.ts';
import { Stage } from './stage.ts';
import { THEMES_BY_SYSTEM } from './studio.ts';
import type { GalleryOptions } from './studio.ts';

/** Twenty Agentinnen with mixed states and odd names, what they all ask at once, a reload, and pages with odd contents. */
export async function crowdScenes(options: GalleryOptions): Promise<void> {
  const panel = await openPanel('gallery-crowd', {
    size: { width: 1280, height: 1000 },
    prepare: prepareCrowd,
    settings: { ...THEMES_BY_SYSTEM, 'codexMaster.notifications': 'off' },
    env: (world) => ({ ...world.env, CODEX_HOME: world.homes.lead }),
    ...(options.locale === 'de'
      ? { locale: 'de', views: { agents: 'Agentinnen', inbox: 'Posteingang' } }
      : {}),
  });
  try {
    const stage = await Stage.open(panel, options);
    await begin(stage);
    await treeScenes(stage);
    await paperScenes(stage);
    await reloadScene(stage);
  } finally {
    await panel.dispose();
  }
}

async function begin({ panel }: Stage): Promise<void> {
  const { world } = panel;
  for (const { id } of STARTED) await cli(world, 'start', id);
  for (const { id, plays } of CAST)
    if (typeof plays !== 'string') await cli(world, 'send', id, scriptLine(plays));
  await cli(world, 'assign', 'greta', '--role', 'worker', '--task', 'Look.', '--write-path', 'docs').catch(
    String,
  );
  await world.tmux('kill-session', '-t', '=codex_agent_ronja_mcp').catch(String);
}

async function treeScenes(stage: Stage): Promise<void> {
  const { agents, inbox, bench } = stage.panel;
  await stage.sideBar(420);
  await stage.onlyViews(['view.agents', 'view.inbox']);
  await agents.waitFor(/Mila · .*[^]*Paula/, 60_000);
  await inbox.waitFor((text) => text.split('\n').length >= 8, 60_000).catch(console.error);
  await stage.scene('90-crowd', async () => stage.rest());
  await stage.scene('91-crowd-320', async () => {
    await stage.sideBar(320);
    await stage.rest();
  });
  await stage.scene('92-crowd-230', async () => {
    await stage.sideBar(230);
    await stage.rest();
  });
  await stage.sideBar(420);
  const status = bench.page.locator('.statusbar-item', { hasText: '·' }).first();
  await stage.tooltip('93-status-tooltip', status);
  await stage.onlyViews(['view.inbox']);
  await stage.scene('94-inbox-alone', async () => stage.rest());
  await stage.tooltip('95-inbox-long-tooltip', inbox.row(/^Mila: /));
  await stage.onlyViews(['view.assignments']);
  await stage.scene('96-assignments', async () => stage.rest());
  await stage.onlyViews(['view.agents']);
  await stage.scene('97-crowd-timeline', async () => {
    await stage.run('showTimeline');
    await stage.pageShows('Mila');
  });
  await bench.runCommand('View: Close All Editors');
}

/** The window right after it came back: nothing is known, and the rows say so. */
async function reloadScene(stage: Stage): Promise<void> {
  const { agents, bench, world } = stage.panel;
  await stage.onlyViews(['view.agents', 'view.inbox']);
  // Nobody is heard as long as tmux says nothing.
  const pid = Number.parseInt(await world.tmux('display-message', '-p', '#{pid}'), 10);
  process.kill(pid, 'SIGSTOP');
  try {
    await stage.scene('99-reloaded', async () => {
      await bench.page.reload();
      const read = async (): Promise<string> => agents.text();
      const isChecking = (text: string): boolean => text.includes(stage.word('checking…'));
      await eventually('rows that are being checked', read, isChecking);
    });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
