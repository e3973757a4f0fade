import * as z from 'zod';
import type { PlanStep } from '../../../core/content/content.ts';
import { LineCutter } from './lines.ts';
import { FileTail } from './tail.ts';

/** A plan is told again with each step: the newest is not far from the end. */
const LAST_BYTES = 512 * 1024;

/** A plan as a session file has it. */
export interface PastPlan {
  readonly turnId: string;
  readonly explanation: string | null;
  readonly steps: readonly PlanStep[];
  /** When Codex wrote it. */
  readonly atMs: number;
}

const line = z.object({
  timestamp: z.iso.datetime().transform((text) => Date.parse(text)),
  type: z.literal('response_item'),
  payload: z.object({
    type: z.literal('function_call'),
    name: z.literal('update_plan'),
    arguments: z.string(),
    internal_chat_message_metadata_passthrough: z.object({ turn_id: z.string() }),
  }),
});

const plan = z.object({
  explanation: z.string().nullish(),
  plan: z.array(z.object({ step: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })),
});

/**
 * The newest plan in a session file: Codex tells a plan once, and its record of turns has none. Null when there is none, or the
 * file cannot be read. Never rejects for what stands in it.
 */
export async function pastPlan(rolloutPath: string): Promise<PastPlan | null> {
  const tail = new FileTail(rolloutPath, LAST_BYTES);
  try {
    const { text } = await tail.read();
    const lines = new LineCutter().cut(text, false).filter((one) => one.includes('"update_plan"'));
    for (const one of lines.toReversed()) {
      const read = readPlan(one);
      if (read !== null) return read;
    }
    return null;
  } finally {
    await tail.close();
  }
}

function readPlan(text: string): PastPlan | null {
  const read = line.safeParse(parsed(text)).data;
  const said = read === undefined ? undefined : plan.safeParse(parsed(read.payload.arguments)).data;
  if (read === undefined || said === undefined) return null;
  return {
    turnId: read.payload.internal_chat_message_metadata_passthrough.turn_id,
    explanation: said.explanation ?? null,
    steps: said.plan.map(({ step, status }) => ({ text: step, state: status })),
    atMs: read.timestamp,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
