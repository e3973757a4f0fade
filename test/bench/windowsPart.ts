import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { DemoWorld } from '../demo/world.ts';
import { eventually } from '../ui/driver.ts';
import type { Workbench } from '../ui/driver.ts';
import { installProbe, takeSeen } from './domProbe.ts';
import type { Figure } from './figures.ts';
import { latencies, placeLatencies, type ObservedTurn, type Sighting } from './latency.ts';
import { observeAppServer, type ObservedAgent } from './observedAgent.ts';
import { AGENTS, createPanelWorld, startAll } from './panelWorld.ts';
import { isWhole, PLACE_GOAL, WATCHED } from './panelPart.ts';
import { openTrees } from './panelScene.ts';
import { openServer } from './windowPart.ts';
import { HOLDER, openFleet } from './world.ts';

/** The one that was there first leads (locks, watchdog, the socket for leads); each hears Codex by itself. */
const WINDOWS = ['the first window', 'the second window'] as const;

/** Codex' event until the row reads differently in two windows on one fleet, at the same time. */
export async function windows(browser: Browser, turns: number): Promise<Figure[]> {
  const world = await createPanelWorld();
  try {
    await startAll(world);
    const server = await openServer(world, world.env, true);
    try {
      const benches: Workbench[] = [];
      for (const _ of WINDOWS) benches.push(await openTrees(browser, server, 'Codex Master'));
      return await measure(world, benches, turns).catch(async (error: unknown) => {
        for (const [index, bench] of benches.entries())
          await bench.screenshot(path.join(world.root, `../bench-windows-${index}.png`));
        throw error;
      });
    } finally {
      await server.dispose();
    }
  } finally {
    await world.dispose();
  }
}

async function measure(world: DemoWorld, benches: readonly Workbench[], turns: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const fleet = await openFleet(world);
  try {
    for (const { id, name, what } of WATCHED) {
      const threadId = (await fleet.status(id, HOLDER)).model.threadId ?? '';
      const agent = await observeAppServer(world, threadId, id);
      const observed: ObservedTurn[][] = benches.map(() => []);
      for (const bench of benches) await installProbe(bench, name);
      try {
        for (let turn = 0; turn < turns; turn += 1) {
          const seen = await turnInAll(benches, agent);
          for (const [index, one] of seen.entries()) observed[index]?.push(one);
        }
      } finally {
        agent.dispose();
      }
      figures.push(...observed.flatMap((one, index) => figuresOf(one, WINDOWS[index] ?? '', what)));
    }
  } finally {
    fleet.dispose();
  }
  return figures;
}

async function turnInAll(benches: readonly Workbench[], agent: ObservedAgent): Promise<ObservedTurn[]> {
  for (const bench of benches) await takeSeen(bench);
  const said = await agent.turn();
  const seen: Sighting[][] = benches.map(() => []);
  const look = async (): Promise<readonly Sighting[][]> => {
    for (const [index, bench] of benches.entries()) seen[index]?.push(...(await takeSeen(bench)));
    return seen;
  };
  await eventually('both changes in every window', look, (all) => all.every(isWhole));
  // Whoever moves takes her place after that.
  await delay(700);
  await look();
  return seen.map((one) => ({ said, seen: one }));
}

function figuresOf(observed: readonly ObservedTurn[], where: string, what: string): Figure[] {
  const goal = { of: 'p95', atMost: 100 } as const;
  const name = (phase: string): string => `${AGENTS} Agentinnen, two windows: a turn's ${phase}${what} →`;
  const placed = (phase: string, values: readonly number[]): Figure => ({
    name: `${name(phase)} the row at its place in ${where}`,
    unit: 'ms',
    values,
    goal: PLACE_GOAL,
  });
  return [
    {
      name: `${name('begin')} the row in ${where}`,
      unit: 'ms',
      values: latencies(observed, 'working'),
      goal,
    },
    { name: `${name('end')} the row in ${where}`, unit: 'ms', values: latencies(observed, 'resting'), goal },
    ...(what === ''
      ? []
      : [
          placed('begin', placeLatencies(observed, 'working')),
          placed('end', placeLatencies(observed, 'resting')),
        ]),
  ];
}
