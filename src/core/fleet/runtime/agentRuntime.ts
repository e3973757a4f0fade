import { activityOf } from '../../agent/activity.ts';
import { unknownAgent } from '../../agent/agent.ts';
import type { Activity, AgentEvent, AgentModel, Session } from '../../agent/agent.ts';
import { reduceAgent } from '../../agent/agentReducer.ts';
import type { Deed } from '../../agent/deeds.ts';
import type { AgentSpec } from '../../config.ts';
import { FleetError } from '../../errors.ts';
import type { AgentChange, AgentSnapshot } from '../../fleetApi.ts';
import { isSameToSee, viewHold } from '../../hold.ts';
import type { HoldView, TerminalHold } from '../../hold.ts';
import { viewLease } from '../../lease.ts';
import type { Holder, LeaseMoment, LeaseOnDisk, LeaseView } from '../../lease.ts';
import { DisposableStore, Emitter, MutableDisposable } from '../../lifecycle.ts';
import type { Disposable } from '../../lifecycle.ts';
import type { AgentMeta, CodexLink, TerminalWatcher, TurnWork } from '../../ports.ts';
import type { WatchdogFinding } from '../../watchdog/watchdogTimers.ts';
import type { FleetDeps } from '../context.ts';
import { AgentFigures } from './agentFigures.ts';
import { ContentKeeper } from './contents.ts';
import { LimitEnd } from './limitEnd.ts';
import { isOtherReport, newerOf } from './metaChanges.ts';
import { Readings } from './readings.ts';
import { WaitingLine } from './waitingLine.ts';

