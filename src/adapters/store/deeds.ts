import * as z from 'zod';
import { DEED_KINDS, MOST_DEEDS } from '../../core/agent/deeds.ts';
import type { Deed } from '../../core/agent/deeds.ts';
import { parseJson } from './json.ts';

/** Far more than all that are kept take. */
export const MAX_DEEDS_BYTES = 512 * 1024;

const deedFile = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(DEED_KINDS),
  at_ms: z.number().int().nonnegative(),
  tree: z.string().max(4096),
  branch: z.string().max(300).nullable(),
  onto: z.string().max(300).nullable(),
  commits: z.number().int().nonnegative().nullable(),
});

/** `deeds/<agent>.json`. A kind of a newer version is left out rather than taking the others along. */
const deedsFile = z.object({ agent: z.string(), deeds: z.array(z.unknown()) });

/** The deeds in a file's text, oldest first; none when it is damaged or another Agentin's. */
export function parseDeeds(text: string, agentId: string): readonly Deed[] {
  const file = deedsFile.safeParse(parseJson(text));
  if (!file.success || file.data.agent !== agentId) return [];
  return file.data.deeds.flatMap(parseDeed).slice(-MOST_DEEDS);
}

function parseDeed(raw: unknown): Deed[] {
  const parsed = deedFile.safeParse(raw);
  if (!parsed.success) return [];
  const { at_ms: atMs, ...deed } = parsed.data;
  return [{ ...deed, atMs }];
}

/** The text of a deeds file. */
export function formatDeeds(agentId: string, deeds: readonly Deed[]): string {
  const file: z.infer<typeof deedsFile> = {
    agent: agentId,
    deeds: deeds.map(({ atMs, ...deed }): z.infer<typeof deedFile> => ({ ...deed, at_ms: atMs })),
  };
  return `${JSON.stringify(file)}\n`;
}
