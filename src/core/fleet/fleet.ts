import type { AssignmentRequest } from '../assignment/assignment.ts';
import type { FleetConfig } from '../config.ts';
import { FleetError } from '../errors.ts';
import type {
  AgentClaim,
  AgentClaimWish,
  AgentSnapshot,
  AssignmentsPage,
  AssignResult,
  Fleet,
  ReportResult,
  ReportWish,
  ReleaseResult,
  SendResult,
  SendWish,
  StartResult,
  StartWish,
  TailResult,
  WaitResult,
  WatchdogResult,
} from '../fleetApi.ts';
import type { AgentContents, PanelFleet } from '../panelFleet.ts';
import type { HoldWish } from '../hold.ts';
import type { Installation } from '../installation.ts';
import type { Claim, Holder, LeaseView } from '../lease.ts';
import { DisposableStore, Emitter, MutableDisposable, toDisposable } from '../lifecycle.ts';
import type { Disposable } from '../lifecycle.ts';
import type { Answer } from '../agent/pending.ts';
import { answerOnce } from './answer.ts';
import type { SkillInventory } from '../skills.ts';
import type { WatchdogPolicy } from '../watchdog/watchdog.ts';
import type { WatchdogFinding } from '../watchdog/watchdogTimers.ts';
import type { Repositories } from '../worktrees/repositories.ts';
import type { AgentRuntime } from './runtime/agentRuntime.ts';
import { AgentRuntimes } from './runtime/agentRuntimes.ts';
import { assignToAgent } from './assignments/assign.ts';
import { queryAssignments } from './assignments/assignments.ts';
import type { FleetDeps } from './context.ts';
import { dismissFinding, noteFinding } from './findings.ts';
import { holdTerminal, releaseTerminal } from './holds.ts';
import { interruptAgent } from './interrupt.ts';
import { contentsOf } from './runtime/contents.ts';
import { RecordedRepositories } from './recordedRepositories.ts';
import { requestReport } from './delivery/report.ts';
import { claimAgent, releaseAgent } from './leases.ts';
import { sendToAgent } from './delivery/send.ts';
import { AgentSession } from './session.ts';
import { startAgent } from './launch/start.ts';
import { stopAgent } from './launch/stop.ts';
import { Supervision } from './supervision.ts';
import { tailAgent } from './tail.ts';
import type { TailWish } from './tail.ts';
import { untilReplaced, waitForAgent } from './wait.ts';
import { watchAgent } from './watchdog.ts';
import type { WaitWish } from './wait.ts';
import { checkScope } from './assignments/writeOverlaps.ts';
import type { Others } from './assignments/writeOverlaps.ts';

const CONNECT_MS = 5000;

/** The fleet over its ports. One per process; what several processes share is on disk, behind locks and leases. */
export class FleetManager implements PanelFleet {
  readonly #deps: FleetDeps;
  readonly #store = new DisposableStore();
  readonly #configChanged = this.#store.add(new Emitter<void>());
  readonly #agents: AgentRuntimes;
  readonly #supervision = this.#store.add(new MutableDisposable<Supervision>());
  #supervisors = 0;
  readonly repositories: Repositories;

  readonly onDidChangeAgent: Fleet['onDidChangeAgent'];
  readonly onDidEndTurn: Fleet['onDidEndTurn'];
  readonly contents: AgentContents;
  readonly onDidChangeConfig = this.#configChanged.event;

  /** `owned` ends with the fleet, after everything of its own. */
  static create(deps: FleetDeps, owned?: Disposable): FleetManager {
    const fleet = new FleetManager(deps);
    if (owned !== undefined) fleet.#store.add(owned);
    fleet.#store.add(deps.configSource.onDidChange(() => fleet.#onConfig()));
    fleet.#agents.sync(fleet.config.agents);
    return fleet;
  }

