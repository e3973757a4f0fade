import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { ContextKeys } from '../contextKeys.ts';
import type { FleetService } from '../fleetService.ts';
import type { InboxExtras } from './inboxExtras.ts';
import { Notifications } from './notifications.ts';
import { FleetStatusBar } from './statusBar.ts';
import { isRunning } from '../views/agentRows.ts';
import { countNeedsMe } from '../views/inboxRows.ts';
import type { Views } from '../views/views.ts';

export interface SurroundingsOptions {
  readonly service: FleetService;
  readonly views: Views;
  readonly extras: InboxExtras;
  /** Tells the person outside of the window. */
  readonly alert: (title: string, text: string) => void;
}

/** Keeps everything that shows the fleet (trees, badge, status bar, notifications, context keys) up to date. */
export class Surroundings implements Disposable {
  readonly #service: FleetService;
  readonly #views: Views;
  readonly #extras: InboxExtras;
  readonly #keys = new ContextKeys();
  readonly #store = new DisposableStore();
  readonly #statusBar: FleetStatusBar;
  readonly #notifications: Notifications;

  constructor({ service, views, extras, alert }: SurroundingsOptions) {
    this.#service = service;
    this.#views = views;
    this.#extras = extras;
    this.#statusBar = this.#store.add(new FleetStatusBar());
    this.#notifications = this.#store.add(new Notifications(() => service.snapshots(), alert));
  }

  /** Shows what is known now and everything that comes. */
  follow(): void {
    this.#store.add(this.#service.onDidChangeAgent(() => this.#update()));
    this.#store.add(this.#service.onDidChangeFleet(() => this.#update()));
    this.#store.add(this.#extras.onDidChange(() => this.#update()));
    this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const snapshots = this.#service.snapshots();
    // The trees first: they are what a person waits for.
    this.#views.update();
    const needs = countNeedsMe(snapshots, this.#extras);
    this.#statusBar.update(snapshots, needs);
    this.#keys.set('codexMaster.fleet', this.#service.phase);
    this.#keys.set('codexMaster.running', snapshots.some(isRunning));
    this.#keys.set('codexMaster.needsMe', needs > 0);
    this.#notifications.consider();
  }
}
