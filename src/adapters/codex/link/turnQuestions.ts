import type { ContentEvent } from '../../../core/content/content.ts';
import type { Clock, FoundTurn, RememberedTurn } from '../../../core/ports.ts';
import type { RpcClient } from '../rpc/client.ts';
import { foundContent } from '../translate/content.ts';
import { rememberedTurn } from '../translate/failure.ts';
import { call, calls } from '../wire/calls.ts';
import type { WireThreadStatus } from '../wire/threads.ts';
import { orNull } from './orNull.ts';
import type { ThreadPicture } from './picture.ts';
import { beganWith, findMessage, findSettledTurn, readTurn } from './turns.ts';

/** A connection that is bound to a conversation. */
export interface BoundThread {
  readonly rpc: RpcClient;
  readonly threadId: string;
}

/** What can be asked of the server about turns of a conversation; see the methods of these names in `CodexLink`. */
export class TurnQuestions {
  readonly #clock: Clock;
  readonly #picture: ThreadPicture;
  readonly #bound: () => BoundThread;

  /** `bound` throws while there is no such connection. */
  constructor(clock: Clock, picture: ThreadPicture, bound: () => BoundThread) {
    this.#clock = clock;
    this.#picture = picture;
    this.#bound = bound;
  }

  async readContent(turnId: string): Promise<ContentEvent | null> {
    const { rpc, threadId } = this.#bound();
    const turn = await orNull(readTurn(rpc, threadId, turnId));
    const isRunning = turnId === this.#picture.runningTurn;
    return turn === null ? null : foundContent(turn, isRunning, this.#clock.nowMs());
  }

  async isAtRest(): Promise<boolean> {
    return (await this.#status(this.#bound())) !== 'active';
  }

  async turn(turnId: string): Promise<RememberedTurn | null> {
    const { rpc, threadId } = this.#bound();
    const thread = this.threadOf(turnId, threadId);
    // Before its first message a thread has no list of turns, which Codex calls a refusal.
    const turn = await orNull(findSettledTurn(rpc, this.#clock, thread, turnId));
    return turn === null ? null : rememberedTurn(turn, this.#clock.nowMs());
  }

  async findTurn(clientKey: string): Promise<FoundTurn | 'absent' | 'unclear'> {
    const bound = this.#bound();
    // Asked before the list: what a conversation at rest has heard, its list shows.
    const status = await this.#status(bound);
    const turn = await orNull(findMessage(bound.rpc, bound.threadId, clientKey));
    if (turn === null) return status === 'active' ? 'unclear' : 'absent';
    return {
      ...((await this.turn(turn.id)) ?? rememberedTurn(turn, this.#clock.nowMs())),
      began: beganWith(turn, clientKey),
    };
  }

  /** The conversation that the turn runs in: not the bound one when the person has just gone to another. */
  threadOf(turnId: string, bound: string): string {
    return this.#picture.openTurns.get(turnId) ?? bound;
  }

  async #status({ rpc, threadId }: BoundThread): Promise<WireThreadStatus['type']> {
    const { thread } = await call(rpc, calls.readThread, { threadId, includeTurns: false });
    return thread.status.type;
  }
}
