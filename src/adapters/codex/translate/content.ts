import type {
  Action,
  ContentEvent,
  ContentItem,
  PlanStep,
  TokenFigures,
} from '../../../core/content/content.ts';
import type { Notification, WireTokenUsage } from '../wire/notifications.ts';
import type { WireItem, WireTurn } from '../wire/threads.ts';
import { fileChange } from './memory.ts';

/** What a notification tells of what she plans, changes and says in the thread `threadId`; null when nothing. Pure. */
export function contentOf(
  threadId: string,
  { method, params }: Notification,
  nowMs: number,
): ContentEvent | null {
  if (!('threadId' in params) || params.threadId !== threadId) return null;
  switch (method) {
    case 'turn/started':
      return { type: 'begun', turnId: params.turn.id };
    case 'turn/completed':
      return { type: 'over', turnId: params.turn.id };
    case 'turn/plan/updated': {
      const { turnId, explanation, plan } = params;
      return { type: 'plan', turnId, explanation, steps: plan.map(planStep), atMs: nowMs };
    }
    case 'turn/diff/updated':
      return { type: 'diff', turnId: params.turnId, diff: params.diff };
    case 'item/started':
    case 'item/completed': {
      const item = contentItem(params.item, method === 'item/completed');
      return item === null ? null : { type: 'item', turnId: params.turnId, item };
    }
    case 'item/agentMessage/delta': {
      const { turnId, itemId, delta } = params;
      return { type: 'written', turnId, itemId, more: delta };
    }
    case 'thread/tokenUsage/updated': {
      const { total, last } = params.tokenUsage;
      return { type: 'tokens', turnId: params.turnId, total: figures(total), last: figures(last) };
    }
    default:
      return null;
  }
}

/** Codex tells the beginning of a turn in seconds. A conversation's first turn can be subscribed to only after it began. */
const JUST_NOW_MS = 3000;

/** A turn with all its items, as a reading of the conversation brings it. */
export function foundContent(turn: WireTurn, isRunning: boolean, nowMs: number): ContentEvent {
  // A reading says of no message whether it is over: in a running turn the end of it will be told.
  const items = turn.items.map((item) => contentItem(item, !isRunning || isOver(item)));
  const ageMs = nowMs - (turn.startedAt ?? 0) * 1000;
  const isWhole = isRunning && ageMs < JUST_NOW_MS && turn.items.every(({ type }) => type === 'userMessage');
  return {
    type: 'found',
    turnId: turn.id,
    isRunning,
    isWhole,
    items: items.filter((item) => item !== null),
    times: { startedAtMs: inMs(turn.startedAt), endedAtMs: inMs(turn.completedAt) },
  };
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function isOver({ completedAtMs }: WireItem): boolean {
  return completedAtMs !== null && completedAtMs !== undefined;
}

function contentItem(item: WireItem, isOver: boolean): ContentItem | null {
  const { id, type } = item;
  const atMs = item.startedAtMs ?? null;
  switch (type) {
    case 'agentMessage':
      return { kind: 'message', id, by: 'agent', text: item.text ?? '', isOver, atMs };
    case 'userMessage':
      return { kind: 'message', id, by: 'person', text: textOf(item), isOver: true, atMs };
    case 'fileChange':
      return {
        kind: 'edit',
        id,
        state: stateOf(item, isOver),
        changes: (item.changes ?? []).map(fileChange),
      };
    case 'commandExecution':
      return action(item, 'command', item.command ?? '', isOver);
    case 'mcpToolCall':
    case 'dynamicToolCall': {
      const server = item.server === undefined ? '' : `${item.server}: `;
      return action(item, 'tool', server + (item.tool ?? ''), isOver);
    }
    case 'webSearch':
      return action(item, 'search', item.query ?? '', isOver);
    default:
      return null;
  }
}

function action(item: WireItem, what: Action['kind'], text: string, isOver: boolean): ContentItem {
  const { id, startedAtMs = null, completedAtMs = null } = item;
  return {
    kind: 'action',
    id,
    what,
    text,
    state: stateOf(item, isOver),
    startedAtMs,
    endedAtMs: completedAtMs,
  };
}

/** A status that we do not know is no success. */
function stateOf({ status }: WireItem, isOver: boolean): Action['state'] {
  if (status === undefined) return isOver ? 'done' : 'running';
  if (status === 'completed') return 'done';
  return status === 'inProgress' && !isOver ? 'running' : 'failed';
}

function textOf({ content = [] }: WireItem): string {
  const texts = content.map((part) => (typeof part === 'string' ? part : (part.text ?? `[${part.type}]`)));
  return texts.join('\n');
}

function planStep({ step, status }: { readonly step: string; readonly status: string }): PlanStep {
  if (status === 'completed') return { text: step, state: 'completed' };
  return { text: step, state: status === 'inProgress' ? 'in_progress' : 'pending' };
}

function figures({ totalTokens, inputTokens, outputTokens }: WireTokenUsage['total']): TokenFigures {
  return { total: totalTokens, input: inputTokens, output: outputTokens };
}
