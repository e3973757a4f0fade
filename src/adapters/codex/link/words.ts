import type { ContentEvent } from '../../../core/content/content.ts';
import { DisposableStore, MutableDisposable, toDisposable } from '../../../core/lifecycle.ts';
import type { Disposable, Event } from '../../../core/lifecycle.ts';
import type { RpcClient } from '../rpc/client.ts';
import { contentOf } from '../translate/content.ts';
import { call, calls } from '../wire/calls.ts';
import { ALL_BUT_WORDS } from '../wire/notifications.ts';
import { ServerConnection, type ConnectionDeps } from './connection.ts';
import { Inbox } from './inbox.ts';
import { orNull } from './orNull.ts';

/** What comes within this time is told at once: a page that shows it stays live, and nobody is flooded. */
const GATHER_MS = 100;

export interface WordsDeps {
  readonly tell: (event: ContentEvent) => void;
  /** The conversation that the link is bound to. */
  readonly threadId: () => string | null;
  /** Where that goes on, if it is known. */
  readonly cwd: () => string | null;
  /** Fires when that may be another one, or has begun. */
  readonly changed: Event<void>;
}

/**
 * Every word that an Agentin writes, while somebody listens: by a connection of its own, since what a connection hears is
 * settled when it is made, and words are far too many to be heard while nobody looks.
 */
export class WordsHeard implements Disposable {
  readonly #connection: ConnectionDeps;
  readonly #deps: WordsDeps;
  readonly #open = new MutableDisposable<Disposable>();
  #listeners = 0;

  constructor(connection: ConnectionDeps, deps: WordsDeps) {
    this.#connection = { ...connection, unwanted: ALL_BUT_WORDS };
    this.#deps = deps;
  }

  listen(): Disposable {
    this.#listeners += 1;
    this.#open.value ??= openEar(this.#connection, this.#deps);
    return toDisposable(() => {
      this.#listeners -= 1;
      if (this.#listeners === 0) this.#open.value = undefined;
    });
  }

  dispose(): void {
    this.#open.dispose();
  }
}

function openEar(connection: ConnectionDeps, deps: WordsDeps): Disposable {
  const store = new DisposableStore();
  const gathered = store.add(new Gathered(connection.clock, deps.tell));
  const server = store.add(new ServerConnection(connection));
  const subscription = new Subscription(deps);
  server.onUp((rpc) => {
    const inbox = new Inbox(connection.logger, (notification) => {
      const threadId = deps.threadId();
      const event = threadId === null ? null : contentOf(threadId, notification, connection.clock.nowMs());
      if (event?.type === 'written') gathered.add(event);
    });
    rpc.onNotification((message) => inbox.notification(message));
    subscription.use(rpc);
  });
  server.onDown(() => subscription.use(null));
  store.add(deps.changed(() => subscription.look()));
  server.start();
  return store;
}

/** Subscribes to the conversation as soon as it can be: before its first message there is none. */
class Subscription {
  readonly #deps: Pick<WordsDeps, 'threadId' | 'cwd'>;
  #rpc: RpcClient | null = null;
  #to: string | null = null;
  #isTrying = false;

  constructor(deps: Pick<WordsDeps, 'threadId' | 'cwd'>) {
    this.#deps = deps;
  }

  use(rpc: RpcClient | null): void {
    this.#rpc = rpc;
    this.#to = null;
    this.look();
  }

  look(): void {
    const threadId = this.#deps.threadId();
    if (this.#rpc === null || threadId === null || threadId === this.#to || this.#isTrying) return;
    this.#isTrying = true;
    void this.#subscribe(this.#rpc, threadId);
  }

  async #subscribe(rpc: RpcClient, threadId: string): Promise<void> {
    const subscribing = orNull(
      call(rpc, calls.resumeThread, { threadId, cwd: this.#deps.cwd(), excludeTurns: true }),
    );
    // A connection that breaks is made anew, and subscribes then.
    const answer = await subscribing.catch(() => null);
    this.#isTrying = false;
    if (rpc !== this.#rpc) this.look();
    else if (answer !== null) this.#to = threadId;
  }
}

type Written = Extract<ContentEvent, { readonly type: 'written' }>;

/** Words that come together, told together. */
class Gathered implements Disposable {
  readonly #clock: ConnectionDeps['clock'];
  readonly #tell: (event: ContentEvent) => void;
  readonly #ending = new AbortController();
  #waiting: Written[] = [];

  constructor(clock: ConnectionDeps['clock'], tell: (event: ContentEvent) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(event: Written): void {
    const last = this.#waiting.at(-1);
    if (last?.itemId === event.itemId) {
      this.#waiting[this.#waiting.length - 1] = { ...last, more: last.more + event.more };
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length === 1) void this.#tellSoon();
  }

  dispose(): void {
    this.#ending.abort();
    this.#waiting = [];
  }

  async #tellSoon(): Promise<void> {
    await this.#clock.sleep(GATHER_MS, this.#ending.signal);
    for (const event of this.#waiting.splice(0)) this.#tell(event);
  }
}
