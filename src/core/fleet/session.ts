import type { AssignmentRecord } from '../assignment.ts';
import { FleetError } from '../errors.ts';
import { claimLease, DEFAULT_LEASE_SECONDS } from '../lease.ts';
import type { Claim, Holder } from '../lease.ts';
import type { AgentMeta } from '../ports.ts';
import type { AgentRuntime } from './agentRuntime.ts';
import type { FleetDeps } from './context.ts';

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
    await this.deps.store.ensure();
    return this.deps.store.withLock(this.id, async () => {
      await this.look();
      return work();
    });
  }

  async look(): Promise<void> {
    const [sessions] = await Promise.all([this.deps.multiplexer.sessions(), this.agent.readDisk()]);
    this.agent.observe(sessions.get(this.agent.spec.session));
  }

  /** Hears from her: connects to her app-server, or reads her terminal. Rejects with `codex_disconnected` in vain. */
  async reach(timeoutMs: number): Promise<void> {
    if (this.agent.model.control === 'app-server') await this.agent.connected(timeoutMs);
    else await this.agent.watchTerminal().look();
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

  /** Takes or renews the lease for `holder`; a mutation never shortens a longer claim. */
  async claim(holder: Holder, force = false): Promise<Claim> {
    const nowMs = this.deps.clock.nowMs();
    const wish = { ttlSeconds: DEFAULT_LEASE_SECONDS, force };
    const claim = claimLease(this.id, this.agent.lease, holder, wish, nowMs);
    await this.deps.store.writeLease(this.id, claim.lease);
    this.agent.setLease(claim.lease);
    return claim;
  }

  /** Gives back a lease that was taken for one call alone; one that was held before stays. */
  async giveBack(claim: Claim): Promise<void> {
    if (claim.status === 'renewed') return;
    await this.deps.store.removeLease(this.id);
    this.agent.setLease(null);
  }

  /** Runs `work` with the lease claimed; a lease taken just for it is given back when it fails. */
  async claimedFor<T>(holder: Holder, work: (claim: Claim) => Promise<T>): Promise<T> {
    const claim = await this.claim(holder);
    try {
      return await work(claim);
    } catch (error) {
      await this.giveBack(claim);
      throw error;
    }
  }

  async updateMeta(change: Partial<AgentMeta>): Promise<void> {
    const next: AgentMeta = { ...(this.agent.meta ?? EMPTY_META), ...change };
    await this.deps.store.writeMeta(this.id, next);
    this.agent.setMeta(next);
  }

  async recordAssignment(assignment: AssignmentRecord): Promise<void> {
    await this.updateMeta({ assignment });
  }
}

export const EMPTY_META: AgentMeta = {
  startedAtMs: null,
  runId: null,
  cwd: null,
  threadId: null,
  control: null,
  rawLogPath: null,
  expectedUp: false,
  assignment: null,
  deliveries: [],
};
