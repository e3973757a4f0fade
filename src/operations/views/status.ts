import * as z from 'zod';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { isHeld } from '../../core/hold.ts';
import type { OperationContext } from '../context.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { utc } from '../time.ts';
import {
  activitySchema,
  pendingSchema,
  rateLimitsSchema,
  tokensSchema,
  viewOfActivity,
  viewOfPending,
  viewOfRateLimits,
  viewOfTokens,
} from './activity.ts';
import { lastAssignmentSchema, viewOfLastAssignment } from './assignment.ts';
import { findingSchema, viewOfFinding } from './finding.ts';
import { identityFields, identityShape } from './identity.ts';
import { leaseSchema, viewOfLease } from './lease.ts';
import { limitStateSchema, viewOfLimitState } from './limitState.ts';
import { rawLogFields, rawLogShape } from './rawLog.ts';
import { reportSchema, viewOfReport } from './report.ts';
import {
  responseStateSchema,
  tuiContextSchema,
  viewOfResponseState,
  viewOfTuiContext,
} from './responseState.ts';

/** One Agentin as `agent_status` shows it: the 31 keys of the reference contract §1.2, and ours. */
export const statusSchema = z.object({
  ...identityShape,
  running: z.boolean(),
  pid: z.number().int().nullable(),
  started_at_utc: z.string().nullable(),
  lease: leaseSchema,
  last_assignment: lastAssignmentSchema.nullable(),
  tui_context: tuiContextSchema,
  limit_state: limitStateSchema,
  response_state: responseStateSchema,
  ...rawLogShape,
  home_process_count: z.number().int().nullable(),
  home_external_process_count: z.number().int().nullable(),
  home_external_processes_truncated: z.literal(false),
  raw_output: z.literal(NOT_RETURNED),
  meta_state: z
    .enum(['ok', 'none', 'unreadable'])
    .describe(
      'What is kept of her last start; "unreadable" is repaired by agent_start, which keeps the damaged file aside.',
    ),
  control: z.enum(['app-server', 'terminal']),
  control_why: z.string().nullable(),
  launch_policy: z.enum(['guarded', 'yolo']),
  thread_id: z.string().nullable(),
  activity: activitySchema,
  pending: z.array(pendingSchema),
  tokens: tokensSchema.nullable(),
  rate_limits: rateLimitsSchema.nullable(),
  last_report: reportSchema.nullable(),
  terminal_held_by_person: z.boolean(),
  watchdog_finding: findingSchema,
});

export type Status = z.infer<typeof statusSchema>;

export function viewOfStatus(ctx: OperationContext, snapshot: AgentSnapshot): Status {
  const nowMs = ctx.nowMs();
  const { config } = ctx.fleet;
  const { model, spec } = snapshot;
  const lastAssignment = model.assignment ?? snapshot.ledgerEntry;
  return {
    ...identityFields(snapshot, config),
    running: model.session.kind === 'present',
    pid: pidOf(snapshot),
    started_at_utc: utc(snapshot.meta?.startedAtMs ?? null),
    lease: viewOfLease(spec.id, snapshot.lease),
    last_assignment: lastAssignment === null ? null : viewOfLastAssignment(lastAssignment),
    tui_context: viewOfTuiContext(snapshot),
    limit_state: viewOfLimitState(snapshot, config, nowMs),
    response_state: viewOfResponseState(snapshot, nowMs),
    ...rawLogFields(snapshot, nowMs),
    home_process_count: snapshot.processes?.all ?? null,
    home_external_process_count: snapshot.processes?.external ?? null,
    home_external_processes_truncated: false,
    raw_output: NOT_RETURNED,
    meta_state: metaState(snapshot),
    ...stateFields(snapshot),
    watchdog_finding: viewOfFinding(snapshot),
    launch_policy: config.launch.policy,
  };
}

function metaState({ meta, isMetaUnreadable }: AgentSnapshot): Status['meta_state'] {
  if (isMetaUnreadable) return 'unreadable';
  return meta === null ? 'none' : 'ok';
}

function stateFields({ model, activity, meta, terminal }: AgentSnapshot) {
  return {
    control: model.control,
    control_why: meta?.controlWhy ?? null,
    thread_id: model.threadId,
    activity: viewOfActivity(activity),
    pending: model.pending.map(viewOfPending),
    tokens: model.tokens === null ? null : viewOfTokens(model.tokens),
    rate_limits: model.rateLimits === null ? null : viewOfRateLimits(model.rateLimits),
    last_report: meta === null || meta.report === null ? null : viewOfReport(meta.report, model),
    // Never who: leads learn only that they have to wait.
    terminal_held_by_person: isHeld(terminal),
  };
}

/** The process of the terminal that a person sees, else of the app-server. */
function pidOf({ model: { session } }: AgentSnapshot): number | null {
  if (session.kind !== 'present') return null;
  return session.agent?.pid ?? session.server?.pid ?? null;
}
