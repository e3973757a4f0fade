import * as z from 'zod';
import type { WatchdogPolicy } from '../../core/watchdog/watchdog.ts';
import { agentOrAll } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { forEachAgent, resultsOf } from '../several.ts';
import { actionSchema, viewOfWatched, watchedSchema } from '../views/watched.ts';

/** Looking after Agentinnen that have fallen silent. */

const seconds = (min: number, max: number, fallback: number) =>
  z.number().int().min(min).max(max).default(fallback);

export const fleetWatchdog = defineOperation({
  name: 'fleet_watchdog',
  title: 'Watch over the fleet',
  description:
    'One look at each Agentin that works: one that gave no sign of life for idle_seconds is asked for a report, and when none comes ' +
    'within report_grace_seconds the action follows at a later call. Call it every poll_interval_seconds, or leave it to the timers. ' +
    'One that waits for an approval or an answer, sits at a limit, runs a command or is held by another Teamleiterin is never touched; ' +
    'watchdog_state and why say so. Try dry_run first. "skipped_not_leased_by_this_server": claim her, or set manage_unclaimed.',
  kind: 'destructive',
  idempotent: false,
  input: (ids) =>
    z.strictObject({
      agent: agentOrAll(ids, 'all'),
      idle_seconds: seconds(1, 86_400, 60).describe('Silent for this long counts as stuck.'),
      poll_interval_seconds: seconds(1, 900, 15).describe('How often you mean to call; only echoed.'),
      report_grace_seconds: seconds(0, 600, 120).describe('How long the report may take before the action.'),
      action: z
        .enum(['interrupt', 'stop', 'release', 'none'])
        .default('interrupt')
        .describe('What follows an unanswered request. none: only look, ask nothing.'),
      require_lease: z
        .boolean()
        .default(true)
        .describe('Only Agentinnen that you hold. Those of another are never touched.'),
      manage_unclaimed: z.boolean().default(false).describe('Also those that nobody holds.'),
      dry_run: z.boolean().default(false).describe('Say what would be done, and do nothing.'),
    }),
  output: resultsOf(watchedSchema).extend({
    status: z.literal('ok'),
    agent: z.string(),
    idle_seconds: z.number().int(),
    poll_interval_seconds: z.number().int(),
    report_grace_seconds: z.number().int(),
    action: actionSchema,
    require_lease: z.boolean(),
    manage_unclaimed: z.boolean(),
    dry_run: z.boolean(),
  }),
  cli: {
    command: 'watchdog',
    positionals: ['agent'],
    flags: [
      { flag: 'idle-seconds', argument: 'idle_seconds', kind: 'integer', help: '1 to 86400 (60)' },
      {
        flag: 'poll-interval-seconds',
        argument: 'poll_interval_seconds',
        kind: 'integer',
        help: 'only echoed; the timer decides how often',
      },
      {
        flag: 'report-grace-seconds',
        argument: 'report_grace_seconds',
        kind: 'integer',
        help: '0 to 600 (120)',
      },
      { flag: 'action', argument: 'action', kind: 'text', help: 'interrupt, stop, release or none' },
      {
        flag: 'no-require-lease',
        argument: 'require_lease',
        kind: 'off',
        help: 'also Agentinnen that nobody holds; never those of another',
      },
      {
        flag: 'manage-unclaimed',
        argument: 'manage_unclaimed',
        kind: 'on',
        help: 'also Agentinnen that nobody holds',
      },
      { flag: 'dry-run', argument: 'dry_run', kind: 'on', help: 'say what would be done, do nothing' },
    ],
  },
  run: async (ctx, input) => {
    const policy: WatchdogPolicy = {
      idleSeconds: input.idle_seconds,
      graceSeconds: input.report_grace_seconds,
      action: input.action,
      requireLease: input.require_lease,
      manageUnclaimed: input.manage_unclaimed,
      dryRun: input.dry_run,
    };
    const look = async (id: string) =>
      viewOfWatched(await ctx.fleet.watchdog(id, policy, ctx.holder), policy, ctx.nowMs());
    return { status: 'ok' as const, ...input, ...(await forEachAgent(ctx, input.agent, look)) };
  },
});
