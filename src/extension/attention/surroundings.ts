import { extensions } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { ContextKeys } from '../contextKeys.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { Pace } from '../pace.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { isAnybodyUp, isUnlooked } from '../views/agents/checking.ts';
import type { LastSeen } from '../views/agents/checking.ts';
import { countNeedsMe } from '../views/inbox/inboxRows.ts';
import type { Views } from '../views/views.ts';
import type { InboxExtras } from './inboxExtras.ts';
import { Notifications } from './notifications.ts';
import type { NotificationsOptions } from './notifications.ts';
import type { Notices } from '../fleet/notices.ts';
import { FleetStatusBar } from './statusBar.ts';

export interface SurroundingsOptions {
  readonly service: FleetService;
  readonly views: Views;
  readonly extras: InboxExtras;
  readonly notices: Pick<Notices, 'isNewcomer' | 'onDidChange'>;
  readonly lastSeen: LastSeen;
  /** How a person is told what needs them. */
  readonly telling: Pick<NotificationsOptions, 'tell' | 'alert' | 'now'>;
}

/** What happens within one frame of the screen is shown together: fifty Agentinnen that are looked at are hundreds of changes. */
const FRAME_MS = 16;

/** Runs the file in front by Ctrl+Alt+N. Its people keep that; Ctrl+K J leads to what needs them from there, too. */
const CODE_RUNNER = 'formulahendry.code-runner';

/** Keeps everything that shows the fleet (trees, badge, status bar, notifications, context keys) up to date. */
export class Surroundings implements Disposable {
  readonly #service: FleetService;
  readonly #views: Views;
  readonly #extras: InboxExtras;
  readonly #notices: SurroundingsOptions['notices'];
  readonly #lastSeen: LastSeen;
  readonly #keys = new ContextKeys();
  readonly #store = new DisposableStore();
  readonly #statusBar: FleetStatusBar;
  readonly #notifications: Notifications;
  readonly #pace = this.#store.add(new Pace(() => this.#update(), FRAME_MS));

  constructor({ service, views, extras, notices, lastSeen, telling }: SurroundingsOptions) {
    this.#lastSeen = lastSeen;
    this.#notices = notices;
    this.#service = service;
    this.#views = views;
    this.#extras = extras;
    this.#statusBar = this.#store.add(new FleetStatusBar(telling.now));
    this.#notifications = this.#store.add(
      new Notifications({ ...telling, snapshots: () => service.snapshots() }),
    );
  }

  /** Shows what is known now and everything that comes. */
  follow(): void {
    for (const event of [
      this.#service.onDidChangeAgent,
      this.#service.onDidChangeFleet,
      this.#extras.onDidChange,
      this.#notices.onDidChange,
    ])
      this.#store.add(event(() => this.#pace.ask()));
    this.#store.add(extensions.onDidChange(() => this.#leaveKey()));
    this.#leaveKey();
    this.#pace.ask();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #leaveKey(): void {
    this.#keys.set('codexMaster.codeRunner', extensions.getExtension(CODE_RUNNER) !== undefined);
  }

  #update(): void {
    const { phase } = this.#service;
    const snapshots = this.#service.snapshots();
    // The trees first: they are what a person waits for.
    this.#views.update();
    const needs = countNeedsMe(snapshots, this.#extras);
    this.#statusBar.update(this.#notices.isNewcomer ? [] : snapshots, needs);
    this.#keys.set('codexMaster.fleet', phase);
    const known = phase === 'loading' ? null : snapshots;
    this.#keys.set('codexMaster.running', isAnybodyUp(known, isRunning, this.#lastSeen));
    // Who is loaded has been looked at by nobody: said from the start, it changes once.
    this.#keys.set('codexMaster.checking', known === null || known.some(isUnlooked));
    this.#keys.set('codexMaster.empty', phase === 'ready' && snapshots.length === 0);
    this.#keys.set('codexMaster.needsMe', needs > 0);
    this.#notifications.consider();
  }
}
