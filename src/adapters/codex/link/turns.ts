import type { RpcClient } from '../rpc/client.ts';
import { call, calls } from '../wire/calls.ts';
import type { WireTurn, WireTurnsPage } from '../wire/threads.ts';

const PAGE = 50;
const PAGES = 4;

/** The turn among the newest 200 of its thread; null when it is not there. Rejects before the first message. */
export async function findTurn(rpc: RpcClient, threadId: string, turnId: string): Promise<WireTurn | null> {
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const { data, nextCursor } = await readPage(rpc, threadId, cursor);
    const turn = data.find(({ id }) => id === turnId);
    if (turn !== undefined) return turn;
    if (nextCursor === null) return null;
    cursor = nextCursor;
  }
  return null;
}

function readPage(rpc: RpcClient, threadId: string, cursor: string | null): Promise<WireTurnsPage> {
  return call(rpc, calls.listTurns, {
    threadId,
    cursor,
    limit: PAGE,
    sortDirection: 'desc',
    itemsView: 'notLoaded',
  });
}
