import { isSettled, turnIdOf } from '../assignment/delivery.ts';
import { FleetError } from '../errors.ts';
import type { AgentModel, TerminalSighting } from '../agent/agent.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { Disposable } from '../lifecycle.ts';
import type { WindowName } from '../ports.ts';
import { withTurnEnd } from '../assignment/report.ts';
import { RestartPolicy } from './restartPolicy.ts';
import { ARRIVES_WITHIN_MS } from './delivery/deliveries.ts';
import { settleReport } from './delivery/report.ts';
import { enforceTuple, restoreBase } from './assignments/restore.ts';
import type { AgentSession } from './session.ts';
import { goneWindows, runAgain } from './launch/windows.ts';

const DONE = Symbol('done');

/**
 * Keeps one Agentin alive: connects to her, brings back an app-server or view that ended, and puts the base tuple back
 * after an assignment. Any process may do it; what has to happen once is looked at again under her lock.
 */
export class KeepAlive implements Disposable {
  readonly #session: AgentSession;
  readonly #store = new DisposableStore();
  readonly #stop = new AbortController();
  readonly #policies: Record<WindowName, RestartPolicy> = {
    agent: RestartPolicy.fresh,
    server: RestartPolicy.fresh,
  };
  readonly #busy = new Set<string>();
  #restLookedAt: TerminalSighting | null = null;
  /** She was connected to, so that something ended where she is not. */
  #hasHeard = false;
  /** We brought back the app-server, and have not told it yet what the conversation may do. */
  #isServerNew = false;

  static start(session: AgentSession): KeepAlive {
    const keeper = new KeepAlive(session);
    keeper.#store.add(session.agent.onDidChange(() => keeper.#tend()));
    keeper.#tend();
    return keeper;
  }

  private constructor(session: AgentSession) {
    this.#session = session;
  }

  dispose(): void {
    this.#stop.abort();
    this.#store.dispose();
  }

  #tend(): void {
    const { model } = this.#session.agent;
    if (model.session.kind !== 'present' || this.#store.isDisposed) return;
    const gone = goneWindows(model);
    this.#watch(model, gone.includes('server'));
    if (model.trouble !== null) return;
    for (const window of gone) this.#once(window, () => this.#bringBack(window));
    if (this.#isServerNew && model.link.kind === 'connected' && model.threadId !== null)
      this.#once('tuple', () => this.#enforce());
    if (isDraft(model)) this.#once('draft', () => this.#resolveDraft());
    if (needsRestore(model)) this.#once('restore', () => this.#restore());
    if (isReportOver(this.#session))
      this.#once('report', () => this.#session.locked(() => settleReport(this.#session)));
    if (isNewThread(this.#session)) this.#once('thread', () => this.#noteThread());
    if (this.#session.agent.disk.meta.value.isGone) this.#once('meta', () => this.#noteAgain());
  }

  #watch(model: AgentModel, serverIsGone: boolean): void {
    const { agent } = this.#session;
    if (model.control === 'terminal') this.#watchTerminal(model);
    else if (!serverIsGone && model.link.kind === 'none') agent.connect();
    else if (model.link.kind === 'connected') this.#hasHeard = true;
    // She was seen a moment before the first attempt.
    else if (model.link.kind === 'connecting' && (this.#hasHeard || model.link.attempt > 1))
      this.#once('look', () => this.#session.look());
  }

  #watchTerminal({ sighting }: AgentModel): void {
    this.#session.agent.watchTerminal();
    // Once for each time that she comes to rest.
    if (sighting?.state !== 'idle' || sighting === this.#restLookedAt) return;
    this.#restLookedAt = sighting;
    this.#once('screen', () => this.#session.readScreen());
  }

  /** One effect of a kind at a time; a failure is logged and tried again with the next change. */
  #once(kind: string, effect: () => Promise<unknown>): void {
    if (this.#busy.has(kind)) return;
    this.#busy.add(kind);
    const attempt = async (): Promise<void> => {
      let isDone = false;
      try {
        isDone = (await effect()) === DONE;
      } catch (error) {
        // Who leaves in the middle leaves it to the next process.
        if (!this.#store.isDisposed)
          this.#session.deps.logger.error(`Agentin ${this.#session.id}: ${kind} failed.`, error);
      }
      this.#busy.delete(kind);
      // What happened meanwhile was left alone: a program that ends at once is as dead as before, and nothing tells of it.
      if (isDone) this.#tend();
    };
    void attempt();
  }

  /** `DONE` when it was brought back, whatever became of it then. */
  async #bringBack(window: WindowName): Promise<typeof DONE | undefined> {
    const { deps, agent } = this.#session;
    const { pauseMs, policy } = this.#policies[window].next(deps.clock.nowMs());
    if (pauseMs === null) {
      agent.apply({
        type: 'trouble',
        what: window === 'server' ? 'server_keeps_ending' : 'view_keeps_ending',
      });
      return undefined;
    }
    await deps.clock.sleep(pauseMs, this.#stop.signal);
    if (this.#stop.signal.aborted) return undefined;
    return this.#session.locked(async () => {
      // Looked at again under the lock: a start may go on, another process may have been faster, a person stopped her.
      if (!goneWindows(agent.model).includes(window) || agent.meta?.expectedUp !== true) return undefined;
      this.#policies[window] = policy;
      if (window === 'server') this.#isServerNew = true;
      await this.#restart(window);
      return DONE;
    });
  }

  async #restart(window: WindowName): Promise<void> {
    try {
      await runAgain(this.#session, window);
    } catch (error) {
      if (FleetError.is(error)) this.#session.agent.apply({ type: 'trouble', what: 'restart_failed' });
      throw error;
    }
  }

  async #enforce(): Promise<void> {
    await this.#session.locked(() => enforceTuple(this.#session));
    this.#isServerNew = false;
  }

  async #restore(): Promise<void> {
    await this.#session.locked(() => restoreBase(this.#session, 'turnOver'));
  }

  /** A draft is on its way, or its process ended on the way: then it is settled when there was time to arrive. */
  async #resolveDraft(): Promise<void> {
    await this.#session.deps.clock.sleep(ARRIVES_WITHIN_MS, this.#stop.signal);
    if (!this.#stop.signal.aborted && isDraft(this.#session.agent.model)) await this.#restore();
  }

  /** Somebody cleared the state directory: other processes are to know her, too. */
  async #noteAgain(): Promise<void> {
    await this.#session.locked(async () => {
      if (this.#session.agent.disk.meta.value.isGone) await this.#session.updateMeta({});
    });
  }

  async #noteThread(): Promise<void> {
    const { threadId } = this.#session.agent.model;
    if (threadId !== null) await this.#session.locked(() => this.#session.updateMeta({ threadId }));
  }
}

/** Is an assignment's turn over, or gone without that anybody heard its end? Then Codex is asked under the lock. */
function needsRestore({ assignment, turn, thread, link }: AgentModel): boolean {
  if (assignment === null || assignment.restored || turn !== null) return false;
  if (assignment.enforcement === 'told_only') return isSettled(assignment.delivery);
  if (link.kind !== 'connected') return false;
  return isSettled(assignment.delivery) || (turnIdOf(assignment.delivery) !== null && thread.kind === 'idle');
}

function isDraft({ assignment, link, turn }: AgentModel): boolean {
  if (assignment?.enforcement !== 'os_sandbox' || assignment.restored) return false;
  return assignment.delivery.state === 'unconfirmed' && link.kind === 'connected' && turn === null;
}

function isReportOver({ agent }: AgentSession): boolean {
  const report = agent.meta?.report ?? null;
  const { lastTurn } = agent.model;
  return report !== null && lastTurn !== null && withTurnEnd(report, lastTurn) !== report;
}

function isNewThread({ agent }: AgentSession): boolean {
  const { threadId } = agent.model;
  return threadId !== null && agent.meta !== null && agent.meta.threadId !== threadId;
}
