import type { Browser } from 'playwright-core';
import type { Fleet } from '../../src/core/fleetApi.ts';
import type { DemoWorld } from '../demo/world.ts';
import type { Figure } from './figures.ts';
import { fleetEvents, fleetIdle, fleetSend, fleetStatus } from './fleetPart.ts';
import { commandLine, masterjetCalls } from './masterjetPart.ts';
import { activation, idle, idleBare, openPanel, openServer, windowEvents } from './windowPart.ts';
import { countTmux, createBenchWorld, openFleet, startBoth, type Rung } from './world.ts';

const STATUS_RUNS = 200;
const COMMAND_LINES = 15;
const ACTIVATIONS = 5;

/** Everything that is measured on two Agentinnen with the real Codex on one rung, ended with all that it started. */
export async function measureFleet(rung: Rung, browser: Browser, turns: number): Promise<Figure[]> {
  const world = await createBenchWorld(rung);
  const fleet = await openFleet(world);
  try {
    const here = await inThisProcess(world, fleet, rung, turns);
    const masterjet =
      rung === 'app-server'
        ? [
            ...(await masterjetCalls(world, 'by itself', STATUS_RUNS)),
            await commandLine(world, COMMAND_LINES),
          ]
        : [];
    return [...here, ...masterjet, ...(await inWindow(world, fleet, { rung, turns, browser }))];
  } finally {
    fleet.dispose();
    await world.dispose();
  }
}

/** The fleet supervised in this process, as the extension host does it. */
async function inThisProcess(world: DemoWorld, fleet: Fleet, rung: Rung, turns: number): Promise<Figure[]> {
  const supervision = fleet.supervise();
  await startBoth(fleet);
  const figures = [await fleetIdle(rung), ...(await fleetEvents(world, fleet, rung, turns))];
  figures.push(await fleetStatus(world, fleet, rung, STATUS_RUNS));
  figures.push(await fleetSend(world, fleet, rung, turns));
  supervision.dispose();
  return figures;
}

async function inWindow(
  world: DemoWorld,
  fleet: Fleet,
  { rung, turns, browser }: { readonly rung: Rung; readonly turns: number; readonly browser: Browser },
): Promise<Figure[]> {
  const tmux = await countTmux(world);
  const server = await openServer(world, tmux.env, true);
  try {
    const bench = await openPanel(browser, server);
    const events = await windowEvents(world, fleet, bench, { rung, turns });
    if (rung === 'terminal') return events;
    const masterjet = await masterjetCalls(world, 'through the window', STATUS_RUNS);
    const rest = await idle(server, bench, tmux, await idleBare(world, browser));
    return [...events, ...masterjet, await activation(bench, ACTIVATIONS), ...rest];
  } finally {
    await server.dispose();
  }
}
