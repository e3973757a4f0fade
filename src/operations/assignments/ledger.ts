import * as z from 'zod';
import { agentOrAll, oneAgent } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { recordSchema, viewOfRecord } from '../views/record.ts';

/** What was assigned, by the ledger: who, when, in which role and where, and what became of it. */

const ledgerState = z
  .enum(['ok', 'unreadable'])
  .describe('"unreadable": only the newest assignment of each Agentin is known, from her metadata.');

export const agentAssignments = defineOperation({
  name: 'agent_assignments',
  title: 'List past assignments',
  description:
    'Lists the newest assignments of one Agentin or of the fleet, newest last, each with its role, paths and delivery (completed, failed, …). ' +
    'Use it to see what was given to whom, for instance after you lost your own context. Tasks and answers are never kept. ' +
    'With ledger_state "unreadable" the list holds no more than each newest assignment; nothing else is affected.',
  kind: 'read',
  idempotent: true,
  input: (ids) =>
    z.strictObject({
      agent: agentOrAll(ids, 'all'),
      limit: z.number().int().min(1).max(100).default(20),
    }),
  output: z.object({
    agent: z.string(),
    limit: z.number().int(),
    records: z.array(recordSchema),
    record_count: z.number().int(),
    retained_count: z.number().int(),
    retention_limit: z.number().int(),
    records_truncated: z.boolean(),
    log_path: z.literal(NOT_RETURNED),
    ledger_state: ledgerState,
  }),
  cli: {
    command: 'assignments',
    positionals: ['agent'],
    flags: [{ flag: 'limit', argument: 'limit', kind: 'integer', help: '1 to 100 (20)' }],
  },
  run: async (ctx, { agent, limit }) => {
    const isOne = ctx.fleet.config.agents.some(({ id }) => id === agent);
    const page = await ctx.fleet.assignments(isOne ? agent : null, limit);
    return {
      agent,
      limit,
      records: page.entries.map(viewOfRecord),
      record_count: page.entries.length,
      retained_count: page.retainedCount,
      retention_limit: page.retentionLimit,
      records_truncated: page.retainedCount > page.entries.length,
      log_path: NOT_RETURNED,
      ledger_state: page.isReadable ? ('ok' as const) : ('unreadable' as const),
    };
  },
});

export const agentLastAssignmentStatus = defineOperation({
  name: 'agent_last_assignment_status',
  title: "An Agentin's last assignment",
  description:
    'Shows the last assignment of an Agentin and what became of it: delivery says accepted, started, completed, failed or interrupted. ' +
    'On status "none" nothing was ever assigned to her. To wait for its end use agent_wait; for what she does right now agent_status.',
  kind: 'read',
  idempotent: true,
  input: (ids) => z.strictObject({ agent: oneAgent(ids) }),
  output: z.object({
    agent: z.string(),
    status: z.enum(['found', 'none']),
    record: recordSchema.nullable(),
    ledger_state: ledgerState,
  }),
  cli: { command: 'last-assignment', positionals: ['agent'], flags: [] },
  run: async (ctx, { agent }) => {
    const { entries, isReadable } = await ctx.fleet.assignments(agent, 1);
    const [entry] = entries;
    return {
      agent,
      status: entry === undefined ? ('none' as const) : ('found' as const),
      record: entry === undefined ? null : viewOfRecord(entry),
      ledger_state: isReadable ? ('ok' as const) : ('unreadable' as const),
    };
  },
});
