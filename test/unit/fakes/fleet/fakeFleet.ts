import type { Answer } from '../../../../src/core/agent/pending.ts';
import { ledgerEntry } from '../../../../src/core/assignment/assignment.ts';
import type { AssignmentRequest, LedgerEntry } from '../../../../src/core/assignment/assignment.ts';
import type { Delivery } from '../../../../src/core/assignment/delivery.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import type {
  AgentSnapshot,
  SendResult,
  SendWish,
  StartWish,
  TailResult,
  WaitResult,
} from '../../../../src/core/fleetApi.ts';
import type { Installation } from '../../../../src/core/installation.ts';
import type { Claim, Holder, LeaseView } from '../../../../src/core/lease.ts';
import { toDisposable } from '../../../../src/core/lifecycle.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type { PanelFleet } from '../../../../src/core/panelFleet.ts';
import type { SkillInventory } from '../../../../src/core/skills.ts';
import type { Repositories } from '../../../../src/core/worktrees/repositories.ts';
import { FakeAgents } from './fakeAgents.ts';
import { assignmentOf, ignoredOf, metaOf, opened, pageOf, present } from './fakeFleetParts.ts';
import { fakeInstallation } from './fakeInstallation.ts';
import { fakeRepositories } from './fakeRepositories.ts';
import { scopeCheck } from './fakeScope.ts';
import { answerTo, inventoryOf } from './fakeSkills.ts';
import { FakeStore } from '../ports/fakeStore.ts';
import { waitFor } from './fakeWait.ts';
import { watched } from './fakeWatchdog.ts';

const NOBODY = { owner: '', kind: 'person' } as const;

export const lead: Holder = { owner: 'lead-one', kind: 'lead' };
export const otherLead: Holder = { owner: 'lead-two', kind: 'lead' };

/**
 * A fleet in memory that keeps the rules of leases, states and deliveries but starts nothing. Time stands still
 * until `nowMs` is moved; what Codex would do is said with `happens`.
 */
export class FakeFleet extends FakeAgents implements PanelFleet {
  installation: Installation = fakeInstallation();
  inventory: SkillInventory = inventoryOf();
  repositories: Repositories = fakeRepositories();
  /** Who leads the timers; two fleets of one state directory share it. */
  timers = new FakeStore();
  isDisposed = false;
  readonly wishes: { start: StartWish[]; assign: AssignmentRequest[] } = { start: [], assign: [] };
  readonly answers: { readonly agentId: string; readonly key: string; readonly answer: Answer }[] = [];
  readonly ledger: LedgerEntry[] = [];
  isLedgerReadable = true;
  supervisors = 0;
  #turns = 0;

  supervise(): Disposable {
    this.supervisors += 1;
    return toDisposable(() => (this.supervisors -= 1));
  }

  async status(agentId: string, holder: Holder): Promise<AgentSnapshot> {
    this.enter('status', agentId);
    return this.peek(agentId, holder);
  }

  async lease(agentId: string, holder: Holder): Promise<LeaseView> {
    this.enter('lease', agentId);
    return this.leases.view(agentId, holder);
  }

  claim: PanelFleet['claim'] = async (agentId, wish, holder) => {
    this.enter('claim', agentId);
    return this.leases.claimAgent(agentId, wish, holder);
  };

  release: PanelFleet['release'] = async (agentId, wish, holder) => {
    this.enter('release', agentId);
    return this.leases.release(agentId, wish, holder);
  };

  start: PanelFleet['start'] = async (agentId, wish, holder) => {
    const agent = this.enter('start', agentId);
    this.wishes.start.push(wish);
    const isRunning = agent.model.session.kind === 'present';
    if (!isRunning) {
      this.leases.assertNotForeign(agentId, holder);
      agent.meta = metaOf(agentId, wish, this.nowMs);
      this.happens(agentId, { type: 'starting' }, { type: 'session', session: present }, ...opened(agentId));
    }
    const ignored = isRunning ? ignoredOf(wish, agent.meta) : [];
    const status = isRunning ? 'already_running' : 'started';
    return { status, agentId, pid: 101, resumedThread: false, ignored, snapshot: this.peek(agentId, holder) };
  };

  async stop(agentId: string, wish: { readonly force: boolean }, holder: Holder) {
    const agent = this.enter('stop', agentId);
    if (agent.model.session.kind !== 'present') return { status: 'not_running' } as const;
    if (!wish.force) this.leases.assertNotForeign(agentId, holder);
    this.leases.remove(agentId);
    this.happens(agentId, { type: 'session', session: { kind: 'absent' } });
    return { status: 'stopped' } as const;
  }

  async send(agentId: string, wish: SendWish, holder: Holder): Promise<SendResult> {
    const agent = this.enter('send', agentId);
    const claim = this.#claim(agentId, holder, false);
    if (!wish.enter) return { delivery: { state: 'typed' }, claim, pasted: true };
    const earlier = wish.idempotencyKey === null ? undefined : agent.deliveries.get(wish.idempotencyKey);
    const delivery = earlier ?? this.#startTurn(agentId);
    if (wish.idempotencyKey !== null) agent.deliveries.set(wish.idempotencyKey, delivery);
    return { delivery, claim, pasted: false };
  }

