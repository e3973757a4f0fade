import type { RpcClient } from '../rpc/client.ts';
import { call, calls } from '../wire/calls.ts';
import type { WireThread } from '../wire/threads.ts';

/**
 * Which of a server's threads are conversations of their own: not the hidden ones that write titles (ephemeral),
 * not those of helpers (with a parent) or side tables (attached).
 */
export class KnownThreads {
  readonly #rpc: RpcClient;
  readonly #isMain = new Map<string, boolean>();

  constructor(rpc: RpcClient) {
    this.#rpc = rpc;
  }

  /** Notes a thread; true when it is a conversation of its own. */
  note(thread: WireThread): boolean {
    const isMain = !thread.ephemeral && thread.parentThreadId === null && thread.attachedToThreadId === null;
    this.#isMain.set(thread.id, isMain);
    return isMain;
  }

  has(threadId: string): boolean {
    return this.#isMain.has(threadId);
  }

  /** Reads a loaded thread; null when it is not loaded or not a conversation of its own. */
  async readMain(threadId: string): Promise<WireThread | null> {
    if (this.#isMain.get(threadId) === false) return null;
    const { thread } = await call(this.#rpc, calls.readThread, { threadId, includeTurns: false });
    return this.note(thread) ? thread : null;
  }

  /** The conversation to follow when none is preferred: the newest one that is loaded. */
  async newestLoaded(): Promise<WireThread | null> {
    const { data } = await call(this.#rpc, calls.loadedThreads, {});
    // One may be closed between the two requests; then it is none to follow.
    const reading = data.map((id) => this.readMain(id).catch(() => null));
    const threads = (await Promise.all(reading)).filter((thread) => thread !== null);
    return threads.sort((a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id))[0] ?? null;
  }
}
