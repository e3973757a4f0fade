import { isSettled } from '../delivery.ts';
import { FleetError } from '../errors.ts';
import type { AgentModel, Trouble } from '../agent.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { Disposable } from '../lifecycle.ts';
import type { WindowName } from '../ports.ts';
import { RestartPolicy } from '../restartPolicy.ts';
import { ARRIVES_WITHIN_MS } from './deliveries.ts';
import { serverCommand, viewCommand } from './launchPlan.ts';
import { restoreBase } from './restore.ts';
import type { AgentSession } from './session.ts';
import { launchFacts } from './start.ts';

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
    const { agent, server } = model.session;
    this.#watch(model, server?.dead !== null && server !== null);
    if (model.trouble !== null) return;
    if (server?.dead) this.#once('server', () => this.#bringBack('server'));
    if (agent?.dead) this.#once('agent', () => this.#bringBack('agent'));
    if (isDraft(model)) this.#once('draft', () => this.#resolveDraft());
    if (needsRestore(model)) this.#once('restore', () => this.#restore());
    if (isNewThread(this.#session)) this.#once('thread', () => this.#noteThread());
  }

  #watch(model: AgentModel, serverIsDead: boolean): void {
    const { agent } = this.#session;
    if (model.control === 'terminal') agent.watchTerminal();
    else if (!serverIsDead && model.link.kind === 'none') agent.connect();
    else if (model.link.kind === 'connecting') this.#once('look', () => this.#session.look());
  }

  /** One effect of a kind at a time; a failure is logged and tried again with the next change. */
  #once(kind: string, effect: () => Promise<void>): void {
    if (this.#busy.has(kind)) return;
    this.#busy.add(kind);
    effect()
      .catch((error: unknown) =>
        this.#session.deps.logger.error(`Agentin ${this.#session.id}: ${kind} failed.`, error),
      )
      .finally(() => this.#busy.delete(kind));
  }

  async #bringBack(window: WindowName): Promise<void> {
    const { deps, agent } = this.#session;
    const { pauseMs, policy } = this.#policies[window].next(deps.clock.nowMs());
    this.#policies[window] = policy;
    if (pauseMs === null) {
      agent.apply({
        type: 'trouble',
        what: window === 'server' ? 'server_keeps_ending' : 'view_keeps_ending',
      });
      return;
    }
    await deps.clock.sleep(pauseMs, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    await this.#session.locked(() => this.#restart(window));
  }

  async #restart(window: WindowName): Promise<void> {
    const { deps, agent } = this.#session;
    const { session } = agent.model;
    // Looked at again under the lock: another process may have brought it back, or a person stopped her.
    if (session.kind !== 'present' || session[window]?.dead === null || agent.meta?.expectedUp !== true)
      return;
    try {
      const launcher = await deps.codexHost.checkLauncher(agent.spec);
      const facts = await launchFacts(this.#session, launcher, agent.meta.cwd);
      if (window === 'server') await deps.codexHost.awaitServerEnd(agent.spec);
      const command = window === 'server' ? serverCommand(facts) : viewCommand(facts);
      await deps.multiplexer.runInWindow(agent.spec.session, window, command);
      if (window === 'agent' && agent.meta.rawLogPath !== null) {
        await deps.multiplexer.pipeToLog(agent.spec.session, 'agent', agent.meta.rawLogPath);
      }
      deps.logger.info(`Agentin ${this.#session.id}: her ${window} window was brought back.`);
      await this.#session.look();
    } catch (error) {
      const trouble: Trouble = 'restart_failed';
      if (FleetError.is(error)) agent.apply({ type: 'trouble', what: trouble });
      throw error;
    }
  }

  async #restore(): Promise<void> {
    await this.#session.locked(() => restoreBase(this.#session, 'turnOver'));
  }

  /** A draft is on its way, or its process ended on the way: then it is settled when there was time to arrive. */
  async #resolveDraft(): Promise<void> {
    await this.#session.deps.clock.sleep(ARRIVES_WITHIN_MS, this.#stop.signal);
    if (!this.#stop.signal.aborted && isDraft(this.#session.agent.model)) await this.#restore();
  }

  async #noteThread(): Promise<void> {
    const { threadId } = this.#session.agent.model;
    if (threadId !== null) await this.#session.locked(() => this.#session.updateMeta({ threadId }));
  }
}

function needsRestore(model: AgentModel): boolean {
  const { assignment } = model;
  if (assignment === null || assignment.restored || model.turn !== null) return false;
  return (
    isSettled(assignment.delivery) &&
    (assignment.enforcement === 'told_only' || model.link.kind === 'connected')
  );
}

function isDraft({ assignment, link, turn }: AgentModel): boolean {
  if (assignment?.enforcement !== 'os_sandbox' || assignment.restored) return false;
  return assignment.delivery.state === 'unconfirmed' && link.kind === 'connected' && turn === null;
}

function isNewThread({ agent }: AgentSession): boolean {
  const { threadId } = agent.model;
  return threadId !== null && agent.meta !== null && agent.meta.threadId !== threadId;
}
