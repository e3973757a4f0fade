import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { agentSend } from '../../src/operations/work.ts';
import type { Fleet } from '../../src/core/fleetApi.ts';
import type { DemoWorld } from '../demo/world.ts';
import type { VsCodeServer } from '../host/server.ts';
import { scriptLine } from '../model/index.ts';
import { eventually, Workbench } from '../ui/driver.ts';
import { installProbe, takeSeen } from './domProbe.ts';
import type { Figure } from './figures.ts';
import { latencies, type ObservedTurn, type Sighting } from './latency.ts';
import { observeAppServer, type ObservedAgent } from './observedAgent.ts';
import { forgetFull, installPanelProbe, takeDrawn, whenFull } from './panelProbe.ts';
import { AGENTS, ASSIGNMENTS, createPanelWorld, startAll } from './panelWorld.ts';
import { coreShare, extensionHostPid, IDLE_MS } from './proc.ts';
import { activation, idleBare, openServer, type IdleBare } from './windowPart.ts';
import { contextOf, HOLDER, openFleet } from './world.ts';

const OPENINGS = 20;
const RELOADS = 8;
const ACTIVATIONS = 5;
/** VS Code shows only the rows that are in sight: as many as a person with a tall screen has. */
const SIZE = { width: 1400, height: 1200 };
const SETTLE_MS = 5000;
const MANY = `${AGENTS} Agentinnen, ${ASSIGNMENTS} assignments`;

interface Scene {
  readonly world: DemoWorld;
  readonly fleet: Fleet;
  readonly server: VsCodeServer;
  readonly bench: Workbench;
  readonly turns: number;
}

