import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { agentStatus } from '../../src/operations/agents/agents.ts';
import { createDemoWorld } from '../demo/world.ts';
import type { DemoWorld } from '../demo/world.ts';
import { checkout } from '../host/paths.ts';
import { Workbench } from '../ui/driver.ts';
import { timesOf } from './clock.ts';
import type { Figure } from './figures.ts';
import { McpProcess } from './mcpProcess.ts';
import { coreShare, IDLE_MS } from './proc.ts';
import { idle, idleBare, openServer } from './windowPart.ts';
import { contextOf, countTmux, HOLDER, openFleet } from './world.ts';

/** As many Agentinnen as one person may ever lead. */
const CROWD = 50;
const STATUS_RUNS = 60;
const STARTS_AT_ONCE = 10;

const ids = Array.from({ length: CROWD }, (_, index) => `s${index + 1}`);

/** What many Agentinnen cost: stand-ins for the terminal program of Codex, everything else is real. */
export async function crowd(browser: Browser): Promise<Figure[]> {
  const world = await createCrowd();
  try {
    const here = await inThisProcess(world);
    return [...here, await byMasterjet(world), ...(await inWindow(world, browser))];
  } finally {
    await world.dispose();
  }
}

async function createCrowd(): Promise<DemoWorld> {
  const root = path.join(checkout, '.test-homes/bench-crowd');
  const runner = path.join(root, 'stand-in');
  const world = await createDemoWorld({ root, runner });
  await writeFile(
    runner,
    [
      '#!/bin/sh',
      'case "$1" in',
      '  --version) echo "stand-in 0.0.1"; exit 0 ;;',
      '  --help | app-server) exit 2 ;;',
      'esac',
      "printf '\\033]0;stand-in\\007› Ask Codex to do anything\\n'",
      'exec cat',
      '',
    ].join('\n'),
  );
  await chmod(runner, 0o755);
  const agents = ids.map((id) => ({ id, name: `Standin ${id}`, home: path.join(root, 'homes', id), runner }));
  for (const { home } of agents) await mkdir(home, { recursive: true });
  const tmux = { socketName: path.basename(world.tmuxSocket) };
  await writeFile(world.fleetFile, JSON.stringify({ version: 1, agents, tmux }));
  return world;
}

async function inThisProcess(world: DemoWorld): Promise<Figure[]> {
  const fleet = await openFleet(world);
  const supervision = fleet.supervise();
  try {
    const wish = { cwd: null, prompt: null };
    for (let first = 0; first < CROWD; first += STARTS_AT_ONCE) {
      const some = ids.slice(first, first + STARTS_AT_ONCE);
      await Promise.all(some.map(async (id) => fleet.start(id, wish, HOLDER)));
    }
    const status = agentStatus.bind(ids);
    const values = await timesOf(STATUS_RUNS, async () => status.call(contextOf(fleet, world), {}));
    const share = await coreShare(process.pid, IDLE_MS);
    return [
      { ...figure('agent_status, in the window', values), goal: { of: 'p50', atMost: 15 } },
      {
        name: `${CROWD} Agentinnen: supervised fleet at idle`,
        unit: '% of a core',
        values: [share],
        goal: { of: 'p50', atMost: 1 },
      },
    ];
  } finally {
    supervision.dispose();
    fleet.dispose();
  }
}

async function byMasterjet(world: DemoWorld): Promise<Figure> {
  const mcp = await McpProcess.start(world.env, world.workspace);
  try {
    await mcp.call('agent_status', {});
    const values = await timesOf(STATUS_RUNS, async () => mcp.call('agent_status', {}));
    return { ...figure('agent_status by the Masterjet, by itself', values), goal: { of: 'p50', atMost: 15 } };
  } finally {
    await mcp.end();
  }
}

async function inWindow(world: DemoWorld, browser: Browser): Promise<Figure[]> {
  const bare = await idleBare(world, browser);
  const tmux = await countTmux(world);
  const server = await openServer(world, tmux.env, true);
  try {
    const bench = await Workbench.open(browser, server);
    await bench.openContainer('Codex Master');
    await bench.tree('Agentinnen').waitFor(/Standin s1 /);
    const figures = await idle(server, bench, tmux, bare);
    return figures.map((one) => Object.assign(one, { name: `${CROWD} Agentinnen: ${one.name}` }));
  } finally {
    await server.dispose();
  }
}

function figure(name: string, values: readonly number[]): Figure {
  return { name: `${CROWD} Agentinnen: ${name}`, unit: 'ms', values };
}
