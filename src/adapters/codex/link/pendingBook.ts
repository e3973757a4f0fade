import type { PendingItem } from '../../../core/agent/pending.ts';
import type { RequestId } from '../rpc/envelope.ts';
import type { ApprovalRequest } from '../wire/requests.ts';

export interface PendingEntry {
  readonly item: PendingItem;
  readonly request: ApprovalRequest;
  /** The request's id on the present connection; null while that connection is gone and the item not yet replayed. */
  readonly requestId: RequestId | null;
}

/**
 * The items that wait for a person, across connections. Request ids hold for one connection only and begin at 0
 * on each; a replayed request is known by its item's key.
 */
export class PendingBook {
  readonly #entries = new Map<string, PendingEntry>();

  get(key: string): PendingEntry | undefined {
    return this.#entries.get(key);
  }

  /** Notes an item; false when it was open already (its request was replayed). */
  open(entry: PendingEntry): boolean {
    const isNew = !this.#entries.has(entry.item.key);
    this.#entries.set(entry.item.key, entry);
    return isNew;
  }

  /** The connection is gone: what is open has to be replayed on the next one. */
  disconnect(): void {
    for (const [key, entry] of this.#entries) this.#entries.set(key, { ...entry, requestId: null });
  }

  get hasUnreplayed(): boolean {
    return [...this.#entries.values()].some((entry) => entry.requestId === null);
  }

  /** Takes the item of this request out; its key, or none when it is not open. */
  resolve(requestId: RequestId): readonly string[] {
    return this.#remove((entry) => entry.requestId === requestId);
  }

  endTurn(turnId: string): readonly string[] {
    return this.#remove((entry) => entry.item.turnId === turnId);
  }

  dropUnreplayed(): readonly string[] {
    return this.#remove((entry) => entry.requestId === null);
  }

  #remove(isGone: (entry: PendingEntry) => boolean): readonly string[] {
    const gone = [...this.#entries].filter(([, entry]) => isGone(entry)).map(([key]) => key);
    for (const key of gone) this.#entries.delete(key);
    return gone;
  }
}
