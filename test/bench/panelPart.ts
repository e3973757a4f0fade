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
import { extensionHostPid, IDLE_MS, sharesBeside } from './proc.ts';
import { activation, openServer } from './windowPart.ts';
import { contextOf, HOLDER, openFleet } from './world.ts';

const OPENINGS = 20;
const RELOADS = 8;
const ACTIVATIONS = 5;
/** VS Code shows only the rows that are in sight: as many as a person with a tall screen has. */
export const PANEL_SIZE = { width: 1400, height: 1200 };
const SETTLE_MS = 5000;
/** A window without the extension comes to rest. */
const BARE_SETTLE_MS = 15_000;
const SAMPLES = 6;
const CHUNK_MS = 100;
const MANY = `${AGENTS} Agentinnen, ${ASSIGNMENTS} assignments`;

interface Scene {
  readonly world: DemoWorld;
  readonly browser: Browser;
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
    const fleet = await openFleet(world);
    const server = await openServer(world, world.env, true);
    try {
      const bench = await Workbench.open(browser, server, { size: PANEL_SIZE });
      await installPanelProbe(bench);
      return await measure({ world, browser, fleet, server, bench, turns }).catch(async (error: unknown) => {
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

async function measure(scene: Scene): Promise<Figure[]> {
  await scene.bench.openContainer('Codex Master');
  // It is folded at first; what it holds is read while it is open.
  await scene.bench.page.locator('.pane-header', { hasText: 'Assignments' }).click();
  await whenFull(scene.bench);
  return [
    ...(await changes(scene)),
    await opening(scene.bench),
    ...(await beside(scene)),
    ...(await reloads(scene)),
    await activation(scene.bench, ACTIVATIONS),
  ];
}

/** Whose turns are watched: the first keeps her place, the second goes above her at work, and VS Code draws every row. */
export const WATCHED = [
  { id: 'a', name: 'Mila', what: '' },
  { id: 'b', name: 'Nora', what: ' that moves her row' },
] as const;

/** Codex' event until the row in the window reads differently, and how many rows were drawn for it. */
async function changes({ world, fleet, bench, turns }: Scene): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { id, name, what } of WATCHED) {
    const agent = await observeAppServer(world, (await fleet.status(id, HOLDER)).model.threadId ?? '', id);
    const observed: ObservedTurn[] = [];
    const drawn: number[] = [];
    await installProbe(bench, name);
    try {
      for (let turn = 0; turn < turns; turn += 1) observed.push(await oneTurn(bench, agent, drawn));
    } finally {
      agent.dispose();
    }
    figures.push(...changeFigures(observed, drawn, what));
  }
  return figures;
}

function changeFigures(observed: readonly ObservedTurn[], drawn: readonly number[], what: string): Figure[] {
  const goal = { of: 'p95', atMost: 100 } as const;
  const figure = (name: string, values: readonly number[]): Figure => ({
    name: `${MANY}: ${name}`,
    unit: 'ms',
    values,
    goal,
  });
  return [
    figure(`a turn's begin${what} → the row in the window`, latencies(observed, 'working')),
    figure(`a turn's end${what} → the row in the window`, latencies(observed, 'resting')),
    {
      name: `${MANY}: rows drawn for one turn of one${what}`,
      unit: 'rows',
      values: drawn,
      // VS Code has no way to move a row: who asks for another order is asked for all rows.
      ...(what === '' ? { goal: { of: 'p95', atMost: 1 } as const } : {}),
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

/** Did the row show a turn's begin and its end? */
export function isWhole(seen: readonly Sighting[]): boolean {
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

/**
 * What the extension host uses more than one without the extension does in the same seconds: whatever else goes on on this
 * machine falls on both alike.
 */
async function beside(scene: Scene): Promise<Figure[]> {
  const { world, browser, server } = scene;
  const bareServer = await openServer(world, world.env, false);
  try {
    const bareBench = await Workbench.open(browser, bareServer);
    await delay(BARE_SETTLE_MS);
    const pids = { ours: extensionHostPid(server.pid), bare: extensionHostPid(bareServer.pid) };
    const figures: Figure[] = [];
    for (const container of ['Codex Master', 'Explorer'])
      for (const areAtWork of [false, true])
        figures.push(await shareOf(scene, pids, { container, areAtWork }));
    await bareBench.close();
    return figures;
  } finally {
    await bareServer.dispose();
  }
}

async function shareOf(
  { world, fleet, bench }: Scene,
  pids: { readonly ours: number; readonly bare: number },
  when: { readonly container: string; readonly areAtWork: boolean },
): Promise<Figure> {
  await bench.openContainer(when.container);
  for (const id of when.areAtWork ? ['a', 'b'] : []) await write(world, fleet, id);
  await delay(SETTLE_MS);
  const samples = await sharesBeside(pids, SAMPLES, IDLE_MS);
  for (const id of when.areAtWork ? ['a', 'b'] : []) await fleet.interrupt(id, { force: false }, HOLDER);
  const isHidden = when.container === 'Explorer';
  return {
    name: `${MANY}, ${when.areAtWork ? 'two at work' : 'all at rest'}: extension host, panel ${isHidden ? 'hidden' : 'in sight'}, above a bare one beside it`,
    unit: '% of a core',
    values: samples.map(({ ours, bare }) => ours - bare),
    bare: { name: 'bare', values: samples.map(({ bare }) => bare) },
    ...(isHidden ? { goal: { of: 'p50', atMost: 1 } as const } : {}),
  };
}

async function write(world: DemoWorld, fleet: Fleet, id: string): Promise<void> {
  // For as long as is measured, and then some.
  const chunks = (SAMPLES * IDLE_MS + 2 * SETTLE_MS) / CHUNK_MS;
  const text = 'I think about the cart and write it down. '.repeat(chunks / 8);
  const script = scriptLine([{ do: 'streamSlowly', text, chunks, delayMs: CHUNK_MS }]);
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