/** One Agentin in this process: the picture of it, its connection, and what the disk says. */
export class AgentRuntime implements Disposable {
  readonly spec: AgentSpec;
  readonly #deps: FleetDeps;
  readonly #store = new DisposableStore();
  readonly #link = this.#store.add(new MutableDisposable<Disposable & { readonly link: CodexLink }>());
  readonly #watcher = this.#store.add(
    new MutableDisposable<Disposable & { readonly watcher: TerminalWatcher }>(),
  );
  readonly #startWatcher = this.#store.add(new MutableDisposable<Disposable>());
  readonly #changed = this.#store.add(new Emitter<AgentChange>());
  readonly #turnEnded = this.#store.add(new Emitter<string>());
  #model: AgentModel;
  #activity: Activity;
  #meta: AgentMeta | null = null;
  #lease: LeaseOnDisk = null;
  #hold: TerminalHold | null = null;
  #deeds: readonly Deed[] = [];
  #finding: WatchdogFinding | null = null;
  #isMetaUnreadable = false;
  readonly #limitEnd: LimitEnd;
  readonly #figures: AgentFigures;
  readonly #readings = {
    meta: new Readings(),
    lease: new Readings(),
    hold: new Readings(),
    deeds: new Readings(),
    finding: new Readings(),
  };

  /** What she plans, changes and says; apart from the model, for nobody but a person's window. */
  readonly contents = this.#store.add(new ContentKeeper());
  /** Who in this process waits for the lease. */
  readonly claimLine = new WaitingLine();
  readonly onDidChange = this.#changed.event;
  readonly onDidEndTurn = this.#turnEnded.event;

  constructor(spec: AgentSpec, deps: FleetDeps) {
    this.spec = spec;
    this.#deps = deps;
    this.#figures = new AgentFigures(spec, deps);
    this.#model = unknownAgent(spec.id, deps.clock.nowMs());
    this.#activity = activityOf(this.#model, deps.clock.nowMs());
    this.#limitEnd = this.#store.add(new LimitEnd(deps.clock, () => this.#announce()));
  }

  get model(): AgentModel {
    return this.#model;
  }

  get meta(): AgentMeta | null {
    return this.#meta;
  }

  get lease(): LeaseOnDisk {
    return this.#lease;
  }

  /** The running turn's work as her app-server tells of it; null without a connection. */
  get work(): TurnWork | null {
    return this.#link.value?.link.work ?? null;
  }

  get isRunning(): boolean {
    return this.#model.session.kind === 'present';
  }

  /** Takes the event into the picture and tells listeners when what is shown changed. */
  apply(event: AgentEvent): void {
    const before = this.#model;
    this.#model = reduceAgent(before, event, this.#deps.clock.nowMs());
    if (this.#model === before) return;
    if (this.#model.session.kind !== before.session.kind) this.#figures.forgetRun();
    if (this.#model.lastTurn !== null && this.#model.lastTurn !== before.lastTurn) {
      this.#turnEnded.fire(this.#model.lastTurn.turnId);
    }
    this.#watchStart();
    this.#announce();
  }

  leaseFor(holder: Holder): LeaseView {
    return viewLease(this.#lease, holder, this.leaseMoment);
  }

  /** Who writes in her terminal, as last read. */
  holdFor(holder: Holder): HoldView {
    return viewHold(this.#hold, holder.seat, this.leaseMoment);
  }

  get hold(): TerminalHold | null {
    return this.#hold;
  }

  get leaseMoment(): LeaseMoment {
    return { nowMs: this.#deps.clock.nowMs(), isGone: this.#deps.isGone };
  }

  snapshot(holder: Holder): AgentSnapshot {
    const nowMs = this.#deps.clock.nowMs();
    return {
      spec: this.spec,
      model: this.#model,
      activity: activityOf(this.#model, nowMs),
      meta: this.#meta,
      isMetaUnreadable: this.#isMetaUnreadable,
      lease: this.leaseFor(holder),
      terminal: this.holdFor(holder),
      deeds: this.#deeds,
      finding: this.#finding,
      ...this.#figures.known,
    };
  }

  /** What tmux shows of the session (undefined: nothing). */
  observe(session: Session | undefined): void {
    // A listing may be older than the session that a start just made; whether that one holds the start finds out itself.
    if (session === undefined && this.#model.startingSinceMs !== null) return;
    const gone: Session = this.#meta?.expectedUp === true ? { kind: 'lost' } : { kind: 'absent' };
    this.apply({ type: 'session', session: session ?? gone });
    if (this.#model.session.kind !== 'present') this.disconnect();
  }

  async readDisk(): Promise<void> {
    const own = [this.#readMeta(), this.readLease(), this.readHold(), this.readDeeds(), this.readFinding()];
    await Promise.all(own);
  }

  async #readMeta(): Promise<void> {
    const reading = this.#readings.meta.begin();
    const meta = await this.#deps.store.readMeta(this.spec.id);
    if (!this.#readings.meta.take(reading)) return;
    this.#isMetaUnreadable = meta === 'unreadable';
    // What was known stays known: the next write repairs the file.
    if (meta !== 'unreadable') this.#takeMeta(meta);
  }

  async readLease(): Promise<void> {
    const reading = this.#readings.lease.begin();
    const lease = await this.#deps.store.readLease(this.spec.id);
    if (this.#readings.lease.take(reading)) this.#takeLease(lease);
  }

  async readHold(): Promise<void> {
    const reading = this.#readings.hold.begin();
    const hold = await this.#deps.store.readHold(this.spec.id);
    if (this.#readings.hold.take(reading)) this.#takeHold(hold);
  }

  async readDeeds(): Promise<void> {
    const reading = this.#readings.deeds.begin();
    const deeds = await this.#deps.store.readDeeds(this.spec.id);
    if (!this.#readings.deeds.take(reading) || deeds.at(-1)?.id === this.#deeds.at(-1)?.id) return;
    this.#deeds = deeds;
    this.#announce();
  }

  async readFinding(): Promise<void> {
    const reading = this.#readings.finding.begin();
    const finding = await this.#deps.store.readFinding(this.spec.id);
    if (this.#readings.finding.take(reading)) this.#takeFinding(finding);
  }

  /** As it is written or removed. */
  setFinding(finding: WatchdogFinding | null): void {
    this.#readings.finding.wrote();
    this.#takeFinding(finding);
  }

  #takeFinding(finding: WatchdogFinding | null): void {
    const same = JSON.stringify(finding) === JSON.stringify(this.#finding);
    this.#finding = finding;
    if (!same) this.#announce();
  }

  /** As it was just written. */
  setMeta(meta: AgentMeta): void {
    this.#readings.meta.wrote();
    this.#takeMeta(meta);
  }

  /** As it was just written or removed. */
  setLease(lease: LeaseOnDisk): void {
    this.#readings.lease.wrote();
    this.#takeLease(lease);
  }

  /** As it is written or removed. */
  setHold(hold: TerminalHold | null): void {
    this.#readings.hold.wrote();
    this.#takeHold(hold);
  }

  #takeMeta(meta: AgentMeta | null): void {
    const before = this.#meta;
    this.#meta = meta;
    // Another run writes another log: who watched the one before looks at the wrong terminal.
    if (before?.rawLogPath !== meta?.rawLogPath) this.#watcher.value = undefined;
    if (meta?.control) this.apply({ type: 'control', control: meta.control });
    if (meta !== null && this.#model.threadId === null)
      this.apply({ type: 'threadBound', threadId: meta.threadId });
    this.apply({ type: 'assignment', assignment: newerOf(this.#model.assignment, meta?.assignment ?? null) });
    if (before?.expectedUp !== meta?.expectedUp && this.#model.session.kind !== 'unknown') {
      if (!this.isRunning) this.observe(undefined);
    }
    if (isOtherReport(before, meta)) this.#announce();
  }

  #takeLease(lease: LeaseOnDisk): void {
    const same = JSON.stringify(lease) === JSON.stringify(this.#lease);
    this.#lease = lease;
    if (!same) this.#announce();
  }

  #takeHold(hold: TerminalHold | null): void {
    const before = this.#hold;
    this.#hold = hold;
    if (!isSameToSee(before, hold)) this.#announce();
  }

  /** Reads what only a full status shows: the raw log's size, who uses the home, an assignment of before our metadata. */
  async readFigures(): Promise<void> {
    const rawLogPath = this.#meta?.rawLogPath ?? null;
    const hasAssignment = this.#model.assignment !== null;
    await this.#figures.read({ rawLogPath, hasAssignment });
  }

  /** The connection to the app-server, made when there is none. */
  connect(): CodexLink {
    const existing = this.#link.value;
    if (existing !== undefined) return existing.link;
    const socketPath = this.#deps.codexHost.socketPath(this.spec);
    const link = this.#deps.connector.connect(this.spec.id, socketPath, {
      threadId: this.#model.threadId,
      cwd: () => this.#meta?.cwd ?? null,
    });
    const listening = link.onEvent((event) => this.apply(event));
    const following = this.contents.follow(link);
    const dispose = (): void => {
      following.dispose();
      listening.dispose();
      link.dispose();
    };
    this.#link.value = { link, dispose };
    return link;
  }

  /** The connection, up; refuses with `control_not_available` on the `terminal` rung and when it cannot be reached. */
  async connected(timeoutMs: number): Promise<CodexLink> {
    if (this.#model.control !== 'app-server') {
      throw new FleetError(
        'control_not_available',
        'This Agentin is led through its terminal; there is no app-server.',
      );
    }
    const link = this.connect();
    await link.ready(timeoutMs);
    return link;
  }

  /** The eyes on the lower rungs, opened when there are none. */
  watchTerminal(): TerminalWatcher {
    const existing = this.#watcher.value;
    if (existing !== undefined) return existing.watcher;
    const watcher = this.#deps.terminalWatchers.watch(this.spec, this.#meta?.rawLogPath ?? null);
    const listening = watcher.onEvent((event) => this.apply(event));
    const dispose = (): void => {
      listening.dispose();
      watcher.dispose();
    };
    this.#watcher.value = { watcher, dispose };
    return watcher;
  }

  disconnect(): void {
    this.#startWatcher.value = undefined;
    this.#link.value = undefined;
    this.#watcher.value = undefined;
    this.apply({ type: 'link', link: { kind: 'none' } });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /**
   * Before there is a conversation the app-server has nothing to tell: a dialog that keeps the TUI from opening one
   * shows in the terminal alone.
   */
  #watchStart(): void {
    const { control, threadId, session } = this.#model;
    const isOpening =
      control === 'app-server' &&
      threadId === null &&
      session.kind === 'present' &&
      session.agent?.dead === null;
    if (!isOpening) {
      this.#startWatcher.value = undefined;
      return;
    }
    if (this.#startWatcher.value !== undefined) return;
    const watcher = this.#deps.terminalWatchers.watch(this.spec, this.#meta?.rawLogPath ?? null);
    const listening = watcher.onEvent((event) => {
      if (event.type === 'sighting') this.apply(event);
    });
    const dispose = (): void => {
      listening.dispose();
      watcher.dispose();
    };
    this.#startWatcher.value = { dispose };
    watcher
      .look()
      .catch((error: unknown) => this.#deps.logger.debug(`The terminal cannot be read: ${String(error)}`));
  }

  #announce(): void {
    const before = this.#activity;
    this.#activity = activityOf(this.#model, this.#deps.clock.nowMs());
    this.#limitEnd.expect(this.#activity.untilMs);
    this.#changed.fire({ agentId: this.spec.id, before, after: this.#activity });
  }
}
