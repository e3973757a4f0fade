import * as z from 'zod';
import type { MessageOf } from '../../shared/messages.ts';
import type { AgentPageWebviewMessages } from '../../shared/protocol.ts';

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), body: z.strictObject({}) }),
  z.strictObject({
    type: z.literal('run'),
    body: z.strictObject({
      action: z.enum(['start', 'stop', 'attach', 'assign', 'send', 'interrupt', 'inbox']),
    }),
  }),
]);

/** A message of an Agentin's page; null when it is none. */
export function parseAgentPageMessage(raw: unknown): MessageOf<AgentPageWebviewMessages> | null {
  const parsed = messageSchema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
