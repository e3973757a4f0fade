import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as z from 'zod';

/** How much of the end of a session file is looked through: lines with a command's output are long. */
const TAIL_BYTES = 256 * 1024;

const line = z.object({
  timestamp: z.iso.datetime().transform((text) => Date.parse(text)),
  type: z.string(),
  payload: z.looseObject({
    type: z.string().optional(),
    role: z.string().optional(),
    item: z.object({ type: z.string().optional() }).optional().catch(undefined),
  }),
});

/** Events of a session file that say what somebody wished, not what the model did. */
const WISHES: ReadonlySet<string> = new Set(['user_message', 'thread_settings_applied', 'turn_aborted']);

/** When Codex last wrote of work into a session file; null when its end tells of none or it cannot be read. */
export async function lastWorkIn(file: string): Promise<number | null> {
  const text = await readEnd(file);
  for (const candidate of text.split('\n').reverse()) {
    const atMs = workAtMs(candidate);
    if (atMs !== null) return atMs;
  }
  return null;
}

/** When a line's work happened; null for a line that tells of none. Pure. */
export function workAtMs(text: string): number | null {
  const parsed = line.safeParse(parseJson(text)).data;
  if (parsed === undefined) return null;
  const { type, payload, timestamp } = parsed;
  if (type === 'response_item')
    return payload.role === undefined || payload.role === 'assistant' ? timestamp : null;
  if (type !== 'event_msg') return null;
  const isUsers = payload.type === 'item_completed' && payload.item?.type === 'UserMessage';
  return isUsers || WISHES.has(payload.type ?? '') ? null : timestamp;
}

/** The end of a regular file, links not followed; '' when there is none. */
async function readEnd(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return '';
      const start = Math.max(0, stats.size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(stats.size - start),
        0,
        stats.size - start,
        start,
      );
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
