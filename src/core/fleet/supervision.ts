import type { Session } from '../agent/agent.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { Disposable } from '../lifecycle.ts';
import type { StateChange } from '../ports.ts';
import type { FleetDeps } from './context.ts';
import { KeepAlive } from './keepAlive.ts';
import type { AgentSession } from './session.ts';

/**
 * For long-lived processes: listens to tmux and to the state directory, so that the picture of every Agentin is fresh
 * without looking, and keeps each of them alive.
 */
export class Supervision implements Disposable {
  readonly #deps: FleetDeps;
  readonly #sessions: () => readonly AgentSession[];
  readonly #store = new DisposableStore();
  readonly #keepers = new Map<AgentSession['agent'], KeepAlive>();
  #seen: ReadonlyMap<string, Session> = new Map();

  /** Resolves when every Agentin has been looked at once; never rejects. */
  readonly firstLook: Promise<void>;

  static start(deps: FleetDeps, sessions: () => readonly AgentSession[]): Supervision {
    return new Supervision(deps, sessions);
  }

  private constructor(deps: FleetDeps, sessions: () => readonly AgentSession[]) {
    this.#deps = deps;
    this.#sessions = sessions;
    this.#store.add(deps.multiplexer.onDidChange((seen) => this.#observe(seen)));
    this.#store.add(deps.configSource.watch());
    this.#store.add(deps.store.onDidChange((change) => this.#reread(change)));
    this.firstLook = this.#begin();
  }

  /** After a change of the fleet file: Agentinnen that are new are looked at and kept alive, those gone are left. */
  sync(): void {
    const agents = new Set(this.#sessions().map((session) => session.agent));
    for (const [agent, keeper] of this.#keepers) {
      if (agents.has(agent)) continue;
      keeper.dispose();
      this.#keepers.delete(agent);
    }
    void this.#lookAtNew();
  }

  dispose(): void {
    this.#store.dispose();
    for (const keeper of this.#keepers.values()) keeper.dispose();
    this.#keepers.clear();
  }

  async #begin(): Promise<void> {
    try {
      await this.#deps.store.ensure();
      this.#store.add(this.#deps.store.watch());
      this.#store.add(this.#deps.multiplexer.watch());
    } catch (error) {
      this.#deps.logger.error('The fleet cannot be watched.', error);
    }
    await this.#lookAtNew(this.#sessionsSeen());
  }

  async #sessionsSeen(): Promise<void> {
    try {
      this.#seen = await this.#deps.multiplexer.sessions();
    } catch (error) {
      this.#deps.logger.error('The fleet cannot be watched.', error);
    }
  }

  /** What the disk says of them is read while tmux is asked; then all are seen at once. Nobody's Codex is waited for. */
  async #lookAtNew(seen: Promise<void> = Promise.resolve()): Promise<void> {
    const fresh = this.#sessions().filter((session) => !this.#keepers.has(session.agent));
    await Promise.all([seen, ...fresh.map((session) => this.#readDisk(session))]);
    for (const session of fresh) this.#adopt(session);
  }

  async #readDisk(session: AgentSession): Promise<void> {
    try {
      await session.agent.disk.readAll();
    } catch (error) {
      this.#deps.logger.error(`Agentin ${session.id}: her state cannot be read.`, error);
    }
  }

  #adopt(session: AgentSession): void {
    if (this.#store.isDisposed || this.#keepers.has(session.agent)) return;
    try {
      session.agent.observe(this.#seen.get(session.agent.spec.session));
      this.#keepers.set(session.agent, KeepAlive.start(session));
    } catch (error) {
      this.#deps.logger.error(`Agentin ${session.id}: she cannot be looked after.`, error);
    }
  }

  #observe(seen: ReadonlyMap<string, Session>): void {
    this.#seen = seen;
    for (const agent of this.#keepers.keys()) agent.observe(seen.get(agent.spec.session));
  }

  #reread({ agentId, what }: StateChange): void {
    const agent = [...this.#keepers.keys()].find((kept) => kept.spec.id === agentId);
    if (agent === undefined) return;
    // Keys typed into a terminal change one file many times a second: the others are not read for it.
    agent.disk[what]
      .read()
      .catch((error: unknown) =>
        this.#deps.logger.error(`Agentin ${agentId}: her state cannot be read.`, error),
      );
  }
}
