import type { AgentEvent, RateLimits } from '../../../core/agent/agent.ts';
import type { TurnWork } from '../../../core/ports.ts';
import type { FileChange } from '../../../core/agent/pending.ts';
import type { WireFileChange, WireItem } from '../wire/threads.ts';
import { doingWhile } from './doing.ts';

/** A running call of an MCP tool; its approval names the tool, not the call. */
export interface ToolCall {
  readonly itemId: string;
  readonly server: string;
  readonly tool: string;
}

/** The running turn, as far as later messages refer to it. */
export interface TurnMemory {
  readonly turnId: string;
  readonly doing: string | null;
  /** Changes of its file items: a file approval names the item only. */
  readonly changes: ReadonlyMap<string, readonly FileChange[]>;
  readonly toolCalls: readonly ToolCall[];
  /** When it last did something, and the commands that it runs. */
  readonly work: Omit<TurnWork, 'turnId'>;
}

/** What translating one message needs of those before it. */
export interface ThreadMemory {
  readonly threadId: string;
  readonly turn: TurnMemory | null;
  /** Turns known to have begun and not yet reported as ended, each with its thread, those left behind too. */
  readonly openTurns: ReadonlyMap<string, string>;
  readonly rateLimits: RateLimits | null;
}

/** A memory and what it says to the world. */
export interface Translated {
  readonly memory: ThreadMemory;
  readonly events: readonly AgentEvent[];
}

/** Nothing is known yet but the thread; of an earlier thread only what outlives it is kept. */
export function freshMemory(threadId: string, before: ThreadMemory | null): ThreadMemory {
  return {
    threadId,
    turn: null,
    openTurns: before?.openTurns ?? new Map(),
    rateLimits: before?.rateLimits ?? null,
  };
}

/** The turn has begun; its end will be reported, however it is learnt of. */
export function withOpenTurn(memory: ThreadMemory, turnId: string): ThreadMemory {
  return { ...memory, openTurns: new Map(memory.openTurns).set(turnId, memory.threadId) };
}

/** The turn has begun, or was found running with the items it has so far. Says so once. */
export function withTurn(
  memory: ThreadMemory,
  turnId: string,
  startedAtMs: number,
  items: readonly WireItem[],
): Translated {
  const isKnown = memory.turn?.turnId === turnId;
  const turn = items.reduce(
    (before, item) => withItem(before, item, item.completedAtMs ?? item.startedAtMs ?? null),
    isKnown && memory.turn !== null ? memory.turn : freshTurn(turnId, startedAtMs),
  );
  const events: AgentEvent[] = isKnown ? [] : [{ type: 'turnStarted', turnId, startedAtMs }];
  const { openTurns } = withOpenTurn(memory, turnId);
  return withDoing({ ...memory, turn, openTurns }, doingNow(items), events);
}

/** The running turn's new label, reported only when it differs. */
export function withDoing(
  memory: ThreadMemory,
  doing: string | null,
  before: readonly AgentEvent[] = [],
): Translated {
  if (memory.turn === null || doing === null || doing === memory.turn.doing)
    return { memory, events: before };
  const { turnId } = memory.turn;
  return {
    memory: { ...memory, turn: { ...memory.turn, doing } },
    events: [...before, { type: 'turnDoing', turnId, doing }],
  };
}

function freshTurn(turnId: string, startedAtMs: number): TurnMemory {
  const work = { lastSignAtMs: startedAtMs, commands: [] };
  return { turnId, doing: null, changes: new Map(), toolCalls: [], work };
}

/** `atMs`: when this became known of the item; null when nothing tells. */
export function withItem(before: TurnMemory, item: WireItem, atMs: number | null): TurnMemory {
  const turn = { ...before, work: workWith(before.work, item, atMs) };
  if (item.changes !== undefined) {
    return { ...turn, changes: new Map(turn.changes).set(item.id, item.changes.map(fileChange)) };
  }
  if (item.type !== 'mcpToolCall') return turn;
  const others = turn.toolCalls.filter((call) => call.itemId !== item.id);
  const call = { itemId: item.id, server: item.server ?? '', tool: item.tool ?? '' };
  return { ...turn, toolCalls: item.status === 'inProgress' ? [...others, call] : others };
}

/** A user's message is no work: what the watchdog itself says must not look like a sign of life. */
function workWith(work: TurnMemory['work'], item: WireItem, atMs: number | null): TurnMemory['work'] {
  if (item.type === 'userMessage') return work;
  const lastSignAtMs = Math.max(work.lastSignAtMs, atMs ?? 0);
  if (item.type !== 'commandExecution') return { ...work, lastSignAtMs };
  const others = work.commands.filter((command) => command.itemId !== item.id);
  const command = { itemId: item.id, startedAtMs: item.startedAtMs ?? atMs };
  return { lastSignAtMs, commands: item.status === 'inProgress' ? [...others, command] : others };
}

/** Moves are updates to us: the path is the one they start from, the diff tells the rest. */
export function fileChange(wire: WireFileChange): FileChange {
  const { type } = wire.kind;
  return { path: wire.path, kind: type === 'add' || type === 'delete' ? type : 'update', diff: wire.diff };
}

function doingNow(items: readonly WireItem[]): string | null {
  const running = items.findLast((item) => item.status === 'inProgress');
  return running === undefined ? null : doingWhile(running.type);
}
