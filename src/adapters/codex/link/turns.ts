import type { Clock } from '../../../core/ports.ts';
import type { RpcClient } from '../rpc/client.ts';
import { isSettledTurn } from '../translate/failure.ts';
import { call, calls } from '../wire/calls.ts';
import type { WireTurn, WireTurnsPage } from '../wire/threads.ts';

const PAGE = 50;
const PAGES = 4;

/** When to look again at a turn whose end is not settled yet. */
const LOOK_AGAIN_MS = [300, 300, 600] as const;

/** The turn among the newest 200 of its thread; null when it is not there. Rejects before the first message. */
export async function findTurn(rpc: RpcClient, threadId: string, turnId: string): Promise<WireTurn | null> {
  return firstTurn(rpc, threadId, 'notLoaded', ({ id }) => id === turnId);
}

/** As `findTurn`, but an end that may not be the true one is looked at again until it has lasted. */
export async function findSettledTurn(
  rpc: RpcClient,
  clock: Clock,
  threadId: string,
  turnId: string,
): Promise<WireTurn | null> {
  let turn = await findTurn(rpc, threadId, turnId);
  for (const afterMs of LOOK_AGAIN_MS) {
    if (turn === null || turn.status === 'inProgress' || isSettledTurn(turn)) return turn;
    await clock.sleep(afterMs);
    turn = await findTurn(rpc, threadId, turnId);
  }
  return turn;
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
  return firstTurn(rpc, threadId, 'full', ({ items }) =>
    items.some(({ clientId }) => clientId === clientKey),
  );
}

/** The turn with all its items; null when it is not among the newest 200. One turn alone is read whole: they may be long. */
export async function readTurn(rpc: RpcClient, threadId: string, turnId: string): Promise<WireTurn | null> {
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const common = { threadId, sortDirection: 'desc' as const };
    const listed: WireTurnsPage = await call(rpc, calls.listTurns, {
      ...common,
      cursor,
      limit: PAGE,
      itemsView: 'notLoaded',
    });
    const at = listed.data.findIndex(({ id }) => id === turnId);
    if (at >= 0) {
      const before: WireTurnsPage | null =
        at === 0
          ? null
          : await call(rpc, calls.listTurns, { ...common, cursor, limit: at, itemsView: 'notLoaded' });
      const { data } = await call(rpc, calls.listTurns, {
        ...common,
        cursor: before === null ? cursor : before.nextCursor,
        limit: 1,
        itemsView: 'full',
      });
      return data.find(({ id }) => id === turnId) ?? null;
    }
    if (listed.nextCursor === null) return null;
    cursor = listed.nextCursor;
  }
  return null;
}

/** Is the message with this mark the first of the turn's, and not one that came into it? */
export function beganWith({ items }: WireTurn, clientKey: string): boolean {
  return items.find(({ type }) => type === 'userMessage')?.clientId === clientKey;
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
      sortDirection: 'desc' as const,
      itemsView,
    });
    const turn = data.find(fits);
    if (turn !== undefined) return turn;
    if (nextCursor === null) return null;
    cursor = nextCursor;
  }
  return null;
}
