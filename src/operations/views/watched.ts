import * as z from 'zod';
import type { WatchdogResult } from '../../core/fleetApi.ts';
import type { WatchdogPolicy } from '../../core/watchdog/watchdog.ts';
import { deliverySchema, viewOfDelivery } from './delivery.ts';
import { leaseSchema, viewOfLease } from './lease.ts';
import { responseStateSchema, viewOfResponseState } from './responseState.ts';

export const actionSchema = z.enum(['interrupt', 'stop', 'release', 'none']);

/** What the watchdog found at one Agentin (reference contract §1.4); `why` and what is marked "ours" are additions. */
export const watchedSchema = z.object({
  agent: z.string(),
  running: z.boolean(),
  lease_state: leaseSchema.shape.state,
  held_by_this_server: z.boolean(),
  manage_unclaimed: z.boolean(),
  response_state: responseStateSchema.shape.state,
  effective_idle_seconds: z.number().int().nullable(),
  activity_source: z.enum([
    'app_server_events',
    'session_file',
    'raw_log',
    'last_assignment_age',
    'session_start_age',
    'insufficient_idle_evidence',
  ]),
  idle_threshold_seconds: z.number().int(),
  report_grace_seconds: z.number().int(),
  planned_action: actionSchema,
  dry_run: z.boolean(),
  watchdog_state: z.enum([
    'skipped_not_running',
    'skipped_not_leased_by_this_server',
    'skipped_insufficient_idle_evidence',
    'skipped_at_limit',
    'skipped_waiting_for_approval',
    'skipped_waiting_for_answer',
    'skipped_nothing_running',
    'skipped_long_command',
    'skipped_terminal_held_by_person',
    'active',
    'report_requested',
    'would_request_report',
    'waiting_for_report',
    'action_sent',
    'no_action',
    'would_interrupt',
    'would_stop',
    'would_release',
    'would_report',
    'would_none',
  ]),
  why: z.string(),
  action_taken: z.enum(['none', 'report_request', 'interrupt', 'stop', 'release']),
  report_request: z
    .object({
      status: z.literal('report_requested'),
      submitted: z.boolean(),
      assignment_id: z.string().nullable(),
      send_status: z.literal('sent'),
      steered: z.boolean(),
      delivery: deliverySchema,
    })
    .optional(),
  report_elapsed_seconds: z.number().int().optional(),
  next_action_after_seconds: z.number().int().optional(),
  action_result: z
    .object({
      status: z.enum(['interrupt_sent', 'stopped', 'not_running', 'released', 'not_held']),
      lease: leaseSchema,
    })
    .optional(),
});

type Watched = z.infer<typeof watchedSchema>;

export function viewOfWatched(result: WatchdogResult, policy: WatchdogPolicy, nowMs: number): Watched {
  const { decision, leaseBefore, snapshot } = result;
  const lease = viewOfLease(result.agentId, leaseBefore);
  return {
    agent: result.agentId,
    running: result.running,
    lease_state: lease.state,
    held_by_this_server: lease.held_by_this_server,
    manage_unclaimed: policy.manageUnclaimed,
    response_state: viewOfResponseState(snapshot, nowMs).state,
    effective_idle_seconds: result.idleSeconds,
    activity_source: result.activitySource ?? 'insufficient_idle_evidence',
    idle_threshold_seconds: policy.idleSeconds,
    report_grace_seconds: policy.graceSeconds,
    planned_action: policy.action === 'report' ? 'none' : policy.action,
    dry_run: policy.dryRun,
    watchdog_state: decision.state,
    why: decision.why,
    action_taken: actionTaken(result),
    ...reportFields(result, policy),
    ...actionFields(result),
  };
}

function actionTaken({ decision, report, actionStatus }: WatchdogResult): Watched['action_taken'] {
  if (report !== null) return 'report_request';
  return decision.kind === 'act' && actionStatus !== null ? decision.action : 'none';
}

function reportFields({ decision, report, atMs }: WatchdogResult, policy: WatchdogPolicy): Partial<Watched> {
  if (decision.kind === 'wait')
    return {
      report_elapsed_seconds: Math.floor(decision.elapsedMs / 1000),
      next_action_after_seconds: Math.ceil((decision.recheckAtMs - atMs) / 1000),
    };
  if (report === null) return {};
  return {
    report_request: {
      status: 'report_requested',
      submitted: true,
      assignment_id: report.report.assignmentId,
      send_status: 'sent',
      steered: report.steered,
      delivery: viewOfDelivery(report.report.delivery),
    },
    next_action_after_seconds: policy.graceSeconds,
  };
}

function actionFields({ agentId, actionStatus, snapshot }: WatchdogResult): Partial<Watched> {
  if (actionStatus === null) return {};
  return { action_result: { status: actionStatus, lease: viewOfLease(agentId, snapshot.lease) } };
}
