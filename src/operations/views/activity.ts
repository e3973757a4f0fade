import * as z from 'zod';
import type { Activity, RateLimits, RateLimitWindow, TokenUsage } from '../../core/agent/agent.ts';
import type { PendingItem } from '../../core/agent/pending.ts';
import { utc } from '../time.ts';

/** The state in the words of the design, each with how it is known. */
export const activitySchema = z.object({
  state: z.enum([
    'stopped',
    'starting',
    'idle',
    'done',
    'working',
    'needs_approval',
    'needs_input',
    'limited',
    'error',
    'lost',
  ]),
  since_utc: z.string(),
  source: z.enum(['app-server', 'rollout', 'terminal-title', 'pane', 'tmux', 'process', 'meta']),
  evidence: z.string(),
  why: z.string(),
  until_utc: z.string().nullable(),
});

export function viewOfActivity(activity: Activity): z.infer<typeof activitySchema> {
  const { state, source, evidence, why } = activity;
  return {
    state,
    since_utc: utc(activity.sinceMs),
    source,
    evidence,
    why,
    until_utc: utc(activity.untilMs),
  };
}

export const tokensSchema = z.object({
  context_used_percent: z.number().nullable(),
  context_used_tokens: z.number().int(),
  context_window_tokens: z.number().int().nullable(),
  total_tokens: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
});

export function viewOfTokens(tokens: TokenUsage): z.infer<typeof tokensSchema> {
  const { contextUsedTokens, contextWindowTokens } = tokens;
  return {
    context_used_percent:
      contextWindowTokens === null ? null : percent(contextUsedTokens, contextWindowTokens),
    context_used_tokens: contextUsedTokens,
    context_window_tokens: contextWindowTokens,
    total_tokens: tokens.totalTokens,
    input_tokens: tokens.inputTokens,
    output_tokens: tokens.outputTokens,
  };
}

/** With one decimal, at most 100: Codex counts a little beyond the window before it compacts. */
function percent(part: number, whole: number): number {
  return whole <= 0 ? 100 : Math.min(100, Math.round((part / whole) * 1000) / 10);
}

const windowSchema = z.object({
  used_percent: z.number(),
  window_minutes: z.number().nullable(),
  resets_at_utc: z.string().nullable(),
});

export const rateLimitsSchema = z.object({
  primary: windowSchema.nullable(),
  secondary: windowSchema.nullable(),
});

export function viewOfRateLimits(limits: RateLimits): z.infer<typeof rateLimitsSchema> {
  return { primary: viewOfWindow(limits.primary), secondary: viewOfWindow(limits.secondary) };
}

function viewOfWindow(window: RateLimitWindow | null): z.infer<typeof windowSchema> | null {
  if (window === null) return null;
  return {
    used_percent: window.usedPercent,
    window_minutes: window.windowMinutes,
    resets_at_utc: utc(window.resetsAtMs),
  };
}

export const pendingSchema = z.object({
  kind: z.enum(['command', 'file', 'question', 'mcpTool', 'permissions']),
  since_utc: z.string(),
});

/** What waits for a person, by kind only: its texts come from the model. */
export function viewOfPending(item: PendingItem): z.infer<typeof pendingSchema> {
  return { kind: item.kind, since_utc: utc(item.openedAtMs) };
}
