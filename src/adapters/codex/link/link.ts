import type { AgentEvent } from '../../../core/agent/agent.ts';
import type { Answer } from '../../../core/agent/pending.ts';
import type { ContentEvent } from '../../../core/content/content.ts';
import { FleetError } from '../../../core/errors.ts';
import { DisposableStore, Emitter, type Disposable } from '../../../core/lifecycle.ts';
import type {
  CodexLink,
  FoundTurn,
  RememberedTurn,
  TurnTuple,
  TurnWork,
  WriteProfile,
  Preferred,
} from '../../../core/ports.ts';
import type { RpcClient } from '../rpc/client.ts';
import { wireAnswer } from '../translate/answer.ts';
import { call, calls } from '../wire/calls.ts';
import { ServerConnection, type ConnectionDeps } from './connection.ts';
import { editConfig, homeChoice } from './homeConfig.ts';
import { overridesFor, type BeforeOurs } from './overrides.ts';
import type { PendingEntry } from './pendingBook.ts';
import { ThreadPicture } from './picture.ts';
import { installEdits, removeEdits } from './profiles.ts';
import { answerImpossible, disconnected, noThread, nothingPending, unconfirmed } from './refusals.ts';
import { ServerSession } from './session.ts';
import { TurnQuestions } from './turnQuestions.ts';
import { until } from './until.ts';
import { WordsHeard } from './words.ts';

/** How long the server may take to confirm that an answer was taken. */
const ANSWER_TIMEOUT_MS = 15_000;

export interface LinkDeps extends ConnectionDeps {
  /** Tells what she plans, changes and says as well. */
  readonly withContent: boolean;
}

/** A link that has begun to connect. */
export function startLink(deps: LinkDeps, preferred: Preferred): CodexLink {
  const link = new AppServerLink(deps, preferred);
  link.start();
  return link;
}

class AppServerLink implements CodexLink {
  readonly #deps: LinkDeps;
  readonly #preferred: Preferred;
  readonly #store = new DisposableStore();
  readonly #events: Emitter<AgentEvent>;
  readonly #contents = this.#store.add(new Emitter<ContentEvent>());
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #connection: ServerConnection;
  readonly #picture: ThreadPicture;
  readonly #words: WordsHeard;
  readonly #questions: TurnQuestions;
  readonly #answering = new Set<string>();
  #session: ServerSession | null = null;
  /** The session once its thread is bound: requests may be made. */
  #settled: ServerSession | null = null;
  #beforeOurs: BeforeOurs = {};
  #isDisposed = false;
  /** An attempt to connect has failed since the last connection. */
  #serverEnded = false;

