import * as z from 'zod';
import { isUntouched } from '../../core/agent/untouched.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { reachedLimit } from '../../core/limits/limits.ts';
import { NOT_RETURNED } from '../sentinels.ts';

/** Without news for this long an Agentin counts as idle (reference contract §0.2). */
const IDLE_THRESHOLD_SECONDS = 300;

/** The reference's reading of the screen, derived from the activity instead (reference contract §4.3). */
export const responseStateSchema = z.object({
  state: z.enum([
    'blocked_by_limit',
    'not_running',
    'running_tui_starter_context',
    'running_no_output_observed',
    'running_idle',
    'running_recent_output',
  ]),
  idle_threshold_seconds: z.literal(IDLE_THRESHOLD_SECONDS),
  response_output: z.literal(NOT_RETURNED),
  raw_output: z.literal(NOT_RETURNED),
});

type ResponseState = z.infer<typeof responseStateSchema>;

export function viewOfResponseState(snapshot: AgentSnapshot, nowMs: number): ResponseState {
  return {
    state: stateOf(snapshot, nowMs),
    idle_threshold_seconds: IDLE_THRESHOLD_SECONDS,
    response_output: NOT_RETURNED,
    raw_output: NOT_RETURNED,
  };
}

function stateOf(snapshot: AgentSnapshot, nowMs: number): ResponseState['state'] {
  const { activity, model } = snapshot;
  if (reachedLimit(model, activity, nowMs) !== null) return 'blocked_by_limit';
  switch (activity.state) {
    case 'limited':
      return 'blocked_by_limit';
    case 'stopped':
    case 'lost':
      return 'not_running';
    case 'starting':
      return 'running_no_output_observed';
    case 'working':
      return 'running_recent_output';
    case 'idle':
      return isUntouched(model) ? 'running_tui_starter_context' : byAge(activity.sinceMs, nowMs);
    case 'done':
    case 'needs_approval':
    case 'needs_input':
    case 'error':
      return byAge(activity.sinceMs, nowMs);
  }
}

function byAge(sinceMs: number, nowMs: number): 'running_idle' | 'running_recent_output' {
  return nowMs - sinceMs >= IDLE_THRESHOLD_SECONDS * 1000 ? 'running_idle' : 'running_recent_output';
}

/** `starter_placeholder` means that no assignment ever arrived, not that the composer shows a hint (contract §4.2). */
export const tuiContextSchema = z.enum(['not_running', 'starter_placeholder', 'no_pane_text', 'unknown']);

export function viewOfTuiContext(snapshot: AgentSnapshot): z.infer<typeof tuiContextSchema> {
  const { state } = snapshot.activity;
  if (state === 'stopped' || state === 'lost') return 'not_running';
  if (state === 'starting') return 'no_pane_text';
  return state === 'idle' && isUntouched(snapshot.model) ? 'starter_placeholder' : 'unknown';
}
