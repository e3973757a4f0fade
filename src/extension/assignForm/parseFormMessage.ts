import * as z from 'zod';
import type { AssignDraft } from '../../shared/assignForm.ts';
import type { AssignFormWebviewMessages } from '../../shared/protocol.ts';
import { message, messageParser } from '../panels/page/parseMessage.ts';

/** More than any prompt may have; what is longer is refused with its own words later. */
const text = z.string().max(100_000);

const draft = z.strictObject({
  agentId: text,
  several: z.array(text).max(1000).nullable(),
  role: z.enum(['explorer', 'worker']),
  task: text,
  paths: text,
  scope: text,
  skill: text,
  name: text,
  context: text,
  forbidden: text,
  acceptance: text.default(''),
  worktree: z.boolean(),
  allowSetup: z
    .string()
    .regex(/^(?:[0-9a-f]{64})?$/)
    .default(''),
  allowSubagents: z.boolean(),
  allowMissingSkill: z.boolean(),
}) satisfies z.ZodType<AssignDraft>;

/** The draft that a webview kept; null when it is none, or of another version. */
export function parseDraft(state: unknown): AssignDraft | null {
  return draft.nullable().catch(null).parse(state);
}

const field = z.enum(['paths', 'scope', 'context']);

/** A message of the form; null when it is none. */
export const parseFormMessage = messageParser<AssignFormWebviewMessages>(
  z.discriminatedUnion('type', [
    // A draft of another version is forgotten rather than refused: the form is to open in any case.
    message('ready', { draft: draft.nullable().catch(null) }),
    message('edited', { draft }),
    message('choose', { field }),
    message('list', { folder: z.string().max(4096) }),
    message('openFleetFile', {}),
    message('dropped', { field, uris: z.array(z.string().max(4096)).max(1000) }),
    message('submit', { draft, isForced: z.boolean().default(false) }),
    message('next', { what: z.enum(['show', 'again', 'retry']) }),
  ]),
);
