import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Fleet } from '../../src/core/fleetApi.ts';
import type { DemoWorld } from '../demo/world.ts';
import { startVsCodeServer } from '../host/server.ts';
import type { VsCodeServer } from '../host/server.ts';
import { settingsForTests } from '../host/settings.ts';
import { checkout } from '../host/paths.ts';
import { eventually, Workbench } from '../ui/driver.ts';
import { installProbe, takeSeen } from './domProbe.ts';
import type { Figure } from './figures.ts';
import { eventFigures, observe } from './fleetPart.ts';
import type { ObservedTurn } from './latency.ts';
import { coreShare, extensionHostPid, IDLE_MS, memoryMb } from './proc.ts';
import type { Rung, TmuxCount } from './world.ts';

/** What a window needs to come to rest after it opened. */
const SETTLE_MS = 15_000;

/** A small extension of VS Code's own that is activated when ours is. */
const OTHER = 'Merge Conflict';

/** VS Code on the world's repository with the extension installed, or bare. */
export async function openServer(
  world: DemoWorld,
  env: NodeJS.ProcessEnv,
  extension: boolean,
): Promise<VsCodeServer> {
  return startVsCodeServer({
    serverDataDir: path.join(world.root, extension ? 'vscode' : 'vscode-bare'),
    settings: settingsForTests(),
    workspace: world.workspace,
    extensions: extension ? [checkout] : [],
    env,
  });
}

/** A window that shows both Agentinnen at rest. */
export async function openPanel(browser: Browser, server: VsCodeServer): Promise<Workbench> {
  const bench = await Workbench.open(browser, server);
  await bench.openContainer('Codex Master');
  await bench
    .tree('Agentinnen')
    .waitFor(/Mila · (idle|done)[^]*Nora · (idle|done)|Nora · (idle|done)[^]*Mila · (idle|done)/);
  return bench;
}

/** Codex' event until the Agentin's row in the window reads differently. */
export async function windowEvents(
  world: DemoWorld,
  fleet: Fleet,
  bench: Workbench,
  options: { readonly rung: Rung; readonly turns: number },
): Promise<Figure[]> {
  const agent = await observe(world, fleet, options.rung);
  const observed: ObservedTurn[] = [];
  await installProbe(bench);
  try {
    for (let turn = 0; turn < options.turns; turn += 1) {
      await delay(700);
      await takeSeen(bench);
      const said = await agent.turn();
      await delay(700);
      observed.push({ said, seen: await takeSeen(bench) });
    }
  } finally {
    agent.dispose();
  }
  return eventFigures(options.rung, 'the row in the window', observed);
}

/** VS Code's own figure, in a window that is opened again and again, beside another extension's. */
export async function activation(bench: Workbench, runs: number): Promise<Figure> {
  const values: number[] = [];
  const bare: number[] = [];
  // VS Code draws only the rows in sight, the slowest extension first.
  await bench.page.setViewportSize({ width: 1400, height: 4000 });
  for (let run = 0; run < runs; run += 1) {
    if (run > 0) await bench.page.reload();
    await bench.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    // Else the palette that we open to look is part of what we see.
    await delay(SETTLE_MS / 5);
    await bench.runCommand('Developer: Show Running Extensions');
    values.push(await activationMs(bench, 'Codex Master'));
    bare.push(await activationMs(bench, OTHER));
  }
  const goal = { of: 'p50', atMost: 50 } as const;
  return { name: 'activation', unit: 'ms', values, goal, bare: { name: OTHER, values: bare } };
}

async function activationMs(bench: Workbench, name: string): Promise<number> {
  const row = bench.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: name });
  const text = await eventually(
    `the activation time of ${name}`,
    async () => ((await row.count()) === 0 ? '' : row.locator('.activation-time').innerText()),
    (shown) => /\d+ms/.test(shown),
  );
  return Number(/(\d+)ms/.exec(text)?.[1]);
}

/** What the extension host uses while nothing happens, with the panel in sight and out of it, beside a bare one. */
export async function idle(
  server: VsCodeServer,
  bench: Workbench,
  tmux: TmuxCount,
  bare: IdleBare,
): Promise<Figure[]> {
  const goal = { of: 'p50', atMost: 1 } as const;
  const figures: Figure[] = [
    { name: 'bare extension host at idle', unit: '% of a core', values: [bare.share] },
  ];
  const pid = extensionHostPid(server.pid);
  for (const [what, container] of [
    ['in sight', 'Codex Master'],
    ['hidden', 'Explorer'],
  ] as const) {
    await bench.openContainer(container);
    await delay(SETTLE_MS);
    const before = tmux.starts();
    const share = await coreShare(pid, IDLE_MS);
    figures.push({
      name: `extension host at idle, panel ${what}, above a bare one`,
      unit: '% of a core',
      values: [share - bare.share],
      goal,
    });
    const starts = tmux.starts() - before;
    figures.push({
      name: `tmux in ${IDLE_MS / 1000} s at idle, panel ${what}`,
      unit: 'processes',
      values: [starts],
    });
  }
  const memory = { name: 'without the extension', values: [bare.memoryMb] };
  return [
    ...figures,
    { name: 'memory of the extension host', unit: 'MB', values: [memoryMb(pid)], bare: memory },
  ];
}

export interface IdleBare {
  readonly share: number;
  readonly memoryMb: number;
}

/** The same window without the extension. */
export async function idleBare(world: DemoWorld, browser: Browser): Promise<IdleBare> {
  const server = await openServer(world, world.env, false);
  try {
    const bench = await Workbench.open(browser, server);
    await delay(SETTLE_MS);
    const pid = extensionHostPid(server.pid);
    const measured = { share: await coreShare(pid, IDLE_MS), memoryMb: memoryMb(pid) };
    await bench.close();
    return measured;
  } finally {
    await server.dispose();
  }
}