  assign: PanelFleet['assign'] = async (agentId, request, idempotencyKey, holder) => {
    this.enter('assign', agentId);
    this.wishes.assign.push(request);
    if (request.role === 'worker' && request.writePaths.length === 0)
      throw new FleetError('role_violation', 'An Arbeitsbiene needs write_paths.');
    const skill = answerTo(request, this.inventory);
    const { delivery, claim } = await this.send(
      agentId,
      { text: request.task, enter: true, idempotencyKey },
      holder,
    );
    const assignment = assignmentOf(agentId, request, delivery, this.nowMs, holder);
    this.happens(agentId, { type: 'assignment', assignment });
    this.ledger.push(ledgerEntry(agentId, assignment));
    const facts = { enforcement: 'os_sandbox', promptChars: 321, overlaps: [], ledgerProblem: null } as const;
    return { assignment, skill, claim, ...facts };
  };

  assignments: PanelFleet['assignments'] = async (agentId, limit) => {
    this.calls.push(`assignments ${agentId}`);
    return Promise.resolve(pageOf(this, agentId, limit));
  };

  requestReport: PanelFleet['requestReport'] = async (agentId, wish, holder) => {
    const agent = this.enter('report', agentId);
    const { assignmentId, enter } = wish;
    const before = agent.model.turn?.turnId ?? null;
    const claim = this.#claim(agentId, holder, false);
    const delivery = enter ? this.#startTurn(agentId) : ({ state: 'typed' } as const);
    const report = { requestedAtMs: this.nowMs, assignmentId, delivery, answeredAtMs: null };
    if (agent.meta !== null) agent.meta = { ...agent.meta, report };
    return { report, chars: 200, steered: before !== null, pasted: !enter, claim };
  };

  async skills(agentId: string): Promise<SkillInventory> {
    this.enter('skills', agentId);
    return this.inventory;
  }

  checkScope: PanelFleet['checkScope'] = async (wish) =>
    Promise.resolve(
      scopeCheck(
        wish,
        this.config.agents.map(({ id }) => this.peek(id, NOBODY)),
      ),
    );

  watchdog: PanelFleet['watchdog'] = async (agentId, policy, holder) => {
    const agent = this.enter('watchdog', agentId);
    const { result, meta } = watched(this.peek(agentId, holder), policy, this.nowMs);
    agent.meta = meta;
    return result;
  };

  leadTimers: PanelFleet['leadTimers'] = async () => this.timers.tryLead();
  noteFinding: PanelFleet['noteFinding'] = async (agentId, found) => this.findings.note(agentId, found);
  dismissFinding: PanelFleet['dismissFinding'] = async (agentId) => this.findings.dismiss(agentId);

  async interrupt(agentId: string, wish: { readonly force: boolean }, holder: Holder): Promise<Claim> {
    this.enter('interrupt', agentId);
    return this.#claim(agentId, holder, wish.force);
  }

  async wait(agentId: string, wish: Parameters<PanelFleet['wait']>[1], holder: Holder): Promise<WaitResult> {
    this.enter('wait', agentId);
    return waitFor(this, agentId, wish, holder);
  }

  async tail(agentId: string, _wish: unknown, holder: Holder): Promise<TailResult> {
    this.enter('tail', agentId);
    this.leases.assertNotForeign(agentId, holder);
    return { output: '› Explain this codebase' };
  }

  async answer(agentId: string, key: string, answer: Answer): Promise<void> {
    this.enter('answer', agentId);
    this.answers.push({ agentId, key, answer });
    this.happens(agentId, { type: 'pendingResolved', key });
  }

  markLooked = (agentId: string): void => this.happens(agentId, { type: 'looked' });

  async attachCommand(agentId: string): Promise<readonly string[]> {
    if (this.agent(agentId).model.session.kind !== 'present')
      throw new FleetError('agent_not_running', `Agentin ${agentId} is not running. Start her first.`);
    return ['tmux', 'attach', '-t', `=${this.spec(agentId).session}`];
  }

  holdTerminal: PanelFleet['holdTerminal'] = async (agentId, wish, { seat = '' }) => {
    this.enter('hold', agentId);
    this.holds.take(agentId, seat, wish);
  };

  releaseTerminal: PanelFleet['releaseTerminal'] = async (agentId, { everybody }, holder) => {
    this.enter('letGo', agentId);
    return { status: this.holds.release(agentId, everybody, holder) };
  };

  dispose(): void {
    this.isDisposed = true;
  }

  #claim(agentId: string, holder: Holder, force: boolean): Claim {
    const agent = this.agent(agentId);
    if (agent.model.session.kind !== 'present')
      throw new FleetError('agent_not_running', `Agentin ${agentId} is not running. Start her first.`);
    this.holds.assertMayWrite(agentId, holder);
    return this.leases.claim(agentId, holder, force);
  }

  #startTurn(agentId: string): Delivery {
    const turnId = `turn-${++this.#turns}`;
    this.happens(agentId, { type: 'turnStarted', turnId, startedAtMs: this.nowMs });
    return { state: 'accepted', turnId };
  }
}