  constructor(deps: LinkDeps, preferred: Preferred) {
    this.#deps = deps;
    this.#preferred = preferred;
    this.#events = this.#store.add(
      new Emitter((error) => deps.logger.error('A listener of Codex events failed.', error)),
    );
    const tell = (event: ContentEvent): void => {
      if (deps.withContent) this.#contents.fire(event);
    };
    this.#picture = new ThreadPicture(deps.clock, (event) => this.#emit(event), tell);
    this.#questions = new TurnQuestions(deps.clock, this.#picture, () => this.#bound());
    this.#words = this.#store.add(
      new WordsHeard(deps, {
        tell,
        threadId: () => this.#picture.threadId,
        cwd: () => preferred.cwd(),
        changed: this.#changed.event,
      }),
    );
    this.#connection = this.#store.add(new ServerConnection(deps));
  }

  get onEvent(): CodexLink['onEvent'] {
    return this.#events.event;
  }

  get onContent(): CodexLink['onContent'] {
    return this.#contents.event;
  }

  hearWords(): Disposable {
    return this.#words.listen();
  }

  async readContent(turnId: string): Promise<ContentEvent | null> {
    return this.#questions.readContent(turnId);
  }

  get work(): TurnWork | null {
    return this.#picture.work;
  }

  start(): void {
    this.#connection.onLink((link) => this.#emit({ type: 'link', link }));
    this.#connection.onUp((rpc) => this.#up(rpc));
    this.#connection.onDown((how) => this.#down(how));
    this.#connection.start();
  }

  dispose(): void {
    this.#settled = null;
    this.#session = null;
    this.#isDisposed = true;
    // Who waits looks once more, sees the end, and stops waiting.
    this.#changed.fire();
    this.#store.dispose();
  }

  async ready(timeoutMs: number): Promise<void> {
    await this.#await(timeoutMs, () => this.#settled ?? undefined, disconnected);
  }

  async thread(timeoutMs: number): Promise<string> {
    return this.#await(timeoutMs, () => this.#picture.threadId ?? undefined, noThread);
  }

  async startTurn(text: string, tuple: TurnTuple, clientKey: string): Promise<string> {
    const { rpc, session, threadId } = this.#bound();
    await session.ensureSubscribed();
    const { overrides, before } = overridesFor(tuple, this.#picture.settings, this.#beforeOurs);
    const { turn } = await call(rpc, calls.startTurn, {
      threadId,
      input: [{ type: 'text', text, text_elements: [] }],
      clientUserMessageId: clientKey,
      ...overrides,
    });
    this.#beforeOurs = before;
    this.#picture.turnAccepted(turn.id);
    return turn.id;
  }

  async interruptTurn(turnId: string): Promise<void> {
    const { rpc, threadId } = this.#bound();
    try {
      await call(rpc, calls.interruptTurn, { threadId: this.#questions.threadOf(turnId, threadId), turnId });
    } catch (error) {
      // One that is over needs no interrupting.
      const turn = FleetError.is(error, 'codex_failed') ? await this.turn(turnId) : null;
      if (turn === null || turn.outcome === 'running') throw error;
    }
  }

  async answer(key: string, answer: Answer): Promise<void> {
    const entry = this.#picture.book.get(key);
    if (entry === undefined || this.#answering.has(key)) throw nothingPending();
    const { rpc } = this.#connected();
    if (entry.requestId === null) throw disconnected();
    this.#answering.add(key);
    try {
      await this.#send(rpc, entry, answer);
      await this.#await(ANSWER_TIMEOUT_MS, () => this.#isGone(key), unconfirmed);
    } finally {
      this.#answering.delete(key);
    }
  }

  async applyTuple(tuple: TurnTuple): Promise<void> {
    const { rpc, session, threadId } = this.#bound();
    await session.ensureSubscribed();
    const { overrides, before } = overridesFor(tuple, this.#picture.settings, this.#beforeOurs);
    const cwd = this.#preferred.cwd();
    const params = { threadId, cwd, ...(await homeChoice(rpc, tuple)), ...overrides };
    await call(rpc, calls.updateSettings, params);
    this.#beforeOurs = before;
  }

  async isAtRest(): Promise<boolean> {
    return this.#questions.isAtRest();
  }

  async installProfile(profile: WriteProfile): Promise<void> {
    await editConfig(this.#connected().rpc, (config) => installEdits(config, profile));
  }

  async removeProfile(name: string): Promise<void> {
    await editConfig(this.#connected().rpc, (config) => removeEdits(config, name));
  }

  async turn(turnId: string): Promise<RememberedTurn | null> {
    return this.#questions.turn(turnId);
  }

  async findTurn(clientKey: string): Promise<FoundTurn | 'absent' | 'unclear'> {
    return this.#questions.findTurn(clientKey);
  }

  #up(rpc: RpcClient): void {
    const { clock, logger } = this.#deps;
    const picture = this.#picture;
    const preferred = { ...this.#preferred, threadId: picture.threadId ?? this.#preferred.threadId };
    const isNewServer = this.#serverEnded;
    const session = new ServerSession({
      rpc,
      picture,
      clock,
      logger,
      preferred,
      isNewServer,
      withContent: this.#deps.withContent,
    });
    this.#session = session;
    this.#serverEnded = false;
    session.start().then(
      () => this.#settle(session),
      (error: unknown) => {
        // It was given up meanwhile, or the server has ended: there is nothing to bind to.
        if (this.#session !== session) return;
        logger.warn(`The Agentin's thread could not be bound: ${String(error)}`);
        // Without its thread the connection is of no use; a new one starts over.
        rpc.dispose();
      },
    );
  }

  #settle(session: ServerSession): void {
    if (this.#session !== session) return;
    this.#settled = session;
    this.#changed.fire();
  }

  #down(how: 'closed' | 'unreachable'): void {
    this.#session = null;
    this.#settled = null;
    this.#picture.book.disconnect();
    if (how === 'closed' && this.#deps.withContent) this.#contents.fire({ type: 'gap' });
    // Nobody listens any more: the server that asked has ended, and its questions with it.
    if (how === 'unreachable') {
      this.#serverEnded = true;
      this.#picture.dropUnreplayed();
    }
    this.#changed.fire();
  }

  #emit(event: AgentEvent): void {
    this.#events.fire(event);
    this.#changed.fire();
  }

  async #send(rpc: RpcClient, entry: PendingEntry, answer: Answer): Promise<void> {
    const wire = wireAnswer(entry.request, answer);
    if (wire.kind === 'impossible') throw answerImpossible();
    if (wire.kind === 'interrupt') await this.interruptTurn(entry.item.turnId);
    else if (entry.requestId !== null) rpc.respond(entry.requestId, wire.result);
  }

  #isGone(key: string): true | undefined {
    const entry = this.#picture.book.get(key);
    if (entry === undefined) return true;
    if (entry.requestId === null) throw disconnected();
    return undefined;
  }

  #connected(): { readonly rpc: RpcClient; readonly session: ServerSession } {
    const session = this.#settled;
    if (session === null) throw disconnected();
    return { rpc: session.rpc, session };
  }

  #bound(): { readonly rpc: RpcClient; readonly session: ServerSession; readonly threadId: string } {
    const { threadId } = this.#picture;
    const connected = this.#connected();
    if (threadId === null) throw noThread();
    return { ...connected, threadId };
  }

  #await<T>(timeoutMs: number, look: () => T | undefined, late: () => FleetError): Promise<T> {
    const { clock } = this.#deps;
    return until({
      look: () => {
        if (this.#isDisposed) throw disconnected();
        return look();
      },
      changed: this.#changed.event,
      timeoutMs,
      clock,
      late,
    });
  }
}
