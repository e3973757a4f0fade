import { isRecord } from './rpc.ts';

/** Codex' ids are UUIDs; what else may stand there goes into a file and is compared. */
const THREAD_ID = /^[\w-]{1,128}$/;

/**
 * The Codex conversation that a request comes from, null when it names none. Codex 0.169 tells its MCP servers of it
 * in `_meta` of every call, and nothing in their environment.
 */
export function conversationOf(meta: unknown): string | null {
  if (!isRecord(meta)) return null;
  const turn = meta['x-codex-turn-metadata'];
  const id = meta['threadId'] ?? (isRecord(turn) ? turn['thread_id'] : null);
  return typeof id === 'string' && THREAD_ID.test(id) ? id : null;
}
