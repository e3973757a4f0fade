import type { ExtensionContext } from 'vscode';
import type { ExtensionApi } from './api.ts';
import { registerCommands } from './commands.ts';
import type { DemoDoor } from './demo/demoCommands.ts';
import { LateDemo } from './demo/lateDemo.ts';
import { OWN_FLEET } from './fleet/fleetPlace.ts';
import type { FleetPlace } from './fleet/fleetPlace.ts';
import { registerMcpProvider } from './setup/mcpProvider.ts';
import { createServices } from './services.ts';
import type { Services } from './services.ts';
import { withTrust } from './trust.ts';
import type { TrustManifest } from './trust.ts';
import { DisposableStore, MutableDisposable } from '../core/lifecycle.ts';
import type { Disposable } from '../core/lifecycle.ts';

/**
 * The panel of one window. It shows one fleet at a time; to show another, everything is ended and made anew, so that nothing
 * is mixed.
 */
export class PanelWindow implements Disposable {
  readonly #context: ExtensionContext;
  readonly #demo: LateDemo;
  readonly #current = new MutableDisposable<DisposableStore>();
  #services: Services;
  #isDisposed = false;

  constructor(context: ExtensionContext) {
    this.#context = context;
    this.#demo = new LateDemo(context);
    this.#services = this.#show(this.#demo.isRemembered ? this.#demo.place : OWN_FLEET);
    this.#services.errors.watch(this.#run());
  }

  get api(): ExtensionApi {
    const services = (): Services => this.#services;
    return {
      fleet: async () => services().api.fleet(),
      get agents() {
        return services().api.agents;
      },
      get inbox() {
        return services().api.inbox;
      },
      get assignments() {
        return services().api.assignments;
      },
      get health() {
        return services().api.health;
      },
      get worktrees() {
        return services().api.worktrees;
      },
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#current.dispose();
  }

  /** Another window may have ended the demo that this one remembers. */
  async #run(): Promise<void> {
    if (this.#services.place.kind === 'demo' && !(await this.#demo.isOn())) await this.#leftElsewhere();
    else await this.#services.run();
  }

  #show(place: FleetPlace): Services {
    // What was there ends first: views and commands have their names once.
    this.#current.value = undefined;
    const store = new DisposableStore();
    const services = createServices(this.#context, place, this.#door);
    store.add(services);
    const handlers = withTrust(services.handlers, this.#context.extension.packageJSON as TrustManifest);
    const onError = async (_name: unknown, error: unknown): Promise<void> => services.errors.show(error);
    for (const handle of registerCommands(handlers, onError)) store.add(handle);
    // VS Code asks as soon as the window opens; who answers loads what rows do without, and starts a program.
    const command = async () => services.rows.shown.then(services.setup.masterjet);
    for (const handle of registerMcpProvider(command, services.version)) store.add(handle);
    if (place.kind === 'demo')
      store.add(this.#demo.follow(() => services.errors.watch(this.#leftElsewhere())));
    this.#current.value = store;
    return services;
  }

  readonly #door: DemoDoor = {
    enter: async () => {
      // Whatever is in the way is in the way of the demo alone: the own fleet is still there.
      await this.#demo.place.environment();
      await this.#demo.remember(true);
      if (this.#isDisposed) return;
      this.#services = this.#show(this.#demo.place);
      await this.#services.run();
      const { errors, service } = this.#services;
      const begun = this.#demo.begin(service);
      // What goes wrong is told beside the making, which is over whenever that is read.
      errors.watch(begun);
      await begun.catch(() => {});
    },
    leave: async () => {
      // The windows' connections go before what they are connected to.
      await this.#showOwn();
      await this.#demo.end();
    },
    repository: async () => this.#demo.repository(),
  };

  async #leftElsewhere(): Promise<void> {
    await this.#showOwn();
    await this.#demo.tellLeftElsewhere();
  }

  async #showOwn(): Promise<void> {
    await this.#demo.remember(false);
    if (this.#isDisposed || this.#services.place.kind === 'own') return;
    this.#services = this.#show(OWN_FLEET);
    await this.#services.run();
  }
}
