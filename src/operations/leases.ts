import * as z from 'zod';
import { agentOrAll } from './input.ts';
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
    forEachAgent(ctx, agent, async (id) => viewOfLease(id, (await ctx.fleet.status(id, ctx.holder)).lease)),
});
