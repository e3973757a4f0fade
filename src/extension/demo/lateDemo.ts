import path from 'node:path';
import { env } from 'vscode';
import type { ExtensionContext } from 'vscode';
import type { DemoWorld } from '../../adapters/demo/index.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { findOnPath } from '../setup/requirements.ts';
import { nodeForPrograms } from '../setup/lateSetup.ts';

const KEEP_ALIVE_MS = 5 * 60_000;
const MEMORY = 'codexMaster.demo';

/** The demo fleet as this window has it: whether it shows it, which it remembers, and its world, loaded when it does. */
export class LateDemo {
  readonly #context: ExtensionContext;
  #world: Promise<DemoWorld> | undefined;

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  /** Did this window show the demo when it was last open? */
  get isRemembered(): boolean {
    return this.#context.workspaceState.get<unknown>(MEMORY) === true;
  }

  async remember(isDemo: boolean): Promise<void> {
    await this.#context.workspaceState.update(MEMORY, isDemo ? true : undefined);
  }

  readonly place: FleetPlace = {
    kind: 'demo',
    environment: async () => (await this.#loaded()).open(),
  };

  /** Is it on, in whichever window? */
  async isOn(): Promise<boolean> {
    return (await this.#loaded()).isOn();
  }

  /** Where its sample repository lies. */
  async repository(): Promise<string> {
    return (await this.#loaded()).places.repository;
  }

  /** Lets the Agentinnen begin, unless another window is doing so. */
  async begin(service: FleetService): Promise<void> {
    const { beginDemo } = await import('../loading/lateParts.ts');
    await beginDemo(service, await (await this.#loaded()).takeTurn());
  }

  async tellLeftElsewhere(): Promise<void> {
    const { tellLeftElsewhere } = await import('../loading/lateParts.ts');
    tellLeftElsewhere();
  }

  async end(): Promise<void> {
    await (await this.#loaded()).end();
  }

  /** Keeps the model alive while the window shows the demo, and calls when another window ended it. */
  follow(onEnded: () => void): Disposable {
    // Whoever needs the demo's world or its model next is told why there is none.
    const keepAlive = async (): Promise<void> => (await this.#loaded()).keepAlive();
    const timer = setInterval(() => void keepAlive().catch(() => {}), KEEP_ALIVE_MS);
    let isOver = false;
    let watching: Disposable | undefined;
    const watch = async (): Promise<void> => {
      const world = await this.#loaded();
      if (!isOver) watching = world.onEnded(onEnded);
    };
    watch().catch(() => {});
    return {
      dispose: () => {
        isOver = true;
        clearInterval(timer);
        watching?.dispose();
      },
    };
  }

  async #loaded(): Promise<DemoWorld> {
    this.#world ??= this.#load();
    return this.#world;
  }

  async #load(): Promise<DemoWorld> {
    const { DemoWorld, localRunner } = await import('../loading/lateParts.ts');
    const { globalStorageUri, extensionPath } = this.#context;
    return new DemoWorld({
      root: path.join(globalStorageUri.fsPath, 'demo'),
      env: process.env,
      runner: localRunner,
      program: async () => {
        const { command, env: variables } = await nodeForPrograms(findOnPath(process.env['PATH']));
        const script = path.join(extensionPath, 'dist', 'model.js');
        const language = env.language.startsWith('de') ? 'de' : 'en';
        return { command, script, env: { ...variables }, language };
      },
    });
  }
}
