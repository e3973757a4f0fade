import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DemoWorld } from '../../demo/world.ts';
import type { Workbench } from '../driver.ts';
import { NO_FLEET_YET, openPanel } from '../panel.ts';
import type { Panel, PanelOptions } from '../panel.ts';

/** A person's first day with the panel: `day.test.ts` walks through it, `npm run screenshots` takes the pictures of it. */
export interface Day {
  readonly panel: Panel;
  /** Where the walk has come to something worth a picture; tests pass by. */
  readonly see: (sight: Sight, bench?: Workbench) => Promise<void>;
}

/** What there is to see on the way, in this order. */
export type Sight =
  | 'welcome'
  | 'walkthrough'
  | 'requirements'
  | 'demo'
  | 'answer'
  | 'start'
  | 'task'
  | 'overview'
  | 'terminal'
  | 'question'
  | 'limit'
  | 'review'
  | 'merged'
  | 'page'
  | 'timeline';

/** A machine with tmux and Codex, and a person who has no fleet yet and whose home is the world's. */
export const DAY: PanelOptions = {
  env: (world) => ({
    ...world.env,
    ...NO_FLEET_YET,
    CODEX_HOME: world.homes.lead,
  }),
  prepare: ({ model }) => {
    model.setRateLimits({
      primary: { usedPercent: 41, resetsInSeconds: 2 * 3600 },
      secondary: { usedPercent: 18, resetsInSeconds: 3 * 86_400 },
    });
  },
};

export async function openDay(name: string, options: PanelOptions, see: Day['see']): Promise<Day> {
  return { panel: await openPanel(name, { ...DAY, ...options }), see };
}

/** Where VS Code of that person looks for the fleet file. */
function ownFleetFile(world: DemoWorld): string {
  return path.join(world.root, '.config/codex-master/fleet.json');
}

/** What the person writes into it: the world's Agentinnen, and more. */
export async function writeOwnFleet(world: DemoWorld, more: object = {}): Promise<void> {
  // Not the world's tmux server: the one that was there before the file was written is the person's.
  const { tmux: _, ...fleet } = JSON.parse(await readFile(world.fleetFile, 'utf8')) as { tmux: object };
  await mkdir(path.dirname(ownFleetFile(world)), { recursive: true });
  await writeFile(ownFleetFile(world), `${JSON.stringify({ ...fleet, ...more }, undefined, 2)}\n`);
}
