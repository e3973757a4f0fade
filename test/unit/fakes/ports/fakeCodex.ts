import type { AgentEvent, TurnOutcome } from '../../../../src/core/agent/agent.ts';
import type { Answer, PendingItem } from '../../../../src/core/agent/pending.ts';
import type { ContentEvent } from '../../../../src/core/content/content.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { Emitter, toDisposable } from '../../../../src/core/lifecycle.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type {
  CodexConnector,
  CodexLink,
  FoundTurn,
  RememberedTurn,
  TurnTuple,
  TurnWork,
  WriteProfile,
} from '../../../../src/core/ports.ts';

/** An app-server that behaves: turns run until told otherwise, overrides stick, profiles are kept, items are replayed. */
export class FakeCodexServer {
  readonly links = new Set<FakeLink>();
  readonly turns: {
    id: string;
    text: string;
    tuple: TurnTuple;
    clientKeys: string[];
    outcome: TurnOutcome | 'running';
  }[] = [];
  readonly profiles = new Map<string, WriteProfile>();
  readonly answers: { key: string; answer: Answer }[] = [];
  /** Turns that ended while nobody was connected; a link tells of them when it is back. */
  readonly cutOff: { readonly id: string; readonly outcome: TurnOutcome }[] = [];
  pending: PendingItem[] = [];
  tuple: TurnTuple | null = null;
  threadId: string | null = 'thread-1';
  /** When the running turn last did something, and the commands that it runs. */
  lastSignAtMs = 0;
  commands: TurnWork['commands'] = [];
  up = true;
  /** New connections come to be when it resolves. */
  connecting: Promise<void> = Promise.resolve();
  /** The next startTurn fails this way. */
  failNextTurn: FleetError | null = null;
  /** What happens while a startTurn is on its way. */
  beforeTurn: (() => void) | null = null;
  /** What happens while the next applyTuple is on its way. */
  beforeTuple: (() => void) | null = null;

  /** Turns on record, as `readContent` finds them. */
  readonly record = new Map<string, ContentEvent>();
  /** How many listen to her words. */
  listeners = 0;

  emit(event: AgentEvent): void {
    for (const link of this.links) link.emitter.fire(event);
  }

  /** She plans, changes or says something. */
  tell(...events: readonly ContentEvent[]): void {
    for (const event of events) for (const link of this.links) link.contents.fire(event);
  }

  get running(): (typeof this.turns)[number] | undefined {
    return this.turns.find((turn) => turn.outcome === 'running');
  }

  startTurn(text: string, tuple: TurnTuple, clientKey: string): string {
    this.tuple = tuple;
    const running = this.running;
    if (running !== undefined) {
      running.clientKeys.push(clientKey);
      return running.id;
    }
    const id = `turn-${this.turns.length + 1}`;
    this.turns.push({ id, text, tuple, clientKeys: [clientKey], outcome: 'running' });
    this.emit({ type: 'threadStatus', status: { kind: 'active', waitingOn: null } });
    this.emit({ type: 'turnStarted', turnId: id, startedAtMs: 0 });
    return id;
  }

  endTurn(outcome: TurnOutcome = 'completed', nowMs = 0): void {
    const turn = this.running;
    if (turn === undefined) throw new Error('no turn is running');
    turn.outcome = outcome;
    this.emit({ type: 'threadStatus', status: { kind: 'idle' } });
    this.emit({ type: 'turnEnded', turn: { turnId: turn.id, outcome, failure: null, endedAtMs: nowMs } });
  }

  ask(item: PendingItem): void {
    this.pending.push(item);
    this.emit({ type: 'pendingOpened', item });
  }

  /** The process is gone: every link notices, the running turn is cut off. */
  die(): void {
    this.up = false;
    for (const turn of this.turns.filter(({ outcome }) => outcome === 'running')) {
      turn.outcome = 'interrupted';
      this.cutOff.push({ id: turn.id, outcome: 'interrupted' });
    }
    for (const item of this.pending.splice(0)) this.emit({ type: 'pendingResolved', key: item.key });
    this.emit({ type: 'link', link: { kind: 'connecting', attempt: 1 } });
  }

  comeBack(): void {
    this.up = true;
    for (const link of this.links) link.greet();
  }
}

class FakeLink implements CodexLink {
  readonly emitter = new Emitter<AgentEvent>();
  readonly onEvent = this.emitter.event;
  readonly contents = new Emitter<ContentEvent>();
  readonly onContent = this.contents.event;
  readonly #server: FakeCodexServer;

  constructor(server: FakeCodexServer) {
    this.#server = server;
    server.links.add(this);
    void this.#join();
  }

  hearWords(): Disposable {
    this.#server.listeners += 1;
    return toDisposable(() => {
      this.#server.listeners -= 1;
    });
  }

