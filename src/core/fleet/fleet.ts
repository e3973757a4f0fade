import type { AssignmentRequest } from '../assignment.ts';
import type { FleetConfig } from '../config.ts';
import { FleetError } from '../errors.ts';
import type {
  AgentChange,
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
import type { HoldWish } from '../hold.ts';
import type { Installation } from '../installation.ts';
import type { Claim, Holder, LeaseView } from '../lease.ts';
import { DisposableStore, Emitter, MutableDisposable, toDisposable } from '../lifecycle.ts';
import type { Disposable } from '../lifecycle.ts';
import type { Answer } from '../pending.ts';
import type { ScopeReport } from '../scope.ts';
import type { SkillInventory } from '../skills.ts';
import { boundTail, redact } from '../redact.ts';
import type { WatchdogPolicy } from '../watchdog.ts';
import type { Repositories } from '../repositories.ts';
import { AgentRuntime } from './agentRuntime.ts';
import { assignToAgent } from './assign.ts';
import { queryAssignments } from './assignments.ts';
import { examineScope } from './assignmentPaths.ts';
import type { FleetDeps } from './context.ts';
import { holdTerminal, releaseTerminal } from './holds.ts';
import { interruptAgent } from './interrupt.ts';
import { requestReport } from './report.ts';
import { claimAgent, releaseAgent } from './leases.ts';
import { sendToAgent } from './send.ts';
import { AgentSession } from './session.ts';
import { startAgent } from './start.ts';
import { stopAgent } from './stop.ts';
import { Supervision } from './supervision.ts';
import { waitForAgent } from './wait.ts';
import { watchAgent } from './watchdog.ts';
import type { WaitWish } from './wait.ts';

const CONNECT_MS = 5000;

/** The fleet over its ports. One per process; what several processes share is on disk, behind locks and leases. */
export class FleetManager implements Fleet {
  readonly #deps: FleetDeps;
  readonly #store = new DisposableStore();
  readonly #agentChanged = this.#store.add(new Emitter<AgentChange>());
  readonly #turnEnded = this.#store.add(new Emitter<{ readonly agentId: string; readonly turnId: string }>());
  readonly #configChanged = this.#store.add(new Emitter<void>());
  readonly #agents = new Map<string, { readonly runtime: AgentRuntime; readonly ends: Disposable }>();
  readonly #supervision = this.#store.add(new MutableDisposable<Supervision>());
  #supervisors = 0;

  readonly onDidChangeAgent = this.#agentChanged.event;
  readonly onDidEndTurn = this.#turnEnded.event;
  readonly onDidChangeConfig = this.#configChanged.event;

  /** `owned` ends with the fleet, after everything of its own. */
  static create(deps: FleetDeps, owned?: Disposable): FleetManager {
    const fleet = new FleetManager(deps);
    if (owned !== undefined) fleet.#store.add(owned);
    fleet.#store.add(deps.configSource.onDidChange(() => fleet.#onConfig()));
    fleet.#syncAgents();
    return fleet;
  }

  private constructor(deps: FleetDeps) {
    this.#deps = deps;
  }

  get config(): FleetConfig {
    return this.#deps.configSource.current();
  }

  get configProblem(): FleetError | null {
    return this.#deps.configSource.problem();
  }

  get repositories(): Repositories {
    return this.#deps.repositories;
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
    await agent.readLease();
    return agent.leaseFor(holder);
  }

  async claim(agentId: string, wish: AgentClaimWish, holder: Holder): Promise<AgentClaim> {
    return claimAgent(this.#session(agentId), wish, holder);
  }

  async release(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<ReleaseResult> {
    return releaseAgent(this.#session(agentId), wish, holder);
  }

  async start(agentId: string, wish: StartWish, holder: Holder): Promise<StartResult> {
    return startAgent(this.#session(agentId), wish, holder);
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
    return assignToAgent(this.#session(agentId), request, idempotencyKey, holder);
  }

  async requestReport(agentId: string, wish: ReportWish, holder: Holder): Promise<ReportResult> {
    return requestReport(this.#session(agentId), wish, holder);
  }

  async assignments(agentId: string | null, limit: number): Promise<AssignmentsPage> {
    const sessions = agentId === null ? this.#sessions() : [this.#session(agentId)];
    const refresh = async (session: AgentSession): Promise<void> => this.#refresh(session);
    const page = await queryAssignments({ sessions, agentId, limit, refresh });
    return { ...page, retentionLimit: this.config.limits.ledgerRecords };
  }

  async skills(agentId: string): Promise<SkillInventory> {
    return this.#deps.skillShelf.inventory(this.#runtime(agentId).spec.home);
  }

  async checkScope({ base, cwd, ...paths }: Parameters<Fleet['checkScope']>[0]): Promise<ScopeReport> {
    const { workspace } = this.#deps;
    return examineScope(workspace, await workspace.resolvePath(base, cwd ?? '.'), paths);
  }

  async watchdog(agentId: string, policy: WatchdogPolicy, holder: Holder): Promise<WatchdogResult> {
    const session = this.#session(agentId);
    await this.#refresh(session);
    return watchAgent(session, policy, holder);
  }

  async leadTimers(): Promise<Disposable | null> {
    return this.#deps.store.tryLead();
  }

  async interrupt(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<Claim> {
    return interruptAgent(this.#session(agentId), wish, holder);
  }

  async wait(agentId: string, wish: WaitWish, holder: Holder): Promise<WaitResult> {
    const session = this.#session(agentId);
    if (this.#supervision.value === undefined) await session.agent.readDisk();
    const known = session.agent.model.assignment;
    // A waiting process listens to tmux as well, so that an end of everything ends the wait too.
    const listening = this.supervise();
    try {
      await this.status(agentId, holder);
      // What only tells that this process has just joined is no sign of her.
      await this.#connect(session);
      return await waitForAgent(this.#deps, session.agent, wish, known, holder);
    } finally {
      listening.dispose();
    }
  }

  async tail(
    agentId: string,
    wish: { readonly source: 'pane' | 'log'; readonly lines: number; readonly chars: number },
    holder: Holder,
  ): Promise<TailResult> {
    const session = this.#session(agentId);
    await session.look();
    session.assertNotForeign(holder);
    const text =
      wish.source === 'pane'
        ? await this.#paneText(session, wish.lines)
        : await this.#logText(session, wish.chars);
    session.agent.apply({ type: 'looked' });
    return { output: boundTail(redact(text), wish.lines, wish.chars) };
  }

  async answer(agentId: string, key: string, answer: Answer): Promise<void> {
    const session = this.#session(agentId);
    if (!session.agent.isRunning) await session.look();
    session.assertRunning();
    const link = await session.agent.connected(CONNECT_MS);
    await link.answer(key, answer);
  }

  markLooked(agentId: string): void {
    this.#runtime(agentId).apply({ type: 'looked' });
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
    session.agent.apply({ type: 'looked' });
    return this.#deps.multiplexer.attachCommand(session.agent.spec.session);
  }

  dispose(): void {
    for (const { ends } of this.#agents.values()) ends.dispose();
    this.#agents.clear();
    this.#store.dispose();
  }

  async #paneText(session: AgentSession, lines: number): Promise<string> {
    if (!session.agent.isRunning) return '';
    return this.#deps.multiplexer.capture(session.agent.spec.session, 'agent', lines);
  }

  async #logText(session: AgentSession, chars: number): Promise<string> {
    const path = session.agent.meta?.rawLogPath ?? null;
    return path === null ? '' : this.#deps.plainText(await this.#deps.store.rawLogTail(path, chars * 4));
  }

  /** Makes sure that the picture of the Agentin is of now. */
  async #refresh(session: AgentSession): Promise<void> {
    if (this.#supervision.value === undefined) await this.#lookAndConnect(session);
    else await this.#supervision.value.firstLook;
  }

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
    if (found !== undefined) return found.runtime;
    // Without a fleet file that can be used there are no Agentinnen: that is what the caller has to hear.
    if (this.#agents.size === 0 && this.configProblem !== null) throw this.configProblem;
    const known = [...this.#agents.keys()].join(', ');
    throw new FleetError('unknown_agent', `There is no Agentin with this id. The fleet has: ${known}.`);
  }

  #session(agentId: string): AgentSession {
    return new AgentSession(this.#deps, this.#runtime(agentId));
  }

  #sessions(): readonly AgentSession[] {
    return [...this.#agents.values()].map(({ runtime }) => new AgentSession(this.#deps, runtime));
  }

  #onConfig(): void {
    this.#syncAgents();
    this.#supervision.value?.sync();
    this.#configChanged.fire();
  }

  /** One runtime per Agentin of the fleet file; one whose entry changed begins anew, the others are left alone. */
  #syncAgents(): void {
    const wanted = new Map(this.config.agents.map((spec) => [spec.id, spec]));
    for (const [id, { runtime, ends }] of this.#agents) {
      if (JSON.stringify(wanted.get(id)) === JSON.stringify(runtime.spec)) continue;
      ends.dispose();
      this.#agents.delete(id);
    }
    // Built anew in the file's order, which is the order that everything shows.
    const existing = new Map(this.#agents);
    this.#agents.clear();
    for (const spec of wanted.values()) this.#agents.set(spec.id, existing.get(spec.id) ?? this.#add(spec));
  }

  #add(spec: AgentRuntime['spec']): { readonly runtime: AgentRuntime; readonly ends: Disposable } {
    const ends = new DisposableStore();
    const runtime = ends.add(new AgentRuntime(spec, this.#deps));
    ends.add(runtime.onDidChange((change) => this.#agentChanged.fire(change)));
    ends.add(runtime.onDidEndTurn((turnId) => this.#turnEnded.fire({ agentId: spec.id, turnId })));
    return { runtime, ends };
  }
}
