import type { RateLimits, TokenUsage } from '../../../core/agent/agent.ts';
import { LineCutter } from './lines.ts';
import { readRolloutLine } from './rollout.ts';
import { FileTail } from './tail.ts';

/** Figures are written after every request to the model: the newest ones are near the end. */
const LAST_BYTES = 256 * 1024;

interface Written<T> {
  readonly value: T;
  /** When Codex wrote it. */
  readonly atMs: number;
}

/** The newest figures of a session file, each where it has any. */
export interface PastFigures {
  readonly tokens: Written<TokenUsage> | null;
  /** A request that a limit refused tells these alone. */
  readonly rateLimits: Written<RateLimits> | null;
}

/** The newest figures in a session file; none when it has none there, or cannot be read (it is on another machine). */
export async function pastFigures(rolloutPath: string): Promise<PastFigures> {
  const tail = new FileTail(rolloutPath, LAST_BYTES);
  try {
    const { text } = await tail.read();
    const facts = new LineCutter().cut(text, false).map((line) => readRolloutLine(line, 0));
    const figures = facts.filter((fact) => fact?.kind === 'figures');
    return {
      tokens: newest(figures.map(({ tokens, atMs }) => ({ value: tokens, atMs }))),
      rateLimits: newest(figures.map(({ rateLimits, atMs }) => ({ value: rateLimits, atMs }))),
    };
  } finally {
    await tail.close();
  }
}

function newest<T>(all: readonly Written<T | null>[]): Written<T> | null {
  return all.findLast((one): one is Written<T> => one.value !== null) ?? null;
}