/** What a person notices of the panel with as much in it as one may ever have: a real window, two real Codexes. */
export async function panel(browser: Browser, turns: number): Promise<Figure[]> {
  const world = await createPanelWorld();
  try {
    await startAll(world);
    const bare = await idleBare(world, browser);
    const fleet = await openFleet(world);
    const server = await openServer(world, world.env, true);
    try {
      const bench = await Workbench.open(browser, server, { size: SIZE });
      await installPanelProbe(bench);
      return await measure({ world, fleet, server, bench, turns }, bare).catch(async (error: unknown) => {
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

async function measure(scene: Scene, bare: IdleBare): Promise<Figure[]> {
  await scene.bench.openContainer('Codex Master');
  // It is folded at first; what it holds is read while it is open.
  await scene.bench.page.locator('.pane-header', { hasText: 'Assignments' }).click();
  await whenFull(scene.bench);
  return [
    ...(await changes(scene)),
    await opening(scene.bench),
    ...(await atWork(scene, bare)),
    ...(await reloads(scene)),
    await activation(scene.bench, ACTIVATIONS),
  ];
}

/** Codex' event until the row in the window reads differently, and how many rows were drawn for it. */
async function changes({ world, fleet, bench, turns }: Scene): Promise<Figure[]> {
  const agent = await observeAppServer(world, (await fleet.status('a', HOLDER)).model.threadId ?? '');
  const observed: ObservedTurn[] = [];
  const drawn: number[] = [];
  await installProbe(bench);
  try {
    for (let turn = 0; turn < turns; turn += 1) observed.push(await oneTurn(bench, agent, drawn));
  } finally {
    agent.dispose();
  }
  const goal = { of: 'p95', atMost: 100 } as const;
  const figure = (name: string, values: readonly number[]): Figure => ({
    name: `${MANY}: ${name}`,
    unit: 'ms',
    values,
    goal,
  });
  return [
    figure("a turn's begin → the row in the window", latencies(observed, 'working')),
    figure("a turn's end → the row in the window", latencies(observed, 'resting')),
    {
      name: `${MANY}: rows drawn for one turn of one`,
      unit: 'rows',
      values: drawn,
      goal: { of: 'p95', atMost: 1 },
    },
  ];
}

async function oneTurn(bench: Workbench, agent: ObservedAgent, drawn: number[]): Promise<ObservedTurn> {
  await delay(700);
  await takeSeen(bench);
  await takeDrawn(bench);
  const said = await agent.turn();
  const seen: Sighting[] = [];
  const look = async (): Promise<readonly Sighting[]> => {
    seen.push(...(await takeSeen(bench)));
    return seen;
  };
  await eventually('both changes in the window', look, () => isWhole(seen));
  // Whatever else would be drawn for it.
  await delay(700);
  drawn.push((await takeDrawn(bench)).length);
  return { said, seen };
}

function isWhole(seen: readonly Sighting[]): boolean {
  const begun = seen.findIndex(({ phase }) => phase === 'working');
  return begun !== -1 && seen.slice(begun).some(({ phase }) => phase === 'resting');
}

/** From the press on the icon until all rows in sight of all trees stand there. */
async function opening(bench: Workbench): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run < OPENINGS; run += 1) {
    await bench.openContainer('Explorer');
    await delay(500);
    await forgetFull(bench);
    await bench.openContainer('Codex Master');
    const { pressedMs, fullMs } = await whenFull(bench);
    values.push(fullMs - (pressedMs ?? Number.NaN));
  }
  return {
    name: `${MANY}: the panel opens`,
    unit: 'ms',
    values,
    goal: { of: 'p95', atMost: 200 },
  };
}

/** What the window uses while two of the fifty write long answers. */
async function atWork({ world, fleet, server, bench }: Scene, bare: IdleBare): Promise<Figure[]> {
  const pid = extensionHostPid(server.pid);
  const figures: Figure[] = [];
  for (const [what, container] of [
    ['in sight', 'Codex Master'],
    ['hidden', 'Explorer'],
  ] as const) {
    await bench.openContainer(container);
    await delay(SETTLE_MS);
    for (const id of ['a', 'b']) await write(world, fleet, id);
    await delay(SETTLE_MS / 5);
    const share = await coreShare(pid, IDLE_MS);
    figures.push({
      name: `${MANY}, two at work: extension host, panel ${what}, above a bare one`,
      unit: '% of a core',
      values: [share - bare.share],
      ...(what === 'hidden' ? { goal: { of: 'p50', atMost: 1 } as const } : {}),
    });
    for (const id of ['a', 'b']) await fleet.interrupt(id, { force: false }, HOLDER);
  }
  return figures;
}

async function write(world: DemoWorld, fleet: Fleet, id: string): Promise<void> {
  const text = 'I think about the cart and write it down. '.repeat(40);
  const script = scriptLine([{ do: 'streamSlowly', text, chunks: 300, delayMs: 100 }]);
  const { ok, value } = await agentSend
    .bind(['a', 'b'])
    .call(contextOf(fleet, world), { agent: id, text: script });
  if (!ok) throw new Error(JSON.stringify(value));
}

/** A window that is loaded anew, with the panel in sight, until all its rows stand there. */
async function reloads({ server, bench }: Scene): Promise<Figure[]> {
  const fromPage: number[] = [];
  const fromActivation: number[] = [];
  const untilCurrent: number[] = [];
  await bench.openContainer('Codex Master');
  for (let run = 0; run < RELOADS; run += 1) {
    await delay(SETTLE_MS);
    const startedMs = Date.now();
    await bench.page.reload();
    const { fullMs, currentMs } = await whenFull(bench);
    const activeMs = await activatedMs(server);
    fromPage.push(fullMs - startedMs);
    fromActivation.push(fullMs - activeMs);
    untilCurrent.push(currentMs - activeMs);
  }
  return [
    { name: `${MANY}: reload of the window → full trees`, unit: 'ms', values: fromPage },
    {
      name: `${MANY}: reload, our activation → full trees`,
      unit: 'ms',
      values: fromActivation,
      goal: { of: 'p95', atMost: 1000 },
    },
    { name: `${MANY}: reload, our activation → everybody's state of now`, unit: 'ms', values: untilCurrent },
  ];
}

/** When the newest extension host began to activate the extension, as its log says. */
async function activatedMs(server: VsCodeServer): Promise<number> {
  const logs = path.join(path.dirname(server.logFile), 'data/logs');
  const files = globSync('*/exthost*/remoteexthost.log', { cwd: logs });
  const texts = await Promise.all(files.map(async (file) => readFile(path.join(logs, file), 'utf8')));
  const begun = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => /^(\S+ \S+) \[info\] .*_doActivateExtension codex-master\.codex-master,/.exec(line)?.[1])
    .filter((stamp) => stamp !== undefined);
  return Math.max(...begun.map((stamp) => Date.parse(`${stamp.replace(' ', 'T')}Z`)));
}
