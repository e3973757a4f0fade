import * as z from 'zod';
import type { TerminalHold } from '../../core/hold.ts';
import { parseJson } from './json.ts';
import { witnessFile } from './leases.ts';

/** Far more than any hold takes. */
export const MAX_HOLD_BYTES = 16 * 1024;

const moment = z.number().int().nonnegative();

/** `holds/<agent>.json`. */
const holdFile = z.object({
  agent: z.string(),
  seat: z.string().min(1).max(100),
  since_ms: moment,
  last_key_ms: moment,
  // 0: nobody types any more, but text of theirs is left.
  idle_seconds: z.number().nonnegative(),
  unsent: z.boolean(),
  witness: witnessFile.nullable(),
});

/** The hold in a file's text; null when it is damaged or another Agentin's. */
export function parseHold(text: string, agentId: string): TerminalHold | null {
  const file = holdFile.safeParse(parseJson(text));
  if (!file.success || file.data.agent !== agentId) return null;
  const { seat, since_ms, last_key_ms, idle_seconds, unsent, witness } = file.data;
  return {
    agentId,
    seat,
    sinceMs: since_ms,
    lastKeyMs: last_key_ms,
    idleSeconds: idle_seconds,
    unsent,
    witness,
  };
}

/** The text of a hold file. */
export function formatHold(hold: TerminalHold): string {
  const file: z.infer<typeof holdFile> = {
    agent: hold.agentId,
    seat: hold.seat,
    since_ms: hold.sinceMs,
    last_key_ms: hold.lastKeyMs,
    idle_seconds: hold.idleSeconds,
    unsent: hold.unsent,
    witness: hold.witness,
  };
  return `${JSON.stringify(file)}\n`;
}
