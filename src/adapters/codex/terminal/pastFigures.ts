import { LineCutter } from './lines.ts';
import { readRolloutLine, type RolloutFact } from './rollout.ts';
import { FileTail } from './tail.ts';

/** Figures are written after every request to the model: the newest ones are near the end. */
const LAST_BYTES = 256 * 1024;

type Figures = Extract<RolloutFact, { readonly kind: 'figures' }>;

/** The newest figures in a session file; null when it has none there, or cannot be read (it is on another machine). */
export async function pastFigures(rolloutPath: string): Promise<Figures | null> {
  const tail = new FileTail(rolloutPath, LAST_BYTES);
  try {
    const { text } = await tail.read();
    const facts = new LineCutter().cut(text, false).map((line) => readRolloutLine(line, 0));
    const figures = facts.filter((fact) => fact?.kind === 'figures');
    return figures.findLast((fact) => fact.tokens !== null) ?? null;
  } finally {
    await tail.close();
  }
}
