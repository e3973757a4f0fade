import type { AgentChange, Fleet } from '../../core/fleetApi.ts';
import { MutableDisposable } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import { findingOf, isSameFinding, nextLookMs, policyOf } from '../../core/watchdog/watchdogTimers.ts';
import type { WatchdogFinding, WatchdogSettings } from '../../core/watchdog/watchdogTimers.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { Ticker } from '../views/rows/ticker.ts';

export interface WatchdogTimerOptions {
  readonly service: FleetService;
  readonly log: Logger;
  readonly now: () => number;
}

/** A timer is this late when the machine slept or the window was stopped meanwhile; never by a busy machine. */
const ASLEEP_MS = 30_000;

/**
 * Looks after Agentinnen that work, as the fleet file says: each at the moment at which time alone could change what is to
 * be done about her. Costs nothing while none works. Of all windows and processes one leads; when it ends, another takes
 * over with its next look. What was found is kept with the fleet, where every window sees it.
 */
export class WatchdogTimer implements Disposable {
  readonly #options: WatchdogTimerOptions;
  readonly #ticker: Ticker;
  readonly #leading = new MutableDisposable<Disposable>();
  /** When each is to be looked at. */
  readonly #dueMs = new Map<string, number>();
  #following: readonly Disposable[] = [];
  #looking: Promise<void> | undefined;
  /** The moment that the ticker is set to. */
  #armedMs = 0;

  constructor(options: WatchdogTimerOptions) {
    this.#options = options;
    this.#ticker = new Ticker(options.now, () => this.#tick());
  }

  /** From now on; does nothing the second time. */
  start(): void {
    if (this.#following.length > 0) return;
    const { service } = this.#options;
    this.#following = [
      service.onDidChangeAgent((change) => this.#onChange(change)),
      service.onDidChangeFleet(() => this.#sync()),
    ];
    this.#sync();
  }

  dispose(): void {
    for (const handle of this.#following) handle.dispose();
    this.#ticker.dispose();
    this.#leading.dispose();
    this.#dueMs.clear();
  }

  get #settings(): WatchdogSettings | null {
    const settings = this.#options.service.fleet?.config.watchdog;
    return settings?.enabled === true ? settings : null;
  }

  /** The fleet file may have changed everything: whoever works is looked at in time. */
  #sync(): void {
    this.#dueMs.clear();
    for (const { spec, activity } of this.#options.service.snapshots())
      this.#schedule(spec.id, activity.state === 'working');
    this.#arm();
  }

  #onChange({ agentId, after }: AgentChange): void {
    const isAtWork = after.state === 'working';
    if (isAtWork === this.#dueMs.has(agentId)) return;
    this.#schedule(agentId, isAtWork);
    this.#arm();
  }

  /** She cannot have been silent for too long before that: a look tells when she last did something. */
  #schedule(agentId: string, isAtWork: boolean): void {
    const settings = this.#settings;
    if (settings === null || !isAtWork) this.#dueMs.delete(agentId);
    else if (!this.#dueMs.has(agentId))
      this.#dueMs.set(agentId, this.#options.now() + settings.idleSeconds * 1000);
  }

  #arm(): void {
    if (this.#dueMs.size === 0) this.#leading.value = undefined;
    const nextMs = this.#dueMs.size === 0 ? null : Math.min(...this.#dueMs.values());
    this.#armedMs = Math.max(nextMs ?? 0, this.#options.now());
    this.#ticker.arm(nextMs);
  }

  /**
   * Who slept together with the machine was not silent, and could not answer a request for a report: from now on she has
   * all of her time again.
   */
  #tick(): void {
    const nowMs = this.#options.now();
    const idleMs = (this.#settings?.idleSeconds ?? 0) * 1000;
    // A clock that was set back puts everything off by as much.
    if (Math.abs(nowMs - this.#armedMs) < ASLEEP_MS) return void this.#look();
    for (const agentId of this.#dueMs.keys()) this.#dueMs.set(agentId, nowMs + idleMs);
    this.#arm();
  }

  async #look(): Promise<void> {
    this.#looking ??= this.#lookAtDue().finally(() => {
      this.#looking = undefined;
      this.#arm();
    });
    await this.#looking;
  }

  async #lookAtDue(): Promise<void> {
    const { fleet } = this.#options.service;
    const settings = this.#settings;
    if (fleet === undefined || settings === null) return;
    const nowMs = this.#options.now();
    const due = [...this.#dueMs].filter(([, atMs]) => atMs <= nowMs).map(([agentId]) => agentId);
    const leads = await this.#lead(fleet);
    for (const agentId of due) {
      this.#dueMs.set(agentId, nowMs + settings.intervalSeconds * 1000);
      if (leads) await this.#lookAt(fleet, agentId, settings);
    }
  }

  async #lead(fleet: Fleet): Promise<boolean> {
    try {
      this.#leading.value ??= (await fleet.leadTimers()) ?? undefined;
    } catch (error) {
      this.#options.log.error('The watchdog cannot tell whether another window leads', error);
    }
    return this.#leading.value !== undefined;
  }

  async #lookAt(fleet: Fleet, agentId: string, settings: WatchdogSettings): Promise<void> {
    const { service, log } = this.#options;
    try {
      const result = await fleet.watchdog(agentId, policyOf(settings), service.holder);
      const nextMs = nextLookMs(result, settings);
      // What only an event can change is looked at again when one comes.
      if (nextMs === null) this.#dueMs.delete(agentId);
      else this.#dueMs.set(agentId, nextMs);
      const finding = findingOf(result, settings.action);
      if (finding !== null) await this.#note(fleet, finding);
      else if (result.decision.kind === 'leave') await this.#forget(fleet, agentId);
    } catch (error) {
      log.error(`The watchdog could not look at Agentin ${agentId}`, error);
    }
  }

  async #note(fleet: Fleet, found: WatchdogFinding): Promise<void> {
    const { agentId, kind, action, why } = found;
    const { finding: before, activity } = fleet.peek(agentId, this.#options.service.holder);
    if (before !== null && isSameFinding(before, found, activity)) {
      const { atMs, isDismissed } = before;
      return fleet.noteFinding(agentId, { ...found, atMs, isDismissed });
    }
    this.#options.log.info(`Watchdog: Agentin ${agentId}: ${kind} (${action}). ${why}`);
    return fleet.noteFinding(agentId, found);
  }

  /** She gave a sign of life, or waits for somebody: nothing is wrong. What was done to her stands until she works again. */
  async #forget(fleet: Fleet, agentId: string): Promise<void> {
    const { finding } = fleet.peek(agentId, this.#options.service.holder);
    if (finding !== null && finding.kind !== 'acted') await fleet.noteFinding(agentId, null);
  }
}
