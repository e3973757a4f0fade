import type { Clock } from '../../../core/ports.ts';
import type { RpcClient } from '../rpc/client.ts';
import { call, calls } from '../wire/calls.ts';
import { isSettledTurn } from '../translate/failure.ts';
import type { WireTurn } from '../wire/threads.ts';
import { orNull } from './orNull.ts';
import type { ThreadPicture } from './picture.ts';
import { findTurn } from './turns.ts';

/** What a server that says it waits for an answer may take to ask again after a new subscription. */
const REPLAY_GRACE_MS = 250;

/** A thread that rests tells the end of its turn at once; if not, we look, more than once: the list may lag behind. */
const LOOK_AFTER_MS = [300, 300, 600] as const;

export interface MissedEndsDeps {
  readonly rpc: RpcClient;
  readonly picture: ThreadPicture;
  readonly clock: Clock;
  /** The server that the connection before was to has ended: what was open there was cut off, and nothing is to come. */
  readonly isNewServer: boolean;
  /** Aborts with the connection. */
  readonly signal: AbortSignal;
}

/** Finds out what became of turns and requests whose end was missed, on one connection. */
export class MissedEnds {
  readonly #deps: MissedEndsDeps;
  /** Turns that the connection before left open: if nobody knows them, they were cut off. */
  readonly #inherited: ReadonlyMap<string, string>;
  #isLooking = false;

  constructor(deps: MissedEndsDeps) {
    this.#deps = deps;
    this.#inherited = new Map(deps.picture.openTurns);
  }

  /** Looks up the turns that are open, but for `running`, which goes on. */
  async settleTurns(running: string | null): Promise<void> {
    const { picture, isNewServer } = this.#deps;
    for (const [turnId, threadId] of picture.openTurns) {
      const isInherited = this.#inherited.has(turnId);
      if (turnId === running || (turnId === picture.runningTurn && !isInherited)) continue;
      const turn = await this.#find(threadId, turnId);
      const isCutOff = isInherited && (isNewServer || turn === null);
      if (turn !== null && (isCutOff || isSettledTurn(turn))) picture.turnOver(turn);
      else if (isCutOff) picture.turnOver(cutOffTurn(turnId));
    }
    await this.lookAtRest();
  }

  /** The bound thread rests: what is still open in it has ended, and if that is not told, it is looked up. */
  async lookAtRest(): Promise<void> {
    if (this.#isLooking || this.#ofBoundThread().length === 0) return;
    this.#isLooking = true;
    try {
      for (const [index, afterMs] of LOOK_AFTER_MS.entries()) {
        await this.#deps.clock.sleep(afterMs, this.#deps.signal);
        const isSettled = this.#deps.signal.aborted || this.#ofBoundThread().length === 0;
        if (isSettled || (await this.#isAtWork())) return;
        await this.#look(index === LOOK_AFTER_MS.length - 1);
      }
    } finally {
      this.#isLooking = false;
    }
  }

  /** Closes the items that the server does not ask again after `threadId` was subscribed to; null: after nothing was. */
  async settlePending(threadId: string | null): Promise<void> {
    const { rpc, picture, clock, signal } = this.#deps;
    if (!picture.book.hasUnreplayed) return;
    if (threadId !== null) {
      // Requests are replayed right after the subscription's answer: before this one's, or very soon.
      const { thread } = await call(rpc, calls.readThread, { threadId });
      const stillWaits = (thread.status.activeFlags ?? []).length > 0;
      if (stillWaits && picture.book.hasUnreplayed) await clock.sleep(REPLAY_GRACE_MS, signal);
    }
    if (!signal.aborted) picture.dropUnreplayed();
  }

  async #look(isLast: boolean): Promise<void> {
    const { picture } = this.#deps;
    for (const [turnId, threadId] of this.#ofBoundThread()) {
      const turn = await this.#find(threadId, turnId);
      // What has no end after all this time, on a thread that rests, was cut off.
      if (turn !== null && (isSettledTurn(turn) || isLast)) picture.turnOver(turn);
    }
  }

  async #isAtWork(): Promise<boolean> {
    const { rpc, picture } = this.#deps;
    if (picture.threadId === null) return false;
    const read = await orNull(call(rpc, calls.readThread, { threadId: picture.threadId }));
    return read?.thread.status.type === 'active';
  }

  #ofBoundThread(): readonly (readonly [string, string])[] {
    const { picture } = this.#deps;
    return [...picture.openTurns].filter(([, threadId]) => threadId === picture.threadId);
  }

  #find(threadId: string, turnId: string): Promise<WireTurn | null> {
    return orNull(findTurn(this.#deps.rpc, threadId, turnId));
  }
}

/** A turn that nothing was found of: it was cut off before Codex wrote of it. */
function cutOffTurn(id: string): WireTurn {
  return { id, status: 'interrupted', items: [], error: null, startedAt: null, completedAt: null };
}
