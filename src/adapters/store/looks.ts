import * as z from 'zod';
import { parseJson } from './json.ts';

/** Far more than any look takes. */
export const MAX_LOOK_BYTES = 4 * 1024;

/** `looks/<agent>.json`. */
const lookFile = z.object({ agent: z.string(), turn_id: z.string().min(1).max(200) });

/** The turn in a file's text; null when it is damaged or another Agentin's. */
export function parseLook(text: string, agentId: string): string | null {
  const file = lookFile.safeParse(parseJson(text));
  return file.success && file.data.agent === agentId ? file.data.turn_id : null;
}

/** The text of a look file. */
export function formatLook(agentId: string, turnId: string): string {
  const file: z.infer<typeof lookFile> = { agent: agentId, turn_id: turnId };
  return `${JSON.stringify(file)}\n`;
}
