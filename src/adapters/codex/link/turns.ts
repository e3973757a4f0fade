import type { RpcClient } from '../rpc/client.ts';
import { call, calls } from '../wire/calls.ts';
import type { WireTurn, WireTurnsPage } from '../wire/threads.ts';

const PAGE = 50;
const PAGES = 4;

/** The turn among the newest 200 of its thread; null when it is not there. Rejects before the first message. */
export async function findTurn(rpc: RpcClient, threadId: string, turnId: string): Promise<WireTurn | null> {
  return firstTurn(rpc, threadId, 'notLoaded', ({ id }) => id === turnId);
}

/**
 * The turn that holds the user's message with this mark, among the newest 200; null when it is not there (yet). Whole
 * items are read, since a summary leaves out what was said into a running turn.
 */
export async function findMessage(
  rpc: RpcClient,
  threadId: string,
  clientKey: string,
): Promise<WireTurn | null> {
  return firstTurn(rpc, threadId, 'full', ({ items }) => items.some(({ clientId }) => clientId === clientKey));
}

async function firstTurn(
  rpc: RpcClient,
  threadId: string,
  itemsView: 'notLoaded' | 'full',
  fits: (turn: WireTurn) => boolean,
): Promise<WireTurn | null> {
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const { data, nextCursor }: WireTurnsPage = await call(rpc, calls.listTurns, {
      threadId,
      cursor,
      limit: PAGE,
      sortDirection: 'desc',
      itemsView,
    });
    const turn = data.find(fits);
    if (turn !== undefined) return turn;
    if (nextCursor === null) return null;
    cursor = nextCursor;
  }
  return null;
}
