import * as z from 'zod';
import { forceFlag } from './cliSpec.ts';
import { agentOrAll, force, oneAgent } from './input.ts';
import { defineOperation } from './operation.ts';
import { forEachAgent, resultsOf } from './several.ts';
import { leaseSchema, viewOfLease } from './views/lease.ts';

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