  async readContent(turnId: string): Promise<ContentEvent | null> {
    await this.ready();
    return this.#server.record.get(turnId) ?? null;
  }

  async #join(): Promise<void> {
    await this.#server.connecting;
    if (this.#server.up) this.greet();
    else this.emitter.fire({ type: 'link', link: { kind: 'connecting', attempt: 1 } });
  }

  get work(): TurnWork | null {
    const { running, lastSignAtMs, commands } = this.#server;
    return running === undefined ? null : { turnId: running.id, lastSignAtMs, commands };
  }

  greet(): void {
    this.emitter.fire({ type: 'link', link: { kind: 'connected' } });
    this.emitter.fire({ type: 'threadBound', threadId: this.#server.threadId });
    const running = this.#server.running;
    this.emitter.fire({
      type: 'threadStatus',
      status: running === undefined ? { kind: 'idle' } : { kind: 'active', waitingOn: null },
    });
    if (running !== undefined) this.emitter.fire({ type: 'turnStarted', turnId: running.id, startedAtMs: 0 });
    for (const item of this.#server.pending) this.emitter.fire({ type: 'pendingOpened', item });
    for (const { id, outcome } of this.#server.cutOff) {
      this.emitter.fire({ type: 'turnEnded', turn: { turnId: id, outcome, failure: null, endedAtMs: 0 } });
    }
  }

  async ready(): Promise<void> {
    if (!this.#server.up) throw new FleetError('codex_disconnected', 'down', { retryable: true });
    await this.#server.connecting;
  }

  async thread(): Promise<string> {
    await this.ready();
    if (this.#server.threadId !== null) return this.#server.threadId;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.onEvent((event) => {
      if (event.type === 'threadBound' && event.threadId !== null) resolve(event.threadId);
    });
    return promise;
  }

  async startTurn(text: string, tuple: TurnTuple, clientKey: string): Promise<string> {
    await this.ready();
    const failure = this.#server.failNextTurn;
    this.#server.failNextTurn = null;
    if (failure !== null) throw failure;
    this.#server.beforeTurn?.();
    return this.#server.startTurn(text, tuple, clientKey);
  }

  async interruptTurn(turnId: string): Promise<void> {
    await this.ready();
    if (this.#server.running?.id === turnId) this.#server.endTurn('interrupted');
  }

  async answer(key: string, answer: Answer): Promise<void> {
    await this.ready();
    if (!this.#server.pending.some((item) => item.key === key))
      throw new FleetError('nothing_pending', 'gone');
    this.#server.pending = this.#server.pending.filter((item) => item.key !== key);
    this.#server.answers.push({ key, answer });
    this.#server.emit({ type: 'pendingResolved', key });
  }

  async applyTuple(tuple: TurnTuple): Promise<void> {
    await this.ready();
    this.#server.beforeTuple?.();
    this.#server.beforeTuple = null;
    this.#server.tuple = tuple;
  }

  async isAtRest(): Promise<boolean> {
    await this.ready();
    return this.#server.running === undefined;
  }

  async installProfile(profile: WriteProfile): Promise<void> {
    await this.ready();
    this.#server.profiles.set(profile.name, profile);
  }

  async removeProfile(name: string): Promise<void> {
    await this.ready();
    this.#server.profiles.delete(name);
  }

  async findTurn(clientKey: string): Promise<FoundTurn | 'absent' | 'unclear'> {
    await this.ready();
    const turn = this.#server.turns.find((other) => other.clientKeys.includes(clientKey));
    if (turn !== undefined) {
      const { id: turnId, outcome, clientKeys } = turn;
      return { turnId, outcome, failure: null, endedAtMs: null, began: clientKeys[0] === clientKey };
    }
    return this.#server.running === undefined ? 'absent' : 'unclear';
  }

  async turn(turnId: string): Promise<RememberedTurn | null> {
    await this.ready();
    const turn = this.#server.turns.find((other) => other.id === turnId);
    return turn === undefined ? null : { turnId, outcome: turn.outcome, failure: null, endedAtMs: null };
  }

  dispose(): void {
    this.#server.links.delete(this);
    this.emitter.dispose();
  }
}

export class FakeConnector implements CodexConnector {
  /** The model writes at the moment. */
  isStreaming = false;
  readonly servers = new Map<string, FakeCodexServer>();

  server(agentId: string): FakeCodexServer {
    const existing = this.servers.get(agentId) ?? new FakeCodexServer();
    this.servers.set(agentId, existing);
    return existing;
  }

  async hearsStream(): Promise<boolean> {
    return Promise.resolve(this.isStreaming);
  }

  connect(agentId: string): CodexLink {
    return new FakeLink(this.server(agentId));
  }
}