  private constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.#agents = new AgentRuntimes(deps);
    this.repositories = new RecordedRepositories(deps, () => this.#agents.all);
    this.onDidChangeAgent = this.#agents.onDidChange;
    this.onDidEndTurn = this.#agents.onDidEndTurn;
    this.contents = contentsOf(this.#agents);
  }

  get config(): FleetConfig {
    return this.#deps.configSource.current();
  }

  get configProblem(): FleetError | null {
    return this.#deps.configSource.problem();
  }

  get installation(): Installation {
    return this.#deps.installation;
  }

  supervise(): Disposable {
    this.#supervisors += 1;
    this.#supervision.value ??= Supervision.start(this.#deps, () => this.#sessions());
    return toDisposable(() => {
      this.#supervisors -= 1;
      if (this.#supervisors === 0) this.#supervision.value = undefined;
    });
  }

  peek(agentId: string, holder: Holder): AgentSnapshot {
    return this.#runtime(agentId).snapshot(holder);
  }

  async status(agentId: string, holder: Holder): Promise<AgentSnapshot> {
    const session = this.#session(agentId);
    await this.#refresh(session);
    await session.agent.readFigures();
    return session.agent.snapshot(holder);
  }

  async lease(agentId: string, holder: Holder): Promise<LeaseView> {
    const agent = this.#runtime(agentId);
    await agent.disk.lease.read();
    return agent.leaseFor(holder);
  }

  async claim(agentId: string, wish: AgentClaimWish, holder: Holder): Promise<AgentClaim> {
    return claimAgent(this.#session(agentId), wish, holder);
  }

  async release(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<ReleaseResult> {
    return releaseAgent(this.#session(agentId), wish, holder);
  }

  async start(agentId: string, wish: StartWish, holder: Holder): Promise<StartResult> {
    const session = this.#session(agentId);
    const result = await startAgent(session, wish, holder);
    if (result.status === 'started') return result;
    await this.#connect(session);
    return { ...result, snapshot: session.agent.snapshot(holder) };
  }

  async stop(
    agentId: string,
    wish: { readonly force: boolean },
    holder: Holder,
  ): Promise<{ readonly status: 'stopped' | 'not_running' }> {
    return stopAgent(this.#session(agentId), wish, holder);
  }

  async send(agentId: string, wish: SendWish, holder: Holder): Promise<SendResult> {
    return sendToAgent(this.#session(agentId), wish, holder);
  }

  async assign(
    agentId: string,
    request: AssignmentRequest,
    idempotencyKey: string | null,
    holder: Holder,
  ): Promise<AssignResult> {
    const wish = { request, idempotencyKey, holder, others: this.#others(agentId) };
    return assignToAgent(this.#session(agentId), wish);
  }

  async requestReport(agentId: string, wish: ReportWish, holder: Holder): Promise<ReportResult> {
    return requestReport(this.#session(agentId), wish, holder);
  }

  async assignments(
    agentId: string | null,
    limit: number,
    { asks } = { asks: true },
  ): Promise<AssignmentsPage> {
    const sessions = agentId === null ? this.#sessions() : [this.#session(agentId)];
    const looking = asks ? undefined : this.#supervision.value?.firstLook;
    // Of whom nobody looked at yet one could not say whether hers goes on, and what was read for that is not read again.
    await looking;
    const refresh = asks ? this.#refresh : null;
    const page = await queryAssignments({ sessions, agentId, limit, refresh, isRead: looking !== undefined });
    return { ...page, retentionLimit: this.config.limits.ledgerRecords };
  }

  async skills(agentId: string): Promise<SkillInventory> {
    return this.#deps.skillShelf.inventory(this.#runtime(agentId).spec.home);
  }

  async checkScope(wish: Parameters<Fleet['checkScope']>[0]) {
    return checkScope(this.#deps.workspace, this.#others(wish.agentId), wish);
  }

  async watchdog(agentId: string, policy: WatchdogPolicy, holder: Holder): Promise<WatchdogResult> {
    const session = this.#session(agentId);
    await this.#refresh(session);
    return watchAgent(session, policy, holder);
  }

  async leadTimers(): Promise<Disposable | null> {
    return this.#deps.store.tryLead();
  }

  async noteFinding(agentId: string, finding: WatchdogFinding | null): Promise<void> {
    return noteFinding(this.#session(agentId), finding);
  }

  async dismissFinding(agentId: string): Promise<void> {
    return dismissFinding(this.#session(agentId));
  }

  async interrupt(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<Claim> {
    return interruptAgent(this.#session(agentId), wish, holder);
  }

  async wait(agentId: string, wish: WaitWish, holder: Holder): Promise<WaitResult> {
    const session = this.#session(agentId);
    if (this.#supervision.value === undefined) await session.agent.disk.readAll();
    const known = session.agent.model.assignment;
    // A waiting process listens to tmux as well, so that an end of everything ends the wait too.
    const listening = this.supervise();
    const isReplaced = (): boolean => this.#agents.get(agentId) !== session.agent;
    const replaced = untilReplaced(this.onDidChangeConfig, isReplaced);
    try {
      await this.status(agentId, holder);
      // What only tells that this process has just joined is no sign of her.
      await this.#connect(session);
      const result = await waitForAgent(this.#deps, session.agent, replaced.during(wish), known, holder);
      if (!replaced.signal.aborted) return result;
      return { ...result, status: 'activity_observed', current: this.#runtime(agentId).snapshot(holder) };
    } finally {
      replaced.dispose();
      listening.dispose();
    }
  }

  async tail(agentId: string, wish: TailWish, holder: Holder): Promise<TailResult> {
    return tailAgent(this.#session(agentId), wish, holder);
  }

  async answer(agentId: string, key: string, answer: Answer): Promise<void> {
    const session = this.#session(agentId);
    if (!session.agent.isRunning) await session.look();
    session.assertRunning();
    await answerOnce(session, key, answer);
  }

  markLooked(agentId: string): void {
    this.#runtime(agentId).looked();
  }

  async holdTerminal(agentId: string, wish: HoldWish, holder: Holder): Promise<void> {
    return holdTerminal(this.#session(agentId), wish, holder);
  }

  async releaseTerminal(agentId: string, wish: { readonly everybody: boolean }, holder: Holder) {
    return releaseTerminal(this.#session(agentId), wish, holder);
  }

  async attachCommand(agentId: string): Promise<readonly string[]> {
    const session = this.#session(agentId);
    await session.look();
    session.assertRunning();
    session.agent.looked();
    return this.#deps.multiplexer.attachCommand(session.agent.spec.session);
  }

  dispose(): void {
    this.#agents.dispose();
    this.#store.dispose();
  }

  /** Makes sure that the picture of the Agentin is of now. */
  readonly #refresh = async (session: AgentSession): Promise<void> =>
    this.#supervision.value?.firstLook ?? this.#lookAndConnect(session);

  /** For a short-lived process: one look at tmux and disk, and a connection to hear the rest from Codex. */
  async #lookAndConnect(session: AgentSession): Promise<void> {
    await session.look();
    await this.#connect(session);
  }

  async #connect(session: AgentSession): Promise<void> {
    if (!session.agent.isRunning) return;
    try {
      await session.reach(CONNECT_MS);
    } catch (error) {
      // The state then says that it is not connected, which is the truth.
      if (!FleetError.is(error)) throw error;
    }
  }

  #runtime(agentId: string): AgentRuntime {
    const found = this.#agents.get(agentId);
    if (found !== undefined) return found;
    // Without a fleet file that can be used there are no Agentinnen: that is what the caller has to hear.
    const { ids } = this.#agents;
    if (ids.length === 0 && this.configProblem !== null) throw this.configProblem;
    throw new FleetError(
      'unknown_agent',
      `There is no Agentin with this id. The fleet has: ${ids.join(', ')}.`,
    );
  }

  #session(agentId: string): AgentSession {
    return new AgentSession(this.#deps, this.#runtime(agentId));
  }

  #others(agentId: string | null): Others {
    return { sessions: this.#sessions().filter(({ id }) => id !== agentId), refresh: this.#refresh };
  }

  #sessions(): readonly AgentSession[] {
    return this.#agents.all.map((runtime) => new AgentSession(this.#deps, runtime));
  }

  #onConfig(): void {
    this.#agents.sync(this.config.agents);
    this.#supervision.value?.sync();
    this.#configChanged.fire();
  }
}
