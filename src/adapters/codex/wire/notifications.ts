import * as z from 'zod';
import type { AccountRateLimitsUpdatedNotification } from '../protocol/v2/AccountRateLimitsUpdatedNotification.ts';
import type { AgentMessageDeltaNotification } from '../protocol/v2/AgentMessageDeltaNotification.ts';
import type { ItemCompletedNotification } from '../protocol/v2/ItemCompletedNotification.ts';
import type { ItemStartedNotification } from '../protocol/v2/ItemStartedNotification.ts';
import type { RateLimitSnapshot } from '../protocol/v2/RateLimitSnapshot.ts';
import type { ServerRequestResolvedNotification } from '../protocol/v2/ServerRequestResolvedNotification.ts';
import type { ThreadClosedNotification } from '../protocol/v2/ThreadClosedNotification.ts';
import type { ThreadSettingsUpdatedNotification } from '../protocol/v2/ThreadSettingsUpdatedNotification.ts';
import type { ThreadStartedNotification } from '../protocol/v2/ThreadStartedNotification.ts';
import type { ThreadStatusChangedNotification } from '../protocol/v2/ThreadStatusChangedNotification.ts';
import type { ThreadTokenUsageUpdatedNotification } from '../protocol/v2/ThreadTokenUsageUpdatedNotification.ts';
import type { TurnCompletedNotification } from '../protocol/v2/TurnCompletedNotification.ts';
import type { TurnDiffUpdatedNotification } from '../protocol/v2/TurnDiffUpdatedNotification.ts';
import type { TurnPlanUpdatedNotification } from '../protocol/v2/TurnPlanUpdatedNotification.ts';
import type { TurnStartedNotification } from '../protocol/v2/TurnStartedNotification.ts';
import { maybe, schemaFor } from './schemaFor.ts';
import { thread, threadItem, threadSettings, threadStatus, turn } from './threads.ts';

const tokenFigures = z.object({
  totalTokens: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
});

const rateLimitWindow = maybe(
  z.object({
    usedPercent: z.number(),
    windowDurationMins: maybe(z.number()),
    /** Seconds since 1970. */
    resetsAt: maybe(z.number()),
  }),
);

export const rateLimits = schemaFor<RateLimitSnapshot>()(
  z.object({ primary: rateLimitWindow, secondary: rateLimitWindow }),
);
export type WireRateLimits = z.infer<typeof rateLimits>;

const ofThread = { threadId: z.string() };
const ofTurn = { threadId: z.string(), turnId: z.string() };
const item = z.object({ ...ofTurn, item: threadItem });
const wholeTurn = z.object({ ...ofThread, turn });
const usage = z.object({ total: tokenFigures, last: tokenFigures, modelContextWindow: maybe(z.number()) });
export type WireTokenUsage = z.infer<typeof usage>;

const planStep = z.object({ step: z.string(), status: z.string() });

/** The notifications that mean something to us; every other one is passed over. */
export const notificationSchemas = {
  'thread/started': schemaFor<ThreadStartedNotification>()(z.object({ thread })),
  'thread/status/changed': schemaFor<ThreadStatusChangedNotification>()(
    z.object({ ...ofThread, status: threadStatus }),
  ),
  'thread/closed': schemaFor<ThreadClosedNotification>()(z.object(ofThread)),
  'thread/settings/updated': schemaFor<ThreadSettingsUpdatedNotification>()(
    z.object({ ...ofThread, threadSettings }),
  ),
  'thread/tokenUsage/updated': schemaFor<ThreadTokenUsageUpdatedNotification>()(
    z.object({ ...ofTurn, tokenUsage: usage }),
  ),
  'turn/started': schemaFor<TurnStartedNotification>()(wholeTurn),
  'turn/completed': schemaFor<TurnCompletedNotification>()(wholeTurn),
  'item/started': schemaFor<ItemStartedNotification>()(item),
  'item/completed': schemaFor<ItemCompletedNotification>()(item),
  'turn/plan/updated': schemaFor<TurnPlanUpdatedNotification>()(
    z.object({ ...ofTurn, explanation: maybe(z.string()), plan: z.array(planStep) }),
  ),
  'turn/diff/updated': schemaFor<TurnDiffUpdatedNotification>()(z.object({ ...ofTurn, diff: z.string() })),
  'item/agentMessage/delta': schemaFor<AgentMessageDeltaNotification>()(
    z.object({ ...ofTurn, itemId: z.string(), delta: z.string() }),
  ),
  'serverRequest/resolved': schemaFor<ServerRequestResolvedNotification>()(
    z.object({ ...ofThread, requestId: z.union([z.string(), z.number()]) }),
  ),
  'account/rateLimits/updated': schemaFor<AccountRateLimitsUpdatedNotification>()(z.object({ rateLimits })),
};

export type NotificationMethod = keyof typeof notificationSchemas;

/** A notification that we understand, its parameters checked. */
export type Notification = {
  [M in NotificationMethod]: {
    readonly method: M;
    readonly params: z.infer<(typeof notificationSchemas)[M]>;
  };
}[NotificationMethod];

/** Notifications that the server need not send anybody of us: many, or of no use. */
const USELESS: readonly string[] = [
  'item/plan/delta',
  'item/reasoning/textDelta',
  'item/reasoning/summaryTextDelta',
  'item/reasoning/summaryPartAdded',
  'item/commandExecution/outputDelta',
  'item/fileChange/outputDelta',
  'item/fileChange/patchUpdated',
  'item/mcpToolCall/progress',
  'rawResponseItem/completed',
  'rawResponse/completed',
  'thread/goal/updated',
  'thread/goal/cleared',
  'thread/readState/changed',
  'thread/name/updated',
  'mcpServer/startupStatus/updated',
  'remoteControl/status/changed',
  'account/updated',
  'configWarning',
  'skills/changed',
];

/** Every word that she writes, as she writes it: heard by a connection of its own, while somebody looks. */
const WORDS: NotificationMethod = 'item/agentMessage/delta';
/** What she plans and changes: for a person's eyes, and sent to those processes alone that show it. */
const CONTENT: readonly NotificationMethod[] = ['turn/diff/updated', 'turn/plan/updated'];

/** What a link does not want to hear, with or without what she plans and changes. */
export function unwantedBy(withContent: boolean): readonly string[] {
  return [...USELESS, WORDS, ...(withContent ? [] : CONTENT)];
}

/** What whoever listens for her words alone does not want to hear. */
export const ALL_BUT_WORDS: readonly string[] = [
  ...USELESS,
  ...Object.keys(notificationSchemas).filter((method) => method !== WORDS),
];
