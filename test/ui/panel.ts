import path from 'node:path';
import type { Browser } from 'playwright-core';
import { leftovers, processesWith } from '../demo/leftovers.ts';
import { openDemoWindow } from '../demo/window.ts';
import type { DemoWindowOptions } from '../demo/window.ts';
import { createDemoWorld } from '../demo/world.ts';
import type { DemoWorld } from '../demo/world.ts';
import { startBrowser } from '../host/browser.ts';
import { checkout } from '../host/paths.ts';
import { scriptLine } from '../model/index.ts';
import type { StepInput } from '../model/index.ts';
import { eventually, Workbench } from './driver.ts';
import type { Tree } from './driver.ts';

export interface PanelOptions extends DemoWindowOptions {
  readonly size?: { readonly width: number; readonly height: number };
  /** Changes the world before the window opens. */
  readonly prepare?: (world: DemoWorld) => void | Promise<void>;
  /** Takes the place of the world's environment for VS Code. */
  readonly env?: (world: DemoWorld) => NodeJS.ProcessEnv;
  /** Names of the views; the English ones unless told. */
  readonly views?: { readonly agents: string; readonly inbox: string };
}

/** For the environment of a person who never had a fleet: there is none but in the usual places of her home. */
export const NO_FLEET_YET = {
  XDG_CONFIG_HOME: undefined,
  CODEX_MASTER_FLEET: undefined,
  CODEX_MASTER_MCP_STATE: undefined,
} as const;

/** A world of its own with the panel open in a VS Code of its own. */
export interface Panel {
  readonly world: DemoWorld;
  readonly bench: Workbench;
  readonly agents: Tree;
  readonly inbox: Tree;
  /** Starts both Agentinnen and waits until they are idle. */
  readonly startAll: () => Promise<void>;
  /** Sends a message that scripts the model, as a person does: through the row's context menu. */
  readonly send: (agent: string, steps: readonly StepInput[]) => Promise<void>;
  /** The same with words: the model knows a few wishes. */
  readonly ask: (agent: string, wish: string) => Promise<void>;
  /** Opens another window on the same folder, of the same VS Code, with the panel in it. */
  readonly openWindow: () => Promise<Workbench>;
  /** Ends everything and makes sure that nothing is left. */
  readonly dispose: () => Promise<void>;
}

/** Opens the panel; `name` keeps the worlds of different test files apart. */
export async function openPanel(name: string, options: PanelOptions = {}): Promise<Panel> {
  const world = await createDemoWorld({ root: path.join(checkout, '.test-homes', `ui-${name}`) });
  const closing: (() => Promise<void>)[] = [() => world.dispose()];
  const dispose = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
    await nothingIsLeft(world);
  };
  try {
    await options.prepare?.(world);
    const server = await openDemoWindow({ ...world, env: options.env?.(world) ?? world.env }, options);
    closing.push(() => server.dispose());
    const browser: Browser = await startBrowser();
    closing.push(() => browser.close());
    const openWindow = async (): Promise<Workbench> => {
      const bench = await Workbench.open(browser, server, options.size === undefined ? {} : options);
      await bench.openContainer('Codex Master');
      return bench;
    };
    return { ...drive(world, await openWindow(), options), openWindow, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function drive(
  world: DemoWorld,
  bench: Workbench,
  options: PanelOptions,
): Omit<Panel, 'dispose' | 'openWindow'> {
  const agents = bench.tree(options.views?.agents ?? 'Agentinnen');
  const inbox = bench.tree(options.views?.inbox ?? 'Inbox');
  const startAll = async (): Promise<void> => {
    await agents.waitFor(/Mila · stopped\nNora · stopped/);
    await bench.runCommand('Codex Master: Start All Agentinnen');
    await agents.waitFor(/Mila · idle[^]*Nora · idle/);
  };
  const ask = async (agent: string, wish: string): Promise<void> => {
    const isAsked = async (): Promise<boolean> => {
      await agents.contextAction(agent, 'Send Message…');
      const heading = async (): Promise<string> => bench.quickInput.heading();
      const isOne = (text: string): boolean => text.includes('Message to');
      const shown = await eventually('an input box', heading, isOne, 15_000).catch(() => '');
      if (shown.includes(agent)) return true;
      // Rows change places with their states: another one came under the mouse, or this one went.
      await bench.page.keyboard.press('Escape');
      return false;
    };
    await eventually(`a message to ${agent}`, isAsked, (asked) => asked);
    await bench.quickInput.type(wish);
    await bench.quickInput.accept();
  };
  const send = async (agent: string, steps: readonly StepInput[]): Promise<void> =>
    ask(agent, scriptLine(steps));
  return { world, bench, agents, inbox, startAll, send, ask };
}

async function nothingIsLeft(world: DemoWorld): Promise<void> {
  await eventually(
    'an end of all processes',
    // A fleet that the world's file does not name is found by the place of its sockets.
    async () => [...leftovers(world), ...processesWith(`XDG_RUNTIME_DIR=${world.runtimeDir}`)],
    (left) => left.length === 0,
  );
}
