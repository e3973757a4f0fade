import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { Fleet } from '../../src/core/fleetApi.ts';
import type { DemoWorld } from '../demo/world.ts';
import type { VsCodeServer } from '../host/server.ts';
import { Workbench } from '../ui/driver.ts';
import type { Figure } from './figures.ts';
import { installPanelProbe, whenFull } from './panelProbe.ts';
import { createPanelWorld, startAll } from './panelWorld.ts';
import { openServer } from './windowPart.ts';
import { openFleet } from './world.ts';

/** VS Code shows only the rows that are in sight: as many as a person with a tall screen has. */
const SIZE = { width: 1400, height: 1200 };

export interface Scene {
  readonly world: DemoWorld;
  readonly browser: Browser;
  readonly fleet: Fleet;
  readonly server: VsCodeServer;
  readonly bench: Workbench;
}

/** A window that shows the panel with as much in it as one may ever have: real VS Code, two real Codexes. */
export async function inPanel(
  browser: Browser,
  measure: (scene: Scene) => Promise<Figure[]>,
): Promise<Figure[]> {
  const world = await createPanelWorld();
  try {
    await startAll(world);
    const fleet = await openFleet(world);
    const server = await openServer(world, world.env, true);
    try {
      const bench = await openTrees(browser, server, 'Codex Master');
      return await measure({ world, browser, fleet, server, bench }).catch(async (error: unknown) => {
        await bench.screenshot(path.join(world.root, '../bench-panel.png'));
        throw error;
      });
    } finally {
      fleet.dispose();
      await server.dispose();
    }
  } finally {
    await world.dispose();
  }
}

/** A window of the server with the trees of the container in sight, in full. */
export async function openTrees(
  browser: Browser,
  server: VsCodeServer,
  container: string,
): Promise<Workbench> {
  const bench = await Workbench.open(browser, server, { size: SIZE });
  await installPanelProbe(bench);
  await bench.openContainer(container);
  // It is folded at first; what it holds is read while it is open.
  const assignments = bench.page.locator('.pane-header', { hasText: 'Assignments' });
  if ((await assignments.getAttribute('aria-expanded')) !== 'true') await assignments.click();
  await whenFull(bench);
  return bench;
}
