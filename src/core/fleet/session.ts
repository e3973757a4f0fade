import { FleetError } from '../errors.ts';
import { assertMayWrite } from '../hold.ts';
import type { WriteKind } from '../hold.ts';
import { assertNotForeign, claimLease, DEFAULT_LEASE_SECONDS } from '../lease.ts';
import type { Claim, ClaimWish, Holder, LeaseOnDisk } from '../lease.ts';
import type { AgentMeta } from '../ports.ts';
import type { FleetDeps } from './context.ts';
import type { AgentRuntime } from './runtime/agentRuntime.ts';

/** Reference contract §0.2. */
const SCREEN_LINES = 80;

/** What every use case starts from: one Agentin, the world, and whoever asks. Its methods run under the Agentin's lock. */
export class AgentSession {
  readonly deps: FleetDeps;
  readonly agent: AgentRuntime;

  constructor(deps: FleetDeps, agent: AgentRuntime) {
    this.deps = deps;
    this.agent = agent;
  }

  get id(): string {
    return this.agent.spec.id;
  }

  /** Runs `work` under the Agentin's lock, on a fresh reading of disk and tmux. */
  async locked<T>(work: () => Promise<T>): Promise<T> {
    return this.#lockedAfter(() => this.look(), work);
  }

  /**
   * As `locked`, for work that only talks to her: an open connection to her app-server shows that she lives, and
   * spares what tmux takes to say so.
   */
  async lockedToTalk<T>(work: () => Promise<T>): Promise<T> {
    return this.#lockedAfter(() => (this.#hearsHer ? this.agent.disk.readAll() : this.look()), work);
  }

  /** As `locked`, for work on the lease alone. */
  async lockedForLease<T>(work: () => Promise<T>): Promise<T> {
    return this.#lockedAfter(() => this.agent.disk.lease.read(), work);
  }

