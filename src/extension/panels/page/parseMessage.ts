import * as z from 'zod';
import { PAGE_ACTIONS } from '../../../shared/agentPage.ts';
import { ASSIGNMENT_ACTIONS } from '../../../shared/assignmentPage.ts';
import type { MessageOf } from '../../../shared/messages.ts';
import type { PageWebviewMessages, TimelineWebviewMessages } from '../../../shared/protocol.ts';

/** Reads what a webview sent; null when it is no message of its kind. */
export type ParseMessage<Messages> = (raw: unknown) => MessageOf<Messages> | null;

/** The one way from a schema of a page's messages to what reads them. */
export function messageParser<Messages>(schema: z.ZodType<MessageOf<Messages>>): ParseMessage<Messages> {
  return (raw) => {
    const parsed = schema.safeParse(raw);
    return parsed.success ? parsed.data : null;
  };
}

/** One type of message with its body. */
export function message<Type extends string, Body extends z.ZodRawShape>(type: Type, body: Body) {
  return z.strictObject({ type: z.literal(type), body: z.strictObject(body) });
}

/** Reads what a page of sections sent that has these actions. */
function pageMessageParser<Action extends string>(
  actions: readonly Action[],
): ParseMessage<PageWebviewMessages<Action>> {
  return messageParser<PageWebviewMessages<Action>>(
    z.discriminatedUnion('type', [
      message('ready', {}),
      message('run', { action: z.enum(actions) }),
      // The name that the host gave the file, never a path to be trusted.
      message('openFile', { file: z.string().max(2000) }),
    ]),
  );
}

export const parseAgentPageMessage = pageMessageParser(PAGE_ACTIONS);

export const parseAssignmentPageMessage = pageMessageParser(ASSIGNMENT_ACTIONS);

export const parseTimelineMessage = messageParser<TimelineWebviewMessages>(
  z.discriminatedUnion('type', [
    message('ready', {}),
    message('open', {
      agentId: z.string().max(200),
      entryId: z.string().max(500).nullable(),
    }),
  ]),
);
