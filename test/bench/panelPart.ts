import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { agentSend } from '../../src/operations/agents/work.ts';
import type { Fleet } from '../../src/core/fleetApi.ts';
import type { DemoWorld } from '../demo/world.ts';
import { scriptLine } from '../model/index.ts';
import { eventually, Workbench } from '../ui/driver.ts';
import { installProbe, takeSeen } from './domProbe.ts';
import type { Figure, Goal } from './figures.ts';
import { latencies, placeLatencies, type ObservedTurn, type Sighting } from './latency.ts';
import { needs } from './needPart.ts';
import { observeAppServer, type ObservedAgent } from './observedAgent.ts';
import { forgetFull, takeDrawn, whenFull } from './panelProbe.ts';
import { inPanel } from './panelScene.ts';
import type { Scene } from './panelScene.ts';
import { AGENTS, ASSIGNMENTS } from './panelWorld.ts';
import { extensionHostPid, IDLE_MS, sharesBeside } from './proc.ts';
import { reloads } from './reloadPart.ts';
import { activation, openServer } from './windowPart.ts';
import { contextOf, HOLDER } from './world.ts';

const OPENINGS = 20;
const ACTIVATIONS = 5;
const SETTLE_MS = 5000;
/** A window without the extension comes to rest. */
const BARE_SETTLE_MS = 15_000;
const SAMPLES = 6;
const CHUNK_MS = 100;
const MANY = `${AGENTS} Agentinnen, ${ASSIGNMENTS} assignments`;

interface Watching extends Scene {
  readonly turns: number;
}

/** What a person notices of the panel with as much in it as one may ever have: a real window, two real Codexes. */
export async function panel(browser: Browser, turns: number): Promise<Figure[]> {
  return inPanel(browser, async (scene) => [
    ...(await changes({ ...scene, turns })),
    ...(await needs(scene, turns)),
    await opening(scene.bench),
    ...(await beside(scene)),
    ...(await reloads(scene)),
    await activation(scene.bench, ACTIVATIONS),
  ]);
}

/**
 * Whose turns are watched: the first keeps her place, the second goes above her at work, and VS Code draws every row. Her state
 * is to be read as soon as the first one's; she may take her place when VS Code draws the tree again, 200 ms later.
 */
export const WATCHED = [
  { id: 'a', name: 'Mila', what: '' },
  { id: 'b', name: 'Nora', what: ' that moves her row' },
] as const;

/** Until a row that moves stands where it belongs. */
export const PLACE_GOAL = { of: 'p95', atMost: 400 } as const;

/** Codex' event until the row in the window reads differently, and how many rows were drawn for it. */
async function changes({ world, fleet, bench, turns }: Watching): Promise<Figure[]> {
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
  const figure = (name: string, values: readonly number[], until: Goal = goal): Figure => ({
    name: `${MANY}: ${name}`,
    unit: 'ms',
    values,
    goal: until,
  });
  const placed = (name: string, phase: Sighting['phase']): Figure =>
    figure(`a turn's ${name}${what} → the row at its place`, placeLatencies(observed, phase), PLACE_GOAL);
  return [
    figure(`a turn's begin${what} → the row in the window`, latencies(observed, 'working')),
    figure(`a turn's end${what} → the row in the window`, latencies(observed, 'resting')),
    ...(what === '' ? [] : [placed('begin', 'working'), placed('end', 'resting')]),
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
  seen.push(...(await takeSeen(bench)));
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
