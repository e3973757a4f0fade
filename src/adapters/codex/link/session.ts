import type { Clock, Logger, Preferred } from '../../../core/ports.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { NotificationMessage, ServerRequestMessage } from '../rpc/envelope.ts';
import { call, calls } from '../wire/calls.ts';
import { isSettledTurn } from '../translate/failure.ts';
import type { Notification } from '../wire/notifications.ts';
import type { WireThread, WireThreadStatus, WireTurn } from '../wire/threads.ts';
import { pastFigures } from '../terminal/pastFigures.ts';
import { pastPlan } from '../terminal/pastPlan.ts';
import { Backoff } from './backoff.ts';
import { Inbox } from './inbox.ts';
import { KnownThreads } from './knownThreads.ts';
import { MissedEnds } from './missedEnds.ts';
import { orNull } from './orNull.ts';
import type { ThreadPicture } from './picture.ts';

/** How often a subscription is tried while a first turn begins: about two seconds in all. */
const SUBSCRIBE_TRIES = 8;

export interface SessionDeps {
  readonly rpc: RpcClient;
  readonly picture: ThreadPicture;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly preferred: Preferred;
  /** The server before this one has ended. */
  readonly isNewServer: boolean;
  /** Somebody wants to know what she plans. */
  readonly withContent: boolean;
}

/**
 * One connection's work: finds the Agentin's thread, subscribes to it, follows the TUI to another one.
 *
 * Which thread is the TUI's? The server does not say which client opened what, so we go by what only a person's
 * doing brings about: a conversation that begins (`/new`, `/fork`), one that is loaded (`/resume` of an old one), or
 * one that becomes active while ours rests (`/resume` of a loaded one, at the first message in it).
 */
export class ServerSession {
  readonly #deps: SessionDeps;
  readonly #known: KnownThreads;
  readonly #ended = new AbortController();
  readonly #missed: MissedEnds;
  #subscribedTo: string | null = null;
  #subscribing = false;
  #sawWork = false;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#known = new KnownThreads(deps.rpc);
    this.#missed = new MissedEnds({ ...deps, signal: this.#ended.signal });
    const inbox = new Inbox(deps.logger, (notification) => this.#hear(notification));
    deps.rpc.onNotification((message: NotificationMessage) => inbox.notification(message));
    deps.rpc.onRequest((message: ServerRequestMessage) => {
      const request = inbox.request(message);
      if (request !== undefined) deps.picture.request(message.id, request);
    });
    deps.rpc.onClose(() => this.#ended.abort());
  }

  get rpc(): RpcClient {
    return this.#deps.rpc;
  }

  /** Resolves when the thread is bound and subscribed to as far as that is possible now. */
  async start(): Promise<void> {
    await this.#inTurn(async () => {
      const thread = await this.#find();
      if (thread !== null) await this.#adopt(thread);
      // Subscribing settles what the connection before left open; without it that is still to be done.
      if (this.#subscribedTo === null) await this.#settle(null);
    });
    this.#inBackground(this.#readRateLimits());
  }

