import * as z from 'zod';
import { DEFAULT_LEASE_SECONDS, MAX_LEASE_SECONDS, type LeaseView } from '../../core/lease.ts';
import { forceFlag } from '../cliSpec.ts';
import type { OperationContext } from '../context.ts';
import { agentOrAll, force, oneAgent, pollInterval } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { forEachAgent, resultsOf } from '../several.ts';
import { leaseSchema, viewOfClaim, viewOfLease } from '../views/lease.ts';

/** Who holds which Agentin. */

export const agentLeaseStatus = defineOperation({
  name: 'agent_lease_status',
  title: 'Leases of Agentinnen',
  description:
    'Shows for each Agentin whether a Teamleiterin holds her, whether that is you, and for how long. ' +
    'Use it before work that another lead must not disturb. A damaged lease shows as "unreadable".',
  kind: 'read',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: agentOrAll(ids, 'all') }),
  output: resultsOf(leaseSchema),
  cli: { command: 'lease-status', positionals: ['agent'], flags: [] },
  run: async (ctx, { agent }) =>
    forEachAgent(ctx, agent, async (id) => viewOfLease(id, await ctx.fleet.lease(id, ctx.holder))),
});

export const agentClaim = defineOperation({
  name: 'agent_claim',
  title: 'Claim an Agentin',
  description:
    'Takes the lease on an Agentin, running or not, so that no other Teamleiterin disturbs her, or renews yours. ' +
    'Sending and assigning claim by themselves for 1800 s; claim to hold her longer, beforehand, or to wait your turn. ' +
    'With wait_seconds it waits for another to let go, while other calls go on. ' +
    'Refused while another holds her: wait for retry_after_seconds, or ask a person before using force. Give back with agent_release.',
  kind: 'write',
  idempotent: true,
  input: (ids) =>
    z.strictObject({
      agent: oneAgent(ids),
      ttl_seconds: z
        .number()
        .int()
        .min(1)
        .max(MAX_LEASE_SECONDS)
        .optional()
        .meta({ default: DEFAULT_LEASE_SECONDS })
        .describe('How long to hold her. Named, it is set exactly; not named, what you hold longer stays.'),
      wait_seconds: z.number().int().min(0).max(600).default(0).describe('How long to wait your turn.'),
      poll_interval_seconds: pollInterval(
        'her release is heard at once, a crashed holder noticed within 5 s.',
      ),
      force,
    }),
  output: z.object({
    agent: z.string(),
    status: z.enum(['claimed', 'renewed', 'forced', 'claimed_expired']),
    lease: leaseSchema,
    previous_lease: leaseSchema,
    waited_seconds: z.number(),
    poll_count: z.number().int(),
  }),
  cli: {
    command: 'claim',
    positionals: ['agent'],
    flags: [
      { flag: 'ttl-seconds', argument: 'ttl_seconds', kind: 'integer', help: '1 to 7200 (1800)' },
      { flag: 'wait-seconds', argument: 'wait_seconds', kind: 'integer', help: '0 to 600 (0)' },
      {
        flag: 'poll-interval-seconds',
        argument: 'poll_interval_seconds',
        kind: 'integer',
        help: 'kept for compatibility: a release is heard at once',
      },
      forceFlag,
    ],
  },
  run: async (ctx, { agent, ttl_seconds, wait_seconds, poll_interval_seconds, force }) => {
    const { claim, previous, waitedMs, looks } = await ctx.fleet.claim(
      agent,
      {
        ttlSeconds: ttl_seconds ?? null,
        waitSeconds: wait_seconds,
        lookSeconds: poll_interval_seconds,
        force,
        ...waiting(ctx, agent),
      },
      ctx.holder,
    );
    return {
      agent,
      status: claim.status,
      lease: viewOfClaim(agent, claim, ctx.holder),
      previous_lease: viewOfLease(agent, previous),
      waited_seconds: Math.round(waitedMs) / 1000,
      poll_count: looks,
    };
  },
});

function waiting({ signal, onProgress }: OperationContext, agent: string) {
  const tell = (lease: LeaseView): void => {
    if (lease.state !== 'held') return;
    onProgress?.(`Agentin ${agent} is held by another Teamleiterin for up to ${lease.secondsRemaining} s.`);
  };
  return { ...(signal && { signal }), onProgress: tell };
}

export const agentRelease = defineOperation({
  name: 'agent_release',
  title: 'Give an Agentin back',
  description:
    'Gives back the lease that you hold on an Agentin, so that another Teamleiterin need not wait for it to run out. Use it when you are done with her. ' +
    '"not_held" means that there was nothing to give back. Refused while another holds her. ' +
    'After "could_not_read_agent_lease" the lease file is damaged: with force, when a person agrees, it is repaired.',
  kind: 'write',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: oneAgent(ids), force }),
  output: z.object({
    agent: z.string(),
    status: z.enum(['released', 'not_held']),
    previous_lease: leaseSchema,
    lease: leaseSchema,
  }),
  cli: { command: 'release', positionals: ['agent'], flags: [forceFlag] },
  run: async (ctx, { agent, force }) => {
    const { status, previous, lease } = await ctx.fleet.release(agent, { force }, ctx.holder);
    return {
      agent,
      status,
      previous_lease: viewOfLease(agent, previous),
      lease: viewOfLease(agent, lease),
    };
  },
});
