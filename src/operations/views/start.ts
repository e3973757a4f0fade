import * as z from 'zod';
import type { StartResult } from '../../core/fleetApi.ts';
import type { OperationContext } from '../context.ts';
import { NOT_RETURNED, RAW_LOG_MAX_BYTES, RAW_LOG_POLICY } from '../sentinels.ts';
import { utc } from '../time.ts';
import { activitySchema, viewOfActivity } from './activity.ts';
import { identityFields, identityShape, modelFields } from './identity.ts';
import { leaseSchema, viewOfLease } from './lease.ts';

const commonShape = {
  agent: z.string(),
  backend: z.literal('tmux'),
  session: z.string(),
  pid: z.number().int().nullable(),
  lease: leaseSchema,
  control: z.enum(['app-server', 'terminal']),
  launch_policy: z.enum(['guarded', 'yolo']),
  thread_id: z.string().nullable(),
  activity: activitySchema,
};

export const startedSchema = z.object({
  status: z.literal('started'),
  ...commonShape,
  cwd: z.literal(NOT_RETURNED),
  cwd_state: z.literal('set'),
  model: z.string().nullable(),
  model_reasoning_effort: z.string().nullable(),
  raw_log: z.literal(NOT_RETURNED),
  raw_log_max_bytes: z.literal(RAW_LOG_MAX_BYTES),
  resumed_thread: z.boolean(),
});

export const alreadyRunningSchema = z.object({
  status: z.literal('already_running'),
  ...commonShape,
  meta: z.object({
    ...identityShape,
    started_at_utc: z.string().nullable(),
    run_id: z.string().nullable(),
    raw_log: z.literal(NOT_RETURNED).nullable(),
    raw_log_policy: z.literal(RAW_LOG_POLICY),
    raw_log_max_bytes: z.literal(RAW_LOG_MAX_BYTES),
  }),
  home_external_process_count: z.number().int().nullable(),
  ignored: z
    .array(z.enum(['cwd', 'prompt']))
    .describe('What of your wish was not done: she runs in another directory, the prompt was not sent.'),
});

type Started = z.infer<typeof startedSchema>;
type AlreadyRunning = z.infer<typeof alreadyRunningSchema>;

/** `named`: what the caller wished for by name; what we filled in is none of theirs to miss. */
export function viewOfStart(
  ctx: OperationContext,
  result: StartResult,
  named: { readonly cwd: boolean },
): Started | AlreadyRunning {
  if (result.status === 'started') return viewOfStarted(ctx, result);
  const ignored = result.ignored.filter((what) => what !== 'cwd' || named.cwd);
  return { ...viewOfRunning(ctx, result), ignored };
}

function viewOfStarted(ctx: OperationContext, result: StartResult): Started {
  return {
    status: 'started',
    ...commonFields(ctx, result),
    cwd: NOT_RETURNED,
    cwd_state: 'set',
    ...modelFields(result.snapshot, ctx.fleet.config),
    raw_log: NOT_RETURNED,
    raw_log_max_bytes: RAW_LOG_MAX_BYTES,
    resumed_thread: result.resumedThread,
  };
}

/** The metadata of the running session; unlike in the reference, nothing in it is a path. */
function viewOfRunning(ctx: OperationContext, result: StartResult): Omit<AlreadyRunning, 'ignored'> {
  const { snapshot } = result;
  return {
    status: 'already_running',
    ...commonFields(ctx, result),
    meta: {
      ...identityFields(snapshot, ctx.fleet.config),
      started_at_utc: utc(snapshot.meta?.startedAtMs ?? null),
      run_id: snapshot.meta?.runId ?? null,
      raw_log: snapshot.meta?.rawLogPath ? NOT_RETURNED : null,
      raw_log_policy: RAW_LOG_POLICY,
      raw_log_max_bytes: RAW_LOG_MAX_BYTES,
    },
    home_external_process_count: snapshot.processes?.external ?? null,
  };
}

function commonFields(ctx: OperationContext, { snapshot, pid }: StartResult) {
  const { spec, model } = snapshot;
  return {
    agent: spec.id,
    backend: 'tmux',
    session: spec.session,
    pid,
    lease: viewOfLease(spec.id, snapshot.lease),
    control: model.control,
    launch_policy: ctx.fleet.config.launch.policy,
    thread_id: model.threadId,
    activity: viewOfActivity(snapshot.activity),
  } as const;
}
