import { NO_FLEET_YET, openPanel } from '../panel.ts';
import type { PanelOptions } from '../panel.ts';
import { Stage } from './stage.ts';
import { THEMES_BY_SYSTEM } from './studio.ts';
import type { GalleryOptions } from './studio.ts';

/** What a person sees who has no fleet yet, and whoever does not trust the workspace. */
export async function firstScenes(options: GalleryOptions): Promise<void> {
  await inRoom(options, newcomer, async (stage) => {
    const { bench, agents } = stage.panel;
    await stage.sideBar(420);
    await agents.waitForWelcome(/Demo/);
    await stage.scene('70-newcomer', async () => stage.rest());
    await stage.scene('71-walkthrough', async () => {
      await stage.run('openWalkthrough');
      await bench.page.locator('.gettingStartedContainer .step-title:visible').nth(6).waitFor();
      await bench.page.waitForTimeout(800);
    });
    await stage.scene('72-walkthrough-file', async () => {
      await bench.page.locator('.gettingStartedContainer .step-title:visible').nth(2).click();
      await bench.page.waitForTimeout(800);
    });
    await stage.scene('73-walkthrough-lead', async () => {
      await bench.page.locator('.gettingStartedContainer .step-title:visible').nth(6).click();
      await bench.page.waitForTimeout(800);
    });
    await stage.scene('74-fleet-file', async () => {
      await bench.runCommand('View: Close All Editors');
      await agents.pressInWelcome(
        stage.word(options.locale === 'de' ? 'Flottendatei anlegen' : 'Make a Fleet File'),
      );
      await bench.page.locator('.view-line').first().waitFor();
      await bench.page.waitForTimeout(800);
    });
  });
  await inRoom(options, untrusted, async (stage) => {
    await stage.sideBar(420);
    await stage.panel.agents.waitFor(/Mila/);
    await stage.onlyViews(['view.agents', 'view.inbox', 'view.assignments', 'view.worktrees', 'view.health']);
    await stage.scene('80-restricted', async () => stage.rest());
    await stage.scene('81-restricted-start', async () => {
      await stage.panel.agents.inlineAction('Mila', stage.title('start'));
      await stage.panel.bench.page.locator('.notification-list-item').first().waitFor();
    });
  });
}

async function inRoom(
  options: GalleryOptions,
  room: PanelOptions,
  go: (stage: Stage) => Promise<void>,
): Promise<void> {
  const panel = await openPanel('gallery', {
    size: { width: 1280, height: 1000 },
    ...room,
    settings: { ...THEMES_BY_SYSTEM, ...room.settings },
    ...(options.locale === 'de'
      ? { locale: 'de', views: { agents: 'Agentinnen', inbox: 'Posteingang' } }
      : {}),
  });
  try {
    await go(await Stage.open(panel, options));
  } finally {
    await panel.dispose();
  }
}

const newcomer: PanelOptions = {
  env: (world) => ({ ...world.env, ...NO_FLEET_YET }),
};

const untrusted: PanelOptions = {
  settings: {
    'security.workspace.trust.enabled': true,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
  },
};