  async #lockedAfter<T>(look: () => Promise<void>, work: () => Promise<T>): Promise<T> {
    await this.deps.store.ensure();
    return this.deps.store.withLock(this.id, async () => {
      await look();
      return work();
    });
  }

  get #hearsHer(): boolean {
    const { control, link } = this.agent.model;
    return this.agent.isRunning && control === 'app-server' && link.kind === 'connected';
  }

  async look(): Promise<void> {
    const [sessions] = await Promise.all([this.deps.multiplexer.sessions(), this.agent.disk.readAll()]);
    this.agent.observe(sessions.get(this.agent.spec.session));
  }

  /** Hears from her: connects to her app-server, or reads her terminal. Rejects with `codex_disconnected` in vain. */
  async reach(timeoutMs: number): Promise<void> {
    if (this.agent.model.control === 'app-server') await this.agent.connected(timeoutMs);
    else await this.#readTerminal();
  }

  async #readTerminal(): Promise<void> {
    await this.agent.watchTerminal().look();
    await this.readScreen();
  }

  /**
   * The last rung: what the screen of one at rest shows. A limit that no event told of stands there alone. Text that was
   * there before is of the time when the terminal last printed something.
   */
  async readScreen(): Promise<void> {
    const { deps, agent } = this;
    const { sighting } = agent.model;
    if (sighting !== null && sighting.state !== 'idle') return;
    const path = agent.meta?.rawLogPath ?? null;
    const log = path === null ? null : await deps.store.rawLogInfo(path);
    const text = await deps.multiplexer.capture(agent.spec.session, 'agent', SCREEN_LINES);
    const shown = deps.readScreen(text, log?.updatedAtMs ?? deps.clock.nowMs());
    // Something was seen meanwhile: that is newer.
    if (shown === null || agent.model.sighting !== sighting) return;
    if (sighting === null || shown.state === 'limited') agent.apply({ type: 'sighting', sighting: shown });
  }

  assertRunning(): void {
    if (this.agent.isRunning) return;
    if (this.agent.model.session.kind === 'lost') {
      throw new FleetError(
        'agent_lost',
        `Agentin ${this.id} was lost: its tmux session is gone. Start her again; the conversation goes on.`,
      );
    }
    throw new FleetError('agent_not_running', `Agentin ${this.id} is not running. Start her first.`);
  }

  /** Refuses when another holder's lease is in force, or nobody can tell whose it is. */
  assertNotForeign(holder: Holder): void {
    assertNotForeign(this.id, this.agent.disk.lease.value, holder, this.agent.leaseMoment);
  }

  /**
   * Refuses what would come between a person and the terminal they write in. Asked of the disk, for a person does not
   * wait for the Agentin's lock: right before something is written, and before anything is prepared for it.
   */
  async assertMayWrite(holder: Holder, kind: WriteKind): Promise<void> {
    await this.agent.disk.hold.read();
    assertMayWrite(this.id, this.agent.holdFor(holder), kind, this.deps.clock.nowMs());
  }

  /** Does `assertNotForeign` let this holder pass? */
  mayChange(holder: Holder): boolean {
    const lease = this.agent.leaseFor(holder);
    return lease.state !== 'unreadable' && (lease.state !== 'held' || lease.mine);
  }

  /**
   * Takes or renews the lease for `holder`. `evenUnnoted`: for what only ends something, which is to be possible where
   * nothing can be written any more (she may be the one who fills the disk).
   */
  async claim(holder: Holder, wish: ClaimWish, evenUnnoted = false): Promise<Claim> {
    const claim = claimLease(this.id, this.agent.disk.lease.value, holder, wish, this.agent.leaseMoment);
    try {
      await this.deps.store.writeLease(this.id, claim.lease);
    } catch (error) {
      if (!evenUnnoted || !FleetError.is(error, 'state_unwritable')) throw error;
      this.deps.logger.warn(`Agentin ${this.id}: her lease cannot be noted: ${error.message}`);
      return claim;
    }
    this.agent.disk.lease.set(claim.lease);
    return claim;
  }

  /** Undoes a claim: who held the lease before holds it again. A renewal stays. */
  async giveBack(claim: Claim, before: LeaseOnDisk): Promise<void> {
    if (claim.status === 'renewed') return;
    const isHeld = claim.status === 'forced' && before !== null && before !== 'unreadable';
    if (isHeld) await this.deps.store.writeLease(this.id, before);
    else await this.deps.store.removeLease(this.id);
    this.agent.disk.lease.set(isHeld ? before : null);
  }

  /** Removes the lease, or what stands in the place of its file. */
  async removeLease(): Promise<void> {
    await this.deps.store.removeLease(this.id);
    this.agent.disk.lease.set(null);
  }

  async removeHold(): Promise<void> {
    await this.deps.store.removeHold(this.id);
    this.agent.disk.hold.set(null);
  }

  /**
   * Runs `work`, which writes to her, with the lease claimed, which stays; a lease taken just for it is given back when
   * it fails.
   */
  async claimedFor<T>(
    holder: Holder,
    work: (claim: Claim) => Promise<T>,
    options: { readonly force?: boolean; readonly writes: WriteKind; readonly evenUnnoted?: boolean },
  ): Promise<T> {
    const { force = false, writes, evenUnnoted = false } = options;
    const before = this.agent.disk.lease.value;
    await this.assertMayWrite(holder, writes);
    const claim = await this.claim(holder, { ttlSeconds: DEFAULT_LEASE_SECONDS, force }, evenUnnoted);
    try {
      return await work(claim);
    } catch (error) {
      await this.giveBack(claim, before);
      throw error;
    }
  }

  /** Runs `work` with the lease claimed for no longer than that. */
  async claimedDuring<T>(holder: Holder, ttlSeconds: number, work: () => Promise<T>): Promise<T> {
    const before = this.agent.disk.lease.value;
    const claim = await this.claim(holder, { ttlSeconds, force: false });
    try {
      return await work();
    } finally {
      await this.giveBack(claim, before);
    }
  }

  async updateMeta(change: Partial<AgentMeta>): Promise<void> {
    const next: AgentMeta = { ...(this.agent.meta ?? EMPTY_META), ...change };
    await this.deps.store.writeMeta(this.id, next);
    this.agent.disk.setMeta(next);
  }
}

export const EMPTY_META: AgentMeta = {
  startedAtMs: null,
  runId: null,
  cwd: null,
  threadId: null,
  control: null,
  controlWhy: null,
  rawLogPath: null,
  model: null,
  effort: null,
  expectedUp: false,
  assignment: null,
  deliveries: [],
  report: null,
  watchdog: null,
};
