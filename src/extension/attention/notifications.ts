import { window } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { readSetting } from '../settings.ts';
import { isVague, needsOf } from './needs.ts';
import type { Need } from './needs.ts';

const GATHER_MS = 300;
/** After one notification the next waits for so long: what comes meanwhile becomes one. VS Code takes none back. */
const CALM_MS = 2000;
/** That she waits is known a moment before what for; only where that never comes the waiting itself is told. */
const AWAIT_ITEM_MS = 3000;

export interface NotificationsOptions {
  readonly snapshots: () => readonly AgentSnapshot[];
  /** Tells it in the window. */
  readonly tell: (needs: readonly Need[]) => void;
  /** Tells it outside of the window. */
  readonly alert: (needs: readonly Need[]) => void;
  readonly now: () => number;
}

/** Tells a person, once for each, what needs them; several at a time become one. Silent where the setting says so. */
export class Notifications implements Disposable {
  readonly #told = new Set<string>();
  /** Since when somebody waits without that it is known what for. */
  readonly #vague = new Map<string, number>();
  readonly #options: NotificationsOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lateTimer: ReturnType<typeof setTimeout> | undefined;
  #lateAtMs = Number.POSITIVE_INFINITY;
  #calmUntilMs = 0;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** To be called after every change; looks a moment later, so that what comes together is told together. */
  consider(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, GATHER_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#lateTimer);
  }

  #tell(): void {
    const { snapshots, tell, alert, now } = this.#options;
    const all = snapshots().flatMap(needsOf);
    const needs = all.filter((need) => !this.#isYetToBeKnown(need));
    this.#forgetVague(all);
    const fresh = needs.filter((need) => !this.#told.has(need.id));
    const calmMs = this.#calmUntilMs - now();
    // What is over is forgotten, so that the same Agentin can be lost twice.
    const told = calmMs > 0 ? needs.filter((need) => this.#told.has(need.id)) : needs;
    this.#told.clear();
    for (const need of told) this.#told.add(need.id);
    if (fresh.length === 0) return;
    if (calmMs > 0) {
      this.#lookAgainIn(calmMs);
      return;
    }
    this.#calmUntilMs = now() + CALM_MS;
    if (isAlertWanted()) alert(fresh);
    if (isWanted()) tell(fresh);
  }

  #isYetToBeKnown(need: Need): boolean {
    if (!isVague(need)) return false;
    const sinceMs = this.#vague.get(need.id) ?? this.#options.now();
    this.#vague.set(need.id, sinceMs);
    const leftMs = sinceMs + AWAIT_ITEM_MS - this.#options.now();
    if (leftMs <= 0) return false;
    this.#lookAgainIn(leftMs);
    return true;
  }

  #lookAgainIn(delayMs: number): void {
    const atMs = this.#options.now() + delayMs;
    if (atMs >= this.#lateAtMs) return;
    clearTimeout(this.#lateTimer);
    this.#lateAtMs = atMs;
    this.#lateTimer = setTimeout(() => {
      this.#lateAtMs = Number.POSITIVE_INFINITY;
      this.#tell();
    }, delayMs);
  }

  #forgetVague(needs: readonly Need[]): void {
    const ids = new Set(needs.map(({ id }) => id));
    for (const id of this.#vague.keys()) if (!ids.has(id)) this.#vague.delete(id);
  }
}

/** Does the person want to be told at the moment? */
export function isWanted(): boolean {
  const setting = readSetting('notifications');
  return setting === 'all' || (setting === 'whenUnfocused' && !window.state.focused);
}

function isAlertWanted(): boolean {
  return readSetting('desktopNotifications') === 'whenUnfocused' && !window.state.focused;
}
