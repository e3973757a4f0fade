import * as z from 'zod';
import type { FinishedTurn, RateLimits, TokenUsage } from '../../../core/agent/agent.ts';
import { turnFailure } from '../translate/failure.ts';

interface At {
  /** When Codex wrote the line. */
  readonly atMs: number;
}

/** What one line of a session file tells. Turn ids are null in files of a Codex that wrote none. */
export type RolloutFact =
  /** Whose file it is; a helper's (`isMain` false) is not the Agentin's own conversation. */
  | (At & { readonly kind: 'session'; readonly threadId: string; readonly isMain: boolean })
  | (At & { readonly kind: 'turnStarted'; readonly turnId: string | null })
  | (At & {
      readonly kind: 'turnEnded';
      readonly turnId: string | null;
      readonly outcome: FinishedTurn['outcome'];
      readonly failure: FinishedTurn['failure'];
      /** When a usage limit ends, where the file says so. */
      readonly untilMs: number | null;
    })
  | (At & {
      readonly kind: 'figures';
      readonly tokens: TokenUsage | null;
      readonly rateLimits: RateLimits | null;
    });

const line = z.object({
  timestamp: z.iso.datetime().transform((text) => Date.parse(text)),
  type: z.string(),
  payload: z.looseObject({ type: z.string().optional() }),
});

const sessionMeta = z.object({ id: z.string(), source: z.unknown().optional() });

const turnId = z.string().nullish();
const taskStarted = z.object({ turn_id: turnId });
const turnAborted = z.object({ turn_id: turnId });
const errorInfo = z.union([z.string(), z.record(z.string(), z.unknown())]).nullish();
const taskComplete = z.object({
  turn_id: turnId,
  error: z.object({ message: z.string().catch(''), codex_error_info: errorInfo }).nullish(),
});

const usage = z.object({ total_tokens: z.number(), input_tokens: z.number(), output_tokens: z.number() });
const limitWindow = z
  .object({ used_percent: z.number(), window_minutes: z.number().nullish(), resets_at: z.number().nullish() })
  .nullish();
const tokenCount = z.object({
  info: z
    .object({
      total_token_usage: usage,
      last_token_usage: usage,
      model_context_window: z.number().nullish(),
    })
    .nullish(),
  rate_limits: z.object({ primary: limitWindow, secondary: limitWindow }).nullish(),
});

/**
 * Reads a line of a `rollout-*.jsonl` in either form that Codex writes (`paginated`, `legacy`: what we need is the
 * same in both). Null for lines that say nothing to us, and for broken ones. Pure.
 */
export function readRolloutLine(text: string, offsetMinutes: number): RolloutFact | null {
  // Nearly all lines are none of ours, and some are long: they are not worth parsing.
  if (!/"(?:session_meta|task_started|task_complete|turn_aborted|token_count)"/.test(text.slice(0, 200))) {
    return null;
  }
  const parsed = line.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { type, payload, timestamp } = parsed.data;
  if (type === 'session_meta') return sessionFact(payload, timestamp);
  return type === 'event_msg' ? eventFact(payload, timestamp, offsetMinutes) : null;
}

function sessionFact(payload: object, atMs: number): RolloutFact | null {
  const meta = sessionMeta.safeParse(payload).data;
  // A helper's source is an object that names its parent; a person's is a word.
  return meta === undefined
    ? null
    : { kind: 'session', atMs, threadId: meta.id, isMain: typeof meta.source !== 'object' };
}

function eventFact(
  payload: { readonly type?: string | undefined },
  atMs: number,
  offsetMinutes: number,
): RolloutFact | null {
  switch (payload.type) {
    case 'task_started': {
      const started = taskStarted.safeParse(payload).data;
      return started === undefined ? null : { kind: 'turnStarted', turnId: started.turn_id ?? null, atMs };
    }
    case 'turn_aborted': {
      const aborted = turnAborted.safeParse(payload).data;
      if (aborted === undefined) return null;
      return ended(aborted.turn_id ?? null, atMs, 'interrupted', null, null);
    }
    case 'task_complete':
      return completeFact(payload, atMs, offsetMinutes);
    case 'token_count':
      return figuresFact(payload, atMs);
    default:
      return null;
  }
}

function completeFact(payload: object, atMs: number, offsetMinutes: number): RolloutFact | null {
  const complete = taskComplete.safeParse(payload).data;
  if (complete === undefined) return null;
  const id = complete.turn_id ?? null;
  const { error } = complete;
  if (error === null || error === undefined) return ended(id, atMs, 'completed', null, null);
  const { message } = error;
  const failure = turnFailure(
    { info: camelCased(error.codex_error_info ?? null), message, atMs },
    offsetMinutes,
  );
  return ended(id, atMs, 'failed', failure, failure.untilMs);
}

function ended(
  turnId: string | null,
  atMs: number,
  outcome: FinishedTurn['outcome'],
  failure: FinishedTurn['failure'],
  untilMs: number | null,
): RolloutFact {
  return { kind: 'turnEnded', turnId, atMs, outcome, failure, untilMs };
}

function figuresFact(payload: object, atMs: number): RolloutFact | null {
  const count = tokenCount.safeParse(payload).data;
  if (count === undefined) return null;
  const { info, rate_limits: limits } = count;
  const primary = limitOf(limits?.primary);
  const secondary = limitOf(limits?.secondary);
  return {
    kind: 'figures',
    atMs,
    tokens:
      info === null || info === undefined
        ? null
        : {
            contextUsedTokens: info.last_token_usage.total_tokens,
            contextWindowTokens: info.model_context_window ?? null,
            totalTokens: info.total_token_usage.total_tokens,
            inputTokens: info.total_token_usage.input_tokens,
            outputTokens: info.total_token_usage.output_tokens,
          },
    rateLimits: primary === null && secondary === null ? null : { primary, secondary },
  };
}

function limitOf(wire: z.infer<typeof limitWindow>): RateLimits['primary'] {
  if (wire === null || wire === undefined) return null;
  return {
    usedPercent: wire.used_percent,
    windowMinutes: wire.window_minutes ?? null,
    resetsAtMs: wire.resets_at === null || wire.resets_at === undefined ? null : wire.resets_at * 1000,
  };
}

/** Session files name error kinds as `usage_limit_exceeded`, the app-server as `usageLimitExceeded`. */
function camelCased(info: z.infer<typeof errorInfo> | null): string | null {
  const word = typeof info === 'string' ? info : Object.keys(info ?? {})[0];
  return word === undefined
    ? null
    : word.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
