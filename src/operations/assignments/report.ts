import * as z from 'zod';
import { isAssignmentId } from '../../core/assignment/report.ts';
import { noEnterFlag } from '../cliSpec.ts';
import { enter, oneAgent, unlessBlank } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { deliverySchema, viewOfDelivery } from '../views/delivery.ts';
import { leaseSchema, viewOfClaim } from '../views/lease.ts';
import { sendResultSchema, viewOfSent } from '../views/sent.ts';

/** Asking an Agentin how she gets on. */

export const agentReportRequest = defineOperation({
  name: 'agent_report_request',
  title: 'Ask an Agentin for a report',
  description:
    'Sends a fixed one-line request for a short report. While she works it goes into her running turn ("steered": true) ' +
    'and she goes on afterwards; at rest she answers in a turn of its own. Use it when she has been silent for long, before interrupting. ' +
    'The answer is stored nowhere: wait with agent_wait, then read it with agent_safe_tail. ' +
    'agent_status shows last_report with answered_at_utc once its turn ended. ' +
    'On "agent_not_running" start her; on a lease conflict or "terminal_held_by_person" wait for retry_after_seconds.',
  kind: 'write',
  idempotent: false,
  input: (ids) =>
    z.strictObject({
      agent: oneAgent(ids),
      assignment_id: z
        .string()
        .max(200)
        .optional()
        .describe('The assignment to report on. What is not the id of one is left out of the request.'),
      enter,
    }),
  output: z.object({
    agent: z.string(),
    status: z.literal('report_requested'),
    submitted: z.boolean(),
    assignment_id: z.string().nullable(),
    assignment_id_state: z.enum(['sent', 'not_given', 'left_out_not_an_id']),
    steered: z.boolean(),
    requested_at_utc: z.string(),
    lease: leaseSchema,
    send: sendResultSchema,
    delivery: deliverySchema,
  }),
  cli: {
    command: 'report-request',
    positionals: ['agent'],
    flags: [
      {
        flag: 'assignment-id',
        argument: 'assignment_id',
        kind: 'text',
        help: 'the assignment to report on',
      },
      noEnterFlag,
    ],
  },
  run: async (ctx, { agent, assignment_id: id, enter }) => {
    const given = unlessBlank(id);
    const wish = { assignmentId: given ?? null, enter };
    const { report, chars, steered, pasted, claim } = await ctx.fleet.requestReport(agent, wish, ctx.holder);
    const { delivery } = report;
    const lease = viewOfClaim(agent, claim, ctx.holder);
    return {
      agent,
      status: 'report_requested' as const,
      submitted: enter,
      assignment_id: report.assignmentId,
      assignment_id_state: stateOfId(given),
      steered,
      requested_at_utc: new Date(report.requestedAtMs).toISOString(),
      lease,
      send: {
        agent,
        status: 'sent' as const,
        ...viewOfSent({ chars, isMultiLine: false, enter, pasted, delivery }),
        lease,
      },
      delivery: viewOfDelivery(delivery),
    };
  },
});

function stateOfId(given: string | undefined): 'sent' | 'not_given' | 'left_out_not_an_id' {
  if (given === undefined) return 'not_given';
  return isAssignmentId(given) ? 'sent' : 'left_out_not_an_id';
}
