import * as z from 'zod';

/** Pieces of input that several operations share, with the bounds of the reference contract. */

type Ids = readonly string[];

const SELECTORS = ['both', 'all'];

/** One Agentin, by id. */
export function oneAgent(agentIds: Ids) {
  // A fleet of none (its file cannot be used) still has schemas; every call is refused with the reason.
  return (agentIds.length === 0 ? z.string() : z.enum([...agentIds])).describe('Id of the Agentin.');
}

/**
 * One Agentin or all of them. `both` and `all` mean the same and are both taken; the schema shows the one that the
 * reference's tool shows.
 */
export function agentOrAll(agentIds: Ids, selector: 'both' | 'all') {
  return z
    .enum([...agentIds, ...SELECTORS])
    .default(selector)
    .meta({
      enum: [...agentIds, selector],
      description: `Id of the Agentin, or "${selector}" for the whole fleet.`,
    });
}

/** The Agentinnen that a selection names, in fleet order. */
export function selected(agentIds: Ids, selection: string): readonly string[] {
  return SELECTORS.includes(selection) ? agentIds : [selection];
}

/** Text that must say something; whitespace alone does not. Like JSON Schema, zod counts an emoji as one character. */
export function spokenText(maxChars: number) {
  return z
    .string()
    .max(maxChars)
    .refine((text) => text.trim() !== '', 'must not be blank');
}

/**
 * An optional text as it was meant: a blank one is none. Models fill in every argument that a schema has, and the
 * reference's schemas have no shortest length (contract §1.0).
 */
export function unlessBlank<Text extends string | undefined>(text: Text): Text | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** How often a caller of the reference had it look: an event ends a wait here, as `instead` says. */
export function pollInterval(instead: string) {
  return z.number().int().min(1).max(900).default(30).describe(`Kept for compatibility: ${instead}`);
}

export const force = z
  .boolean()
  .default(false)
  .describe('Do it although another Teamleiterin holds the Agentin. Only when a person asked for it.');

export const enter = z
  .boolean()
  .default(true)
  .describe("Submit at once. false leaves the text in the terminal's composer.");

export const idempotencyKey = z
  .string()
  .max(200)
  .optional()
  .describe(
    'Any text of your own, another one for each message: a retry with the same key never delivers twice. Her last 50 are remembered.',
  );

export const directory = z.string().max(1000);

export const wordList = z.array(z.string().max(1000)).max(50);

/** Trimmed, without the empty ones. */
export function trimmed(items: readonly string[]): readonly string[] {
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
