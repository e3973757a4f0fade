import * as z from 'zod';
import { turnIdOf } from '../../core/assignment/delivery.ts';
import type { FleetConfig } from '../../core/config.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { reachedLimit, type ReachedLimit } from '../../core/limits/limits.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { utc } from '../time.ts';
import { modelFields } from './identity.ts';
import { nameOfRole, roleSchema } from './role.ts';

const poolSchema = z.enum(['spark_write_model', 'default_agent_model', 'unknown', 'none']);

/** Whether a limit stops the Agentin, which one, of which model and until when (reference contract §4.1, §4.4). */
export const limitStateSchema = z.object({
  limited: z.boolean(),
  window: z.enum(['5h', 'daily', 'weekly', 'unknown', 'none']),
  kind: z
    .enum(['token', 'rate', 'quota', 'usage', 'unknown', 'none'])
    .describe('"token": the conversation is too long, time does not help; the others end by themselves.'),
  model: z.string().nullable(),
  model_source: z.enum([
    'limit_evidence_text',
    'assignment_metadata',
    'session_metadata',
    'status_text',
    'unknown',
  ]),
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

export function viewOfLimitState(snapshot: AgentSnapshot, config: FleetConfig, nowMs: number): LimitState {
  const { activity, model } = snapshot;
  const limit = reachedLimit(model, activity, nowMs);
  const last = model.assignment ?? snapshot.ledgerEntry;
  const sessionModel = modelFields(snapshot, config).model;
  const pool = (name: string | null): Pool => poolOf(name, config);
  return {
    limited: limit !== null,
    window: limit?.window ?? 'none',
    kind: limit?.kind ?? 'none',
    ...limitedModel(snapshot, limit, sessionModel, pool),
    session_model: sessionModel,
    session_model_pool: pool(sessionModel),
    assignment_model: last?.model ?? null,
    assignment_model_pool: pool(last?.model ?? null),
    role: last === null ? null : nameOfRole(last.role),
    source: sourceOf(snapshot),
    resets_at_utc: utc(limit?.untilMs ?? null),
    evidence: NOT_RETURNED,
    raw_output: NOT_RETURNED,
  };
}

/** Whose limit it is: the model that Codex names, else that of the turn which met it. */
function limitedModel(
  { model: { assignment, lastTurn } }: AgentSnapshot,
  limit: ReachedLimit | null,
  sessionModel: string | null,
  pool: (name: string | null) => Pool,
): Pick<LimitState, 'model' | 'model_source' | 'model_pool'> {
  if (limit === null) return { model: null, model_source: 'unknown', model_pool: 'none' };
  const of = (name: string | null, source: LimitState['model_source']) =>
    ({
      model: name,
      model_source: name === null ? 'unknown' : source,
      model_pool: name === null ? 'unknown' : pool(name),
    }) as const;
  if (limit.model !== null) return of(limit.model, 'limit_evidence_text');
  const isAssigned =
    assignment !== null && lastTurn !== null && turnIdOf(assignment.delivery) === lastTurn.turnId;
  return isAssigned && assignment.model !== null
    ? of(assignment.model, 'assignment_metadata')
    : of(sessionModel, 'session_metadata');
}

/**
 * Limits are counted per pool: one of the write model must not mark the default one, and the other way round. Codex
 * may spell a model's name for people (`GPT-5.3-Codex-Spark`).
 */
function poolOf(name: string | null, { models }: FleetConfig): Pool {
  if (name === null) return 'none';
  const same = (other: string | null): boolean => other?.toLowerCase() === name.toLowerCase();
  if (same(models.default.model)) return 'default_agent_model';
  return same(models.write.model) || /\bspark\b/i.test(name) ? 'spark_write_model' : 'unknown';
}

function sourceOf({ activity, model }: AgentSnapshot): LimitState['source'] {
  if (model.control === 'app-server' || activity.source === 'rollout') return 'reported_by_codex';
  return activity.source === 'pane' ? 'classified_from_bounded_status_text' : 'no_status_text';
}
