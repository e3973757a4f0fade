import { DisposableStore } from '../core/lifecycle.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { ContextKeys } from './contextKeys.ts';
import type { FleetService } from './fleetService.ts';
import { Notifications } from './notifications.ts';
import { FleetStatusBar } from './statusBar.ts';
import { isRunning } from './views/agentRows.ts';
import { countNeedsMe } from './views/inboxRows.ts';
import type { Views } from './views/views.ts';

/** Keeps everything that shows the fleet (trees, badge, status bar, notifications, context keys) up to date. */
export class Surroundings implements Disposable {
  readonly #service: FleetService;
  readonly #views: Views;
  readonly #keys = new ContextKeys();
  readonly #store = new DisposableStore();
  readonly #statusBar: FleetStatusBar;
  readonly #notifications: Notifications;

  constructor(service: FleetService, views: Views) {
    this.#service = service;
    this.#views = views;
    this.#statusBar = this.#store.add(new FleetStatusBar());
    this.#notifications = this.#store.add(new Notifications(() => service.snapshots()));
  }

  /** Shows what is known now and everything that comes. */
  follow(): void {
    this.#store.add(this.#service.onDidChangeAgent(() => this.#update()));
    this.#store.add(this.#service.onDidChangeFleet(() => this.#update()));
    this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const snapshots = this.#service.snapshots();
    // The trees first: they are what a person waits for.
    this.#views.update();
    this.#statusBar.update(snapshots);
    this.#keys.set('codexMaster.fleet', this.#service.phase);
    this.#keys.set('codexMaster.running', snapshots.some(isRunning));
    this.#keys.set('codexMaster.needsMe', countNeedsMe(snapshots) > 0);
    this.#notifications.consider();
  }
}
