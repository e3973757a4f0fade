import type { AgentEvent, RateLimits, RateLimitWindow } from '../../../core/agent/agent.ts';
import type { Notification } from '../wire/notifications.ts';
import type { WireItem, WireTurn } from '../wire/threads.ts';
import { doingAfter, doingWhile } from './doing.ts';
import { finishedTurn } from './failure.ts';
import { rateLimits, threadSettings, threadStatus, tokenUsage } from './figures.ts';
import { withDoing, withItem, withTurn, type ThreadMemory, type Translated } from './memory.ts';

/**
 * What a notification means for the Agentin that `memory` is of. Pure. Those of other threads mean nothing, but
 * for the end of a turn that was reported as running. `thread/started`, `thread/closed` and
 * `serverRequest/resolved` concern the connection and are handled there; what she plans, changes and says is
 * translated by `contentOf`, so that no event of an Agentin carries it.
 */
export function translateNotification(
  memory: ThreadMemory,
  notification: Notification,
  nowMs: number,
): Translated {
  const { method, params } = notification;
  if (method === 'account/rateLimits/updated') return withRateLimits(memory, params.rateLimits);
  if (method === 'turn/completed') return turnEnded(memory, params.turn, params.threadId, nowMs);
  if (!('threadId' in params) || params.threadId !== memory.threadId) return nothing(memory);
  switch (method) {
    case 'thread/status/changed':
      return says(memory, { type: 'threadStatus', status: threadStatus(params.status) });
    case 'thread/settings/updated':
      return says(memory, { type: 'settings', settings: threadSettings(params.threadSettings) });
    case 'thread/tokenUsage/updated':
      return says(memory, { type: 'tokens', tokens: tokenUsage(params.tokenUsage) });
    case 'turn/started':
      return withTurn(memory, params.turn.id, nowMs, params.turn.items);
    case 'item/started':
      return itemStarted(memory, params.turnId, params.item, nowMs);
    case 'item/completed':
      return itemCompleted(memory, params.turnId, params.item, nowMs);
    case 'thread/started':
    case 'thread/closed':
    case 'serverRequest/resolved':
    case 'turn/plan/updated':
    case 'turn/diff/updated':
    case 'item/agentMessage/delta':
      return nothing(memory);
  }
}

export function withRateLimits(memory: ThreadMemory, wire: Parameters<typeof rateLimits>[1]): Translated {
  return withLimits(memory, rateLimits(memory.rateLimits, wire));
}

/** Figures that were written down some time ago: a window that has ended since says nothing of now. */
export function withPastRateLimits(memory: ThreadMemory, written: RateLimits, nowMs: number): Translated {
  const lasting = (window: RateLimitWindow | null): RateLimitWindow | null =>
    window?.resetsAtMs !== null && window !== null && window.resetsAtMs <= nowMs ? null : window;
  const { primary, secondary } = { primary: lasting(written.primary), secondary: lasting(written.secondary) };
  if (primary === null && secondary === null) return nothing(memory);
  const before = memory.rateLimits;
  return withLimits(memory, {
    primary: primary ?? before?.primary ?? null,
    secondary: secondary ?? before?.secondary ?? null,
  });
}

function withLimits(memory: ThreadMemory, next: RateLimits | null): Translated {
  if (next === null || JSON.stringify(next) === JSON.stringify(memory.rateLimits)) return nothing(memory);
  return says({ ...memory, rateLimits: next }, { type: 'rateLimits', rateLimits: next });
}

/** The turn is over, by `turn/completed` or by looking it up. Says so once for each turn. */
export function turnEnded(
  memory: ThreadMemory,
  turn: WireTurn,
  threadId: string,
  endedAtMs: number,
): Translated {
  if (threadId !== memory.threadId && !memory.openTurns.has(turn.id)) return nothing(memory);
  const openTurns = new Map(memory.openTurns);
  openTurns.delete(turn.id);
  const isCurrent = memory.turn?.turnId === turn.id;
  return says(
    { ...memory, openTurns, turn: isCurrent ? null : memory.turn },
    { type: 'turnEnded', turn: finishedTurn(turn, endedAtMs) },
  );
}

function itemStarted(memory: ThreadMemory, turnId: string, item: WireItem, nowMs: number): Translated {
  // Subscribed in between: the turn's own start was missed.
  const known = memory.turn?.turnId === turnId ? nothing(memory) : withTurn(memory, turnId, nowMs, []);
  const { turn } = known.memory;
  if (turn === null) return known;
  const remembered = { ...known.memory, turn: withItem(turn, item, nowMs) };
  return withDoing(remembered, doingWhile(item.type), known.events);
}

function itemCompleted(memory: ThreadMemory, turnId: string, item: WireItem, nowMs: number): Translated {
  if (memory.turn?.turnId !== turnId) return nothing(memory);
  const remembered = { ...memory, turn: withItem(memory.turn, item, nowMs) };
  return withDoing(remembered, doingAfter(item.type));
}

function nothing(memory: ThreadMemory): Translated {
  return { memory, events: [] };
}

function says(memory: ThreadMemory, event: AgentEvent): Translated {
  return { memory, events: [event] };
}
