import * as z from 'zod';
import { withTurnEnd, type ReportRecord } from '../../core/assignment/report.ts';
import type { AgentModel } from '../../core/agent/agent.ts';
import { utc } from '../time.ts';
import { deliverySchema, viewOfDelivery } from './delivery.ts';

/** The last report that was asked for: when, for what, how far it got; never what was answered. */
export const reportSchema = z.object({
  requested_at_utc: z.string(),
  assignment_id: z.string().nullable(),
  answered_at_utc: z.string().nullable(),
  delivery: deliverySchema,
});

export function viewOfReport(kept: ReportRecord, model: AgentModel): z.infer<typeof reportSchema> {
  // Its end is known here before it is noted on disk.
  const report = model.lastTurn === null ? kept : withTurnEnd(kept, model.lastTurn);
  return {
    requested_at_utc: utc(report.requestedAtMs),
    assignment_id: report.assignmentId,
    answered_at_utc: utc(report.answeredAtMs),
    delivery: viewOfDelivery(report.delivery),
  };
}
