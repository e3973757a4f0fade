import * as z from 'zod';
import type { RateLimits, RateLimitWindow } from '../../core/agent.ts';
import type { FleetConfig } from '../../core/config.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { utc } from '../time.ts';
import { nameOfRole, roleSchema } from './role.ts';

const poolSchema = z.enum(['spark_write_model', 'default_agent_model', 'unknown', 'none']);

/** Whether a usage limit stops the Agentin, which one and of which model (reference contract §4.1, §4.4). */
export const limitStateSchema = z.object({
  limited: z.boolean(),
  window: z.enum(['5h', 'daily', 'weekly', 'unknown', 'none']),
  kind: z.enum(['usage', 'unknown', 'none']),
  model: z.string().nullable(),
  model_source: z.enum(['assignment_metadata', 'session_metadata', 'unknown']),
  model_pool: poolSchema,
  session_model: z.string().nullable(),
  session_model_pool: poolSchema,
  assignment_model: z.string().nullable(),
  assignment_model_pool: poolSchema,
  role: roleSchema.nullable(),
  source: z.enum(['reported_by_codex', 'classified_from_bounded_status_text', 'no_status_text']),
  resets_at_utc: z.string().nullable(),
  evidence: z.literal(NOT_RETURNED),
  raw_output: z.literal(NOT_RETURNED),
});

type LimitState = z.infer<typeof limitStateSchema>;
type Pool = z.infer<typeof poolSchema>;

export function viewOfLimitState(snapshot: AgentSnapshot, config: FleetConfig): LimitState {
  const { activity, model } = snapshot;
  const limited = activity.state === 'limited';
  return {
    limited,
    window: limited ? windowOf(model.rateLimits) : 'none',
    kind: limited ? kindOf(snapshot) : 'none',
    ...modelsOf(snapshot, config, limited),
    role: model.assignment === null ? null : nameOfRole(model.assignment.role),
    source: sourceOf(snapshot),
    resets_at_utc: limited ? utc(activity.untilMs) : null,
    evidence: NOT_RETURNED,
    raw_output: NOT_RETURNED,
  };
}

function modelsOf({ model }: AgentSnapshot, config: FleetConfig, limited: boolean) {
  const session = model.settings?.model ?? config.models.default.model;
  const assigned = model.assignment === null || model.assignment.restored ? null : model.assignment.model;
  const shown = assigned ?? session;
  const source: LimitState['model_source'] = assigned === null ? 'session_metadata' : 'assignment_metadata';
  return {
    model: limited ? shown : null,
    model_source: limited && shown !== null ? source : 'unknown',
    model_pool: limited ? poolOf(shown, config) : 'none',
    session_model: session,
    session_model_pool: poolOf(session, config),
    assignment_model: assigned,
    assignment_model_pool: poolOf(assigned, config),
  } as const;
}

/** A limit is counted per model: one of the write model must not mark the default one, and the other way round. */
function poolOf(model: string | null, { models }: FleetConfig): Pool {
  if (model === null) return 'none';
  if (model === models.default.model) return 'default_agent_model';
  return model === models.write.model ? 'spark_write_model' : 'unknown';
}

function kindOf({ model }: AgentSnapshot): LimitState['kind'] {
  return model.lastTurn?.failure?.kind === 'usage_limit' ? 'usage' : 'unknown';
}

function sourceOf({ activity, model }: AgentSnapshot): LimitState['source'] {
  if (model.control === 'app-server') return 'reported_by_codex';
  const readsText = activity.source === 'pane' || activity.source === 'rollout';
  return readsText ? 'classified_from_bounded_status_text' : 'no_status_text';
}

const MINUTES: Readonly<Record<number, LimitState['window']>> = {
  300: '5h',
  1440: 'daily',
  10_080: 'weekly',
};

/** The window that is used up, by its length; the longer one when both are, for it ends last. */
function windowOf(limits: RateLimits | null): LimitState['window'] {
  const usedUp = [limits?.secondary, limits?.primary].find(isUsedUp);
  return MINUTES[usedUp?.windowMinutes ?? 0] ?? 'unknown';
}

function isUsedUp(window: RateLimitWindow | null | undefined): boolean {
  return (window?.usedPercent ?? 0) >= 100;
}
