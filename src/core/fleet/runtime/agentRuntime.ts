import { activityOf } from '../../agent/activity.ts';
import { unknownAgent } from '../../agent/agent.ts';
import type { Activity, AgentEvent, AgentModel, Session } from '../../agent/agent.ts';
import { reduceAgent } from '../../agent/agentReducer.ts';
import type { AgentSpec } from '../../config.ts';
import { FleetError } from '../../errors.ts';
import type { AgentChange, AgentSnapshot } from '../../fleetApi.ts';
import { viewHold } from '../../hold.ts';
import type { HoldView } from '../../hold.ts';
import { viewLease } from '../../lease.ts';
import type { Holder, LeaseMoment, LeaseView } from '../../lease.ts';
import { DisposableStore, Emitter, MutableDisposable } from '../../lifecycle.ts';
import type { Disposable } from '../../lifecycle.ts';
import type { AgentMeta, CodexLink, TerminalWatcher, TurnWork } from '../../ports.ts';
import type { FleetDeps } from '../context.ts';
import { AgentDisk } from './agentDisk.ts';
import { AgentFigures } from './agentFigures.ts';
import { ContentKeeper } from './contents.ts';
import { LimitEnd } from './limitEnd.ts';
import { isOtherReport, isOtherRun, newerOf } from './metaChanges.ts';
import { StartElsewhere } from './startElsewhere.ts';
import { WaitingLine } from './waitingLine.ts';

/** One Agentin in this process: the picture of it, its connection, and what the disk says. */
export class AgentRuntime implements Disposable {
  #spec: AgentSpec;
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
  readonly #limitEnd: LimitEnd;
  readonly #startElsewhere: StartElsewhere;
  readonly #figures: AgentFigures;

  /** What is kept of her, as this process last heard it. */
  readonly disk: AgentDisk;
  /** What she plans, changes and says; apart from the model, for nobody but a person's window. */
  readonly contents = this.#store.add(new ContentKeeper());
  /** The turn that ended in this process' hearing, until who waits for her was told; null when there is none. */
  unheardTurnId: string | null = null;
  /** Who in this process waits for the lease. */
  readonly claimLine = new WaitingLine();
  readonly onDidChange = this.#changed.event;
  readonly onDidEndTurn = this.#turnEnded.event;

  constructor(spec: AgentSpec, deps: FleetDeps) {
    this.#spec = spec;
    this.#deps = deps;
    this.disk = new AgentDisk(spec.id, deps.store, {
      onMeta: (before, meta) => this.#onMeta(before, meta),
      onLook: (turnId) => this.#onLook(turnId),
      onChange: () => this.#announce(),
    });
    this.#figures = new AgentFigures(spec, deps);
    this.#model = unknownAgent(spec.id, deps.clock.nowMs());
    this.#activity = activityOf(this.#model, deps.clock.nowMs());
    this.#limitEnd = this.#store.add(new LimitEnd(deps.clock, () => this.#announce()));
    this.#startElsewhere = this.#store.add(new StartElsewhere(deps, this));
  }

  /** Her entry in the fleet file. */
  get spec(): AgentSpec {
    return this.#spec;
  }

  /** Her entry reads differently, and she is still the same: her home and session are. */
  describe(spec: AgentSpec): void {
    this.#spec = spec;
  }

  get model(): AgentModel {
    return this.#model;
  }

  get meta(): AgentMeta | null {
    return this.disk.meta.value.meta;
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
    if (this.isRunning) this.#startElsewhere.dispose();
    if (this.#model.session.kind !== before.session.kind) this.#figures.forgetRun();
    if (this.#model.lastTurn !== null && this.#model.lastTurn !== before.lastTurn) {
      this.#turnEnded.fire(this.#model.lastTurn.turnId);
      if (!this.#model.looked) this.unheardTurnId = this.#model.lastTurn.turnId;
      // Another window may have heard of the end, and its person looked, before this process heard.
      if (this.disk.look.value === this.#model.lastTurn.turnId)
        this.#model = reduceAgent(this.#model, { type: 'looked' }, this.#deps.clock.nowMs());
    }
    this.#watchStart();
    this.#announce();
  }

  leaseFor(holder: Holder): LeaseView {
    return viewLease(this.disk.lease.value, holder, this.leaseMoment);
  }

  /** Who writes in her terminal, as last read. */
  holdFor(holder: Holder): HoldView {
    return viewHold(this.disk.hold.value, holder.seat, this.leaseMoment);
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
      meta: this.meta,
      isMetaUnreadable: this.disk.meta.value.isUnreadable,
      lease: this.leaseFor(holder),
      terminal: this.holdFor(holder),
      deeds: this.disk.deeds.value,
      finding: this.disk.finding.value,
      ...this.#figures.known,
    };
  }

  /** What tmux shows of the session (undefined: nothing). */
  observe(session: Session | undefined): void {
    // A listing may be older than the session that a start just made; whether that one holds the start finds out itself.
    if (session === undefined && this.#model.startingSinceMs !== null) return;
    const isToRun = this.meta?.expectedUp === true;
    const isFirstLook = session === undefined && this.#model.session.kind === 'unknown';
    if (isFirstLook && isToRun && this.#startElsewhere.takesUp(this.meta?.startedAtMs ?? null)) return;
    const gone: Session = isToRun ? { kind: 'lost' } : { kind: 'absent' };
    this.apply({ type: 'session', session: session ?? gone });
    if (this.#model.session.kind !== 'present') this.disconnect();
  }

  /** A person looked at her. Every process is told of whose turn's end that was. */
  looked(): void {
    const { looked, lastTurn } = this.#model;
    this.apply({ type: 'looked' });
    if (looked || lastTurn === null) return;
    this.disk.look.set(lastTurn.turnId);
    this.#deps.store
      .writeLook(this.spec.id, lastTurn.turnId)
      .catch((error: unknown) =>
        this.#deps.logger.error(
          `Agentin ${this.spec.id}: that she was looked at stays in this window.`,
          error,
        ),
      );
  }

  #onLook(turnId: string): void {
    if (this.#model.lastTurn?.turnId === turnId) this.apply({ type: 'looked' });
  }

  #onMeta(before: AgentMeta | null, meta: AgentMeta | null): void {
    // Another run writes another log: who watched the one before looks at the wrong terminal.
    if (before?.rawLogPath !== meta?.rawLogPath) this.#watcher.value = undefined;
    if (meta?.control) this.apply({ type: 'control', control: meta.control });
    if (meta !== null && this.#model.threadId === null)
      this.apply({ type: 'threadBound', threadId: meta.threadId });
    this.apply({ type: 'assignment', assignment: newerOf(this.#model.assignment, meta?.assignment ?? null) });
    const isGone = this.#model.session.kind !== 'unknown' && !this.isRunning;
    if (isGone && isOtherRun(before, meta)) this.#startElsewhere.noted(meta?.expectedUp === true);
    if (isOtherReport(before, meta)) this.#announce();
  }

  /** Reads what only a full status shows: the raw log's size, who uses the home, an assignment of before our metadata. */
  async readFigures(): Promise<void> {
    const rawLogPath = this.meta?.rawLogPath ?? null;
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
      cwd: () => this.meta?.cwd ?? null,
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
    const watcher = this.#deps.terminalWatchers.watch(this.spec, this.meta?.rawLogPath ?? null);
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
    const watcher = this.#deps.terminalWatchers.watch(this.spec, this.meta?.rawLogPath ?? null);
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
