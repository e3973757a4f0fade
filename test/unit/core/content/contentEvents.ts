import {
  NO_CONTENT,
  type AgentContent,
  type ContentEvent,
  type ContentItem,
} from '../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../src/core/content/contentReducer.ts';

/** What happens in one turn, and what becomes of it. */

export const T = 'turn-1';
export const begun: ContentEvent = { type: 'begun', turnId: T };
export const after = (...events: readonly ContentEvent[]): AgentContent =>
  events.reduce(reduceContent, NO_CONTENT);
export const turnAfter = (...events: readonly ContentEvent[]) => after(begun, ...events).turns[0]!;
export const said = (id: string, text: string, isOver = true): ContentEvent => ({
  type: 'item',
  turnId: T,
  item: { kind: 'message', id, by: 'agent', text, isOver, atMs: 1 },
});
export const written = (itemId: string, more: string): ContentEvent => ({
  type: 'written',
  turnId: T,
  itemId,
  more,
});
export const ran = (id: string, state: 'running' | 'done' | 'failed'): ContentEvent => ({
  type: 'item',
  turnId: T,
  item: { kind: 'action', id, what: 'command', text: 'ls', state, startedAtMs: 1, endedAtMs: null },
});
export const edited = (
  id: string,
  path: string,
  diff: string,
  state: 'done' | 'failed' = 'done',
): ContentEvent => ({
  type: 'item',
  turnId: T,
  item: { kind: 'edit', id, state, changes: [{ path, kind: 'update', diff }] },
});
export const found = (items: readonly ContentItem[], isRunning = true): ContentEvent => ({
  type: 'found',
  turnId: T,
  isRunning,
  isWhole: false,
  items,
});
