import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { DemoWorld } from '../demo/world.ts';
import type { VsCodeServer } from '../host/server.ts';
import { startVsCodeServer } from '../host/server.ts';
import { settingsForTests } from '../host/settings.ts';
import type { Workbench } from '../ui/driver.ts';
import { CONTROL_CONTAINER, CONTROL_ID, writeControlExtension } from './controlExtension.ts';
import type { Figure } from './figures.ts';
import { whenFull } from './panelProbe.ts';
import { inPanel, openTrees } from './panelScene.ts';
import type { Scene } from './panelScene.ts';
import { AGENTS, ASSIGNMENTS } from './panelWorld.ts';

const RELOADS = 8;
const SETTLE_MS = 5000;
/** One an hour: so many of the assignments are of today. */
const MOST_OF_TODAY = 24;
const OURS_ID = 'codex-master.codex-master';

/** A window with trees, and how its extension is called in the logs. */
interface Window {
  readonly server: VsCodeServer;
  readonly bench: Workbench;
  readonly extensionId: string;
}

interface Reload {
  /** From the navigation on. */
  readonly wholeMs: number;
  /** From the extension's activation on. */
  readonly fullMs: number;
  readonly currentMs: number;
}

/** The reloads alone, which are else measured after the rest of the panel. */
export async function reloadAlone(browser: Browser): Promise<Figure[]> {
  return inPanel(browser, reloads);
}

/**
 * A window that is loaded anew, with the panel in sight, until all its rows stand there; in turn with one that has as many
 * rows of the least extension there can be, in the same browser: that one's share is VS Code's own.
 */
export async function reloads({ world, browser, server, bench }: Scene): Promise<Figure[]> {
  await bench.openContainer('Codex Master');
  const ours: Window = { server, bench, extensionId: OURS_ID };
  const control = await openControl(world, browser);
  const seen = { ours: [] as Reload[], control: [] as Reload[] };
  try {
    for (let run = 0; run < RELOADS; run += 1) {
      seen.control.push(await reload(control));
      seen.ours.push(await reload(ours));
    }
  } finally {
    await control.bench.close();
    await control.server.dispose();
  }
  return figuresOf(seen);
}

function figuresOf({ ours, control }: Readonly<Record<'ours' | 'control', readonly Reload[]>>): Figure[] {
  const figure = (
    name: string,
    values: readonly number[],
    more: Pick<Figure, 'goal' | 'bare'> = {},
  ): Figure => ({
    name: `${AGENTS} Agentinnen, ${ASSIGNMENTS} assignments: ${name}`,
    unit: 'ms',
    values,
    ...more,
  });
  const beside = (of: keyof Reload) => ({
    bare: { name: 'static trees', values: control.map((one) => one[of]) },
  });
  const above = (of: keyof Reload): number[] => ours.map((one, at) => one[of] - (control[at]?.[of] ?? 0));
  const all = (of: keyof Reload): number[] => ours.map((one) => one[of]);
  const goal = { of: 'p95', atMost: 1000 } as const;
  return [
    figure('reload of the window → full trees', all('wholeMs'), beside('wholeMs')),
    figure('reload of the window → full trees, above static trees', above('wholeMs')),
    figure('reload, our activation → full trees', all('fullMs'), { goal, ...beside('fullMs') }),
    figure('reload, our activation → full trees, above static trees', above('fullMs')),
    figure("reload, our activation → everybody's state of now", all('currentMs'), beside('currentMs')),
  ];
}

async function openControl(world: DemoWorld, browser: Browser): Promise<Window> {
  const rows = { agents: AGENTS, assignments: MOST_OF_TODAY };
  const server = await startVsCodeServer({
    serverDataDir: path.join(world.root, 'vscode-control'),
    settings: settingsForTests(),
    workspace: world.workspace,
    extensions: [await writeControlExtension(path.join(world.root, 'control'), rows)],
    env: world.env,
  });
  return { server, bench: await openTrees(browser, server, CONTROL_CONTAINER), extensionId: CONTROL_ID };
}

async function reload({ server, bench, extensionId }: Window): Promise<Reload> {
  await delay(SETTLE_MS);
  const startedMs = Date.now();
  await bench.page.reload();
  const { fullMs, currentMs } = await whenFull(bench);
  const activeMs = await activatedMs(server, extensionId);
  return { wholeMs: fullMs - startedMs, fullMs: fullMs - activeMs, currentMs: currentMs - activeMs };
}

/** When the newest extension host began to activate the extension, as its log says. */
async function activatedMs(server: VsCodeServer, extensionId: string): Promise<number> {
  const logs = path.join(path.dirname(server.logFile), 'data/logs');
  const files = globSync('*/exthost*/remoteexthost.log', { cwd: logs });
  const texts = await Promise.all(files.map(async (file) => readFile(path.join(logs, file), 'utf8')));
  const begun = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => /^(\S+ \S+) \[info\] .*_doActivateExtension ([^,]+),/.exec(line))
    .filter((found) => found?.[2] === extensionId)
    .map((found) => Date.parse(`${found?.[1]?.replace(' ', 'T') ?? ''}Z`));
  return Math.max(...begun);
}
