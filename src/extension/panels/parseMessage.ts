import * as z from 'zod';
import type { MessageOf } from '../../shared/messages.ts';
import type { AgentPageWebviewMessages, TimelineWebviewMessages } from '../../shared/protocol.ts';

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

const timelineSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), body: z.strictObject({}) }),
  z.strictObject({
    type: z.literal('open'),
    body: z.strictObject({
      agentId: z.string().max(200),
      kind: z.enum(['agent', 'turn', 'waiting', 'limit', 'assignment']),
    }),
  }),
]);

/** A message of the timeline; null when it is none. */
export function parseTimelineMessage(raw: unknown): MessageOf<TimelineWebviewMessages> | null {
  const parsed = timelineSchema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