  /** Makes sure that the bound thread is loaded and that we hear of it. */
  async ensureSubscribed(): Promise<void> {
    const { threadId } = this.#deps.picture;
    if (threadId !== null && this.#subscribedTo !== threadId) await this.#subscribe(threadId);
  }

  async #find(): Promise<WireThread | null> {
    const { rpc, preferred } = this.#deps;
    const { threadId } = preferred;
    if (threadId !== null) {
      const params = { threadId, cwd: preferred.cwd(), excludeTurns: true };
      const thread =
        (await orNull(this.#known.readMain(threadId))) ??
        // Not loaded: the server is new. Whoever resumes it first brings the conversation back for all, and says where.
        (await orNull(call(rpc, calls.resumeThread, params)))?.thread;
      if (thread !== undefined && this.#known.note(thread)) return thread;
    }
    return this.#known.newestLoaded();
  }

  async #adopt(thread: WireThread): Promise<void> {
    const { picture } = this.#deps;
    if (thread.id !== picture.threadId) {
      picture.bind(thread.id);
      this.#sawWork = false;
    }
    picture.status(thread.status);
    // Its turn may end before we are subscribed.
    if (thread.status.type === 'active') this.#sawWork = true;
    if (this.#subscribedTo !== thread.id) await this.#subscribe(thread.id);
  }

  #hear(notification: Notification): void {
    const { picture } = this.#deps;
    picture.notification(notification);
    switch (notification.method) {
      case 'thread/started':
        if (this.#known.note(notification.params.thread)) this.#follow(notification.params.thread.id, true);
        break;
      case 'thread/closed':
        this.#unloaded(notification.params.threadId);
        break;
      case 'thread/status/changed':
        this.#heardStatus(notification.params.threadId, notification.params.status);
        break;
      case 'serverRequest/resolved':
        picture.requestResolved(notification.params.requestId);
        break;
      default:
        break;
    }
  }

  #heardStatus(threadId: string, status: WireThreadStatus): void {
    const isNew = !this.#known.has(threadId);
    if (threadId !== this.#deps.picture.threadId) {
      if (status.type === 'active' || (isNew && status.type === 'idle')) this.#follow(threadId, false);
    } else if (status.type === 'notLoaded') {
      this.#subscribedTo = null;
    } else if (status.type === 'active' && this.#subscribedTo !== threadId) {
      this.#sawWork = true;
      this.#keepTrying(threadId);
    } else if (status.type !== 'active') {
      this.#inBackground(this.#missed.lookAtRest());
    }
  }

  #unloaded(threadId: string): void {
    if (threadId !== this.#deps.picture.threadId) return;
    this.#subscribedTo = null;
    this.#deps.picture.status({ type: 'notLoaded' });
  }

  /** Follows the TUI to another thread, if it is one of its own; `evenAtWork` leaves a running turn behind. */
  #follow(threadId: string, evenAtWork: boolean): void {
    const { picture } = this.#deps;
    this.#inBackground(
      this.#inTurn(async () => {
        if (threadId === picture.threadId) return;
        const thread = await this.#known.readMain(threadId);
        if (thread !== null && (evenAtWork || picture.runningTurn === null)) await this.#adopt(thread);
      }),
    );
  }

  /** A first turn has begun; its session file, without which nobody can subscribe, is there within milliseconds. */
  #keepTrying(threadId: string): void {
    if (this.#subscribing) return;
    this.#subscribing = true;
    this.#inBackground(
      this.#tryToSubscribe(threadId).finally(() => {
        this.#subscribing = false;
      }),
    );
  }

  async #tryToSubscribe(threadId: string): Promise<void> {
    const { picture, clock } = this.#deps;
    let backoff = Backoff.first;
    for (let tries = 1; tries <= SUBSCRIBE_TRIES; tries += 1) {
      if (this.#ended.signal.aborted || picture.threadId !== threadId || this.#subscribedTo === threadId)
        return;
      if (await this.#subscribe(threadId)) return;
      await clock.sleep(backoff.delayMs(1), this.#ended.signal);
      backoff = backoff.next();
    }
  }

  /** False when the thread has no session file yet. */
  async #subscribe(threadId: string): Promise<boolean> {
    const { rpc, picture } = this.#deps;
    const cwd = this.#deps.preferred.cwd();
    const initialTurnsPage = { limit: 1, sortDirection: 'desc', itemsView: 'full' } as const;
    const resumed = await orNull(
      call(rpc, calls.resumeThread, { threadId, cwd, excludeTurns: true, initialTurnsPage }),
    );
    if (resumed === null || picture.threadId !== threadId) return false;
    this.#subscribedTo = threadId;
    picture.settingsResumed(resumed);
    picture.status(resumed.thread.status);
    const readFigures = async (): Promise<void> => this.#readPastFigures(threadId, resumed.thread.path);
    this.#inBackground(readFigures());
    const running = this.#newestTurn(resumed.initialTurnsPage?.data[0], resumed.thread.status);
    if (this.#deps.withContent) this.#inBackground(this.#readPastPlan(threadId, resumed.thread.path));
    // What went to nobody may not be in the file yet either; it is when the turn's end is known.
    await this.#settle(running, picture.openTurns.size > 0 ? readFigures : undefined);
    return true;
  }

  /** Says what the newest turn tells us: that it runs, or how one ended that we did not see to its end. */
  #newestTurn(turn: WireTurn | undefined, status: WireThreadStatus): string | null {
    const { picture } = this.#deps;
    if (turn === undefined) return null;
    const isAtWork = status.type === 'active';
    picture.contentFound(turn, isAtWork && !isSettledTurn(turn));
    if (isAtWork && turn.status === 'inProgress') {
      picture.turnFound(turn);
      return turn.id;
    }
    // It has just ended, and the list lags behind: what became of it is looked up.
    if (!isSettledTurn(turn)) {
      if (this.#sawWork) picture.turnAccepted(turn.id);
      return null;
    }
    // What an error status is about only its turn knows.
    const wasMissed = (this.#sawWork && !isAtWork) || status.type === 'systemError';
    if (wasMissed || picture.openTurns.has(turn.id)) picture.turnOver(turn);
    return null;
  }

  async #settle(running: string | null, afterwards?: () => Promise<void>): Promise<void> {
    await this.#missed.settlePending(this.#subscribedTo);
    this.#inBackground(this.#missed.settleTurns(running).then(afterwards));
  }

  /**
   * The server tells figures when they change, and only to who is subscribed by then: those of turns before, and of a
   * first turn that was over too soon, are in the session file.
   */
  async #readPastFigures(threadId: string, rolloutPath: string | null): Promise<void> {
    if (rolloutPath === null) return;
    const figures = await pastFigures(rolloutPath);
    const { picture } = this.#deps;
    if (picture.threadId === threadId) picture.pastFigures(figures);
  }

  /** The server tells a plan once; the session file has it. */
  async #readPastPlan(threadId: string, rolloutPath: string | null): Promise<void> {
    const plan = rolloutPath === null ? null : await pastPlan(rolloutPath);
    const { picture } = this.#deps;
    if (plan !== null && picture.threadId === threadId) picture.pastPlan(plan);
  }

  async #readRateLimits(): Promise<void> {
    const { rpc, picture } = this.#deps;
    // Without a login there is nothing to read; a turn brings the figures as well.
    const read = await orNull(call(rpc, calls.readRateLimits, { excludeResetCreditDetails: true }));
    if (read !== null) picture.rateLimits(read.rateLimits);
  }

  /** Binding is done one step after the other, in the order of what was heard. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#ended.signal.aborted) this.#deps.logger.warn(`Following a thread failed: ${String(error)}`);
    });
  }
}
