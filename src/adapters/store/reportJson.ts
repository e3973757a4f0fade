import * as z from 'zod';
import type { ReportRecord } from '../../core/assignment/report.ts';
import { deliveryJson, formatDelivery, parseDelivery } from './deliveryJson.ts';

const moment = z.iso.datetime();

const reportJson = z.object({
  requested_at_utc: moment,
  assignment_id: z.string().max(200).nullable().catch(null),
  delivery: deliveryJson,
  answered_at_utc: moment.nullable().catch(null),
});

/** The `report` of a metadata file; null where there is none or it is damaged. */
export function parseReport(value: unknown): ReportRecord | null {
  const json = reportJson.safeParse(value).data;
  if (json === undefined) return null;
  return {
    requestedAtMs: Date.parse(json.requested_at_utc),
    assignmentId: json.assignment_id,
    delivery: parseDelivery(json.delivery),
    answeredAtMs: json.answered_at_utc === null ? null : Date.parse(json.answered_at_utc),
  };
}

export function formatReport(report: ReportRecord): z.input<typeof reportJson> {
  return {
    requested_at_utc: new Date(report.requestedAtMs).toISOString(),
    assignment_id: report.assignmentId,
    delivery: formatDelivery(report.delivery),
    answered_at_utc: report.answeredAtMs === null ? null : new Date(report.answeredAtMs).toISOString(),
  };
}
