import * as z from 'zod';
import type { Thread } from '../protocol/v2/Thread.ts';
import type { ThreadItem } from '../protocol/v2/ThreadItem.ts';
import type { ThreadSettings } from '../protocol/v2/ThreadSettings.ts';
import type { ThreadStatus } from '../protocol/v2/ThreadStatus.ts';
import type { Turn } from '../protocol/v2/Turn.ts';
import { maybe, schemaFor } from './schemaFor.ts';

export const threadStatus = schemaFor<ThreadStatus>()(
  z.object({ type: z.string(), activeFlags: z.array(z.string()).optional() }),
);
export type WireThreadStatus = z.infer<typeof threadStatus>;

export const thread = schemaFor<Thread>()(
  z.object({
    id: z.string(),
    ephemeral: z.boolean(),
    parentThreadId: maybe(z.string()),
    attachedToThreadId: maybe(z.string()),
    /** Seconds since 1970. */
    createdAt: z.number(),
    status: threadStatus,
    path: maybe(z.string()),
  }),
);
export type WireThread = z.infer<typeof thread>;

/** Parts of a message; other kinds of items have plain texts there, and a search its words in `query`. */
const part = z.union([z.string(), z.object({ type: z.string(), text: z.string().optional() })]);

const fileChange = z.object({
  path: z.string(),
  kind: z.object({ type: z.string() }),
  diff: z.string(),
});
export type WireFileChange = z.infer<typeof fileChange>;

export const threadItem = schemaFor<ThreadItem>()(
  z.object({
    type: z.string(),
    id: z.string(),
    /** The mark that whoever sent a user's message gave it. */
    clientId: z.string().nullish(),
    status: z.string().optional(),
    startedAtMs: z.number().nullish(),
    completedAtMs: z.number().nullish(),
    changes: z.array(fileChange).optional(),
    server: z.string().optional(),
    tool: z.string().optional(),
    text: z.string().optional(),
    content: z.array(part).optional(),
    command: z.string().optional(),
    query: z.string().optional(),
  }),
);
export type WireItem = z.infer<typeof threadItem>;

/** A plain word, or an object whose one key is the word (`{httpConnectionFailed: {…}}`). */
const errorInfo = z.union([z.string(), z.record(z.string(), z.unknown())]);
export type WireErrorInfo = z.infer<typeof errorInfo>;

export const turn = schemaFor<Turn>()(
  z.object({
    id: z.string(),
    status: z.string(),
    items: z.array(threadItem),
    error: maybe(z.object({ message: z.string().catch(''), codexErrorInfo: maybe(errorInfo) })),
    /** Seconds since 1970. */
    startedAt: maybe(z.number()),
    completedAt: maybe(z.number()),
  }),
);
export type WireTurn = z.infer<typeof turn>;

/** A word, or the object of a granular policy. */
const approvalPolicy = z.union([z.string(), z.record(z.string(), z.unknown())]);
const profile = maybe(z.object({ id: z.string() }));
const sandbox = z.object({ type: z.string() });

export const threadSettings = schemaFor<ThreadSettings>()(
  z.object({
    model: maybe(z.string()),
    effort: maybe(z.string()),
    approvalPolicy,
    sandboxPolicy: sandbox,
    activePermissionProfile: profile,
  }),
);
export type WireSettings = z.infer<typeof threadSettings>;

export const resumedSettings = z.object({
  model: maybe(z.string()),
  reasoningEffort: maybe(z.string()),
  approvalPolicy,
  sandbox,
  activePermissionProfile: profile,
});
export type WireResumedSettings = z.infer<typeof resumedSettings>;

export const turnsPage = z.object({ data: z.array(turn), nextCursor: maybe(z.string()) });
export type WireTurnsPage = z.infer<typeof turnsPage>;
