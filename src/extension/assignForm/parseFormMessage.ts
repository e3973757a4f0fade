import * as z from 'zod';
import type { AssignDraft } from '../../shared/assignForm.ts';
import type { MessageOf } from '../../shared/messages.ts';
import type { AssignFormWebviewMessages } from '../../shared/protocol.ts';

/** More than any prompt may have; what is longer is refused with its own words later. */
const text = z.string().max(100_000);

const draft = z.strictObject({
  agentId: text,
  role: z.enum(['explorer', 'worker']),
  task: text,
  paths: text,
  scope: text,
  skill: text,
  name: text,
  context: text,
  forbidden: text,
  worktree: z.boolean(),
  allowSubagents: z.boolean(),
  allowMissingSkill: z.boolean(),
}) satisfies z.ZodType<AssignDraft>;

const field = z.enum(['paths', 'scope', 'context']);

const messageSchema = z.discriminatedUnion('type', [
  // A draft of another version is forgotten rather than refused: the form is to open in any case.
  z.strictObject({ type: z.literal('ready'), body: z.strictObject({ draft: draft.nullable().catch(null) }) }),
  z.strictObject({ type: z.literal('edited'), body: z.strictObject({ draft }) }),
  z.strictObject({ type: z.literal('choose'), body: z.strictObject({ field }) }),
  z.strictObject({
    type: z.literal('dropped'),
    body: z.strictObject({ field, uris: z.array(z.string().max(4096)).max(1000) }),
  }),
  z.strictObject({ type: z.literal('submit'), body: z.strictObject({ draft }) }),
  z.strictObject({ type: z.literal('next'), body: z.strictObject({ what: z.enum(['show', 'again']) }) }),
]);

/** A message of the form; null when it is none. */
export function parseFormMessage(raw: unknown): MessageOf<AssignFormWebviewMessages> | null {
  const parsed = messageSchema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
