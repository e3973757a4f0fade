import * as z from 'zod';
import type { WatchdogMarker } from '../../core/watchdog/watchdog.ts';

const moment = z.iso.datetime({ offset: true });
const figure = z.number().nonnegative().nullable().catch(null);

/** The watchdog's marker with the keys of the reference contract §3.5, so that either system reads the other's. */
const markerJson = z.object({
  phase: z.literal('report_requested'),
  requested_at_utc: moment,
  assignment_id: z.string().max(200).nullable().catch(null),
  planned_action: z.string().max(40),
  raw_log_bytes: figure,
  raw_log_updated_at_utc: moment.nullable().catch(null),
  idle_seconds: z.number().nonnegative().catch(0),
  idle_threshold_seconds: z.number().nonnegative().catch(0),
  report_grace_seconds: z.number().nonnegative().catch(0),
});

/** The `watchdog` of a metadata file; null where there is none or it is damaged. */
export function parseMarker(value: unknown): WatchdogMarker | null {
  const json = markerJson.safeParse(value).data;
  if (json === undefined) return null;
  const updated = json.raw_log_updated_at_utc;
  return {
    requestedAtMs: Date.parse(json.requested_at_utc),
    assignmentId: json.assignment_id,
    plannedAction: json.planned_action,
    rawLogBytes: json.raw_log_bytes,
    rawLogUpdatedAtMs: updated === null ? null : Date.parse(updated),
    idleSeconds: json.idle_seconds,
    idleThresholdSeconds: json.idle_threshold_seconds,
    graceSeconds: json.report_grace_seconds,
  };
}

export function formatMarker(marker: WatchdogMarker): z.input<typeof markerJson> {
  const updated = marker.rawLogUpdatedAtMs;
  return {
    phase: 'report_requested',
    requested_at_utc: new Date(marker.requestedAtMs).toISOString(),
    assignment_id: marker.assignmentId,
    planned_action: marker.plannedAction,
    raw_log_bytes: marker.rawLogBytes,
    raw_log_updated_at_utc: updated === null ? null : new Date(updated).toISOString(),
    idle_seconds: marker.idleSeconds,
    idle_threshold_seconds: marker.idleThresholdSeconds,
    report_grace_seconds: marker.graceSeconds,
  };
}
