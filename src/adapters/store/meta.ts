import * as z from 'zod';
import type { AgentMeta } from '../../core/ports.ts';
import { formatAssignment, parseAssignment } from './assignmentJson.ts';
import { formatKeyedDelivery, keyedDeliveries } from './deliveryJson.ts';
import { formatReport, parseReport } from './reportJson.ts';
import { formatMarker, parseMarker } from './watchdogJson.ts';
import { isRecord, parseJson } from './json.ts';

/** Reference contract §0.2: a metadata file is at most 64 KiB. */
export const MAX_META_BYTES = 64 * 1024;
const META_VERSION = 1;
/** Raw terminal logs (reference contract §0.2). */
export const MAX_RAW_LOG_BYTES = 5 * 1024 * 1024;
const RAW_LOG_POLICY = 'local_only_bounded_not_returned_by_default';
const MAX_DELIVERIES = 50;
const FEWEST_DELIVERIES = 5;

const optionalText = z.string().nullable().catch(null);

/**
 * `meta/<agent>.json`: the reference's keys (contract §3.4) where it has them, ours beside them. Every key is read
 * for itself, so that one damaged or missing value (the reference wrote none of ours) does not take the others along.
 */
const metaFile = z.object({
  started_at_utc: optionalText,
  run_id: optionalText,
  cwd: optionalText,
  raw_log: optionalText,
  model: optionalText,
  model_reasoning_effort: optionalText,
  thread_id: optionalText,
  control: z.enum(['app-server', 'terminal']).nullable().catch(null),
  control_why: optionalText,
  expected_up: z.boolean().catch(false),
  assignment: z.unknown().optional().transform(parseAssignment),
  deliveries: keyedDeliveries.catch([]),
  report: z.unknown().optional().transform(parseReport),
  watchdog: z.unknown().optional().transform(parseMarker),
});

/**
 * As long as each other, and read as "not expected": what is written of her in the file as it stands. Only the key at the top
 * begins a line with two blanks; in texts line breaks are escaped.
 */
export const STOPPED_IN_PLACE = {
  from: '\n  "expected_up": true,',
  to: '\n  "expected_up": null,',
} as const;

/** The metadata in a file's text; null when the text is damaged. */
export function parseMeta(text: string): AgentMeta | null {
  const file = metaFile.safeParse(parseJson(text));
  if (!file.success) return null;
  const { started_at_utc, run_id, cwd, raw_log, model, thread_id, control, control_why } = file.data;
  const { expected_up, assignment, deliveries, report, watchdog } = file.data;
  const startedAtMs = started_at_utc === null ? Number.NaN : Date.parse(started_at_utc);
  return {
    startedAtMs: Number.isNaN(startedAtMs) ? null : startedAtMs,
    runId: run_id,
    cwd,
    threadId: thread_id,
    control,
    controlWhy: control_why,
    rawLogPath: raw_log,
    model,
    effort: file.data.model_reasoning_effort,
    expectedUp: expected_up,
    assignment,
    deliveries,
    report,
    watchdog,
  };
}

/**
 * The text of a metadata file. `previous` is the text it replaces: keys that are not ours are kept.
 * Whatever the assignment holds, the text keeps to `MAX_META_BYTES`; see `fit`.
 */
export function formatMeta(agentId: string, meta: AgentMeta, previous: string | null): string {
  const before = previous === null ? undefined : parseJson(previous);
  const foreign = isRecord(before) ? before : {};
  return fit({ ...foreign, ...ourKeys(agentId, meta) }, ourKeys(agentId, meta));
}

function ourKeys(agentId: string, meta: AgentMeta): Record<string, unknown> {
  const rawLog =
    meta.rawLogPath === null ? {} : { raw_log_policy: RAW_LOG_POLICY, raw_log_max_bytes: MAX_RAW_LOG_BYTES };
  return {
    version: META_VERSION,
    agent: agentId,
    backend: 'tmux',
    started_at_utc: meta.startedAtMs === null ? null : new Date(meta.startedAtMs).toISOString(),
    run_id: meta.runId,
    cwd: meta.cwd,
    raw_log: meta.rawLogPath,
    ...rawLog,
    model: meta.model,
    model_reasoning_effort: meta.effort,
    thread_id: meta.threadId,
    control: meta.control,
    control_why: meta.controlWhy,
    expected_up: meta.expectedUp,
    assignment: meta.assignment === null ? null : formatAssignment(meta.assignment),
    deliveries: meta.deliveries.slice(-MAX_DELIVERIES).map(formatKeyedDelivery),
    report: meta.report === null ? null : formatReport(meta.report),
    watchdog: meta.watchdog === null ? null : formatMarker(meta.watchdog),
  };
}

/**
 * Drops what can be missed, in this order, until the text is small enough: older deliveries, the assignment's scope and
 * write paths (shown only; the sandbox has them), foreign keys, paths to clean up and acceptance commands.
 */
function fit(whole: Record<string, unknown>, ours: Record<string, unknown>): string {
  const deliveries = Array.isArray(ours['deliveries']) ? ours['deliveries'].slice(-FEWEST_DELIVERIES) : [];
  const assignment = isRecord(ours['assignment']) ? ours['assignment'] : null;
  const short = assignment && { ...assignment, scope: [], write_paths: [], lists_cut: true };
  const shortest = short && { ...short, prepared_paths: [], acceptance: null };
  const steps = [
    whole,
    { ...whole, deliveries },
    { ...whole, deliveries, assignment: short },
    { ...ours, deliveries, assignment: short },
    { ...ours, deliveries, assignment: shortest },
  ];
  let text = '';
  for (const step of steps) {
    text = `${JSON.stringify(step, null, 2)}\n`;
    if (Buffer.byteLength(text) <= MAX_META_BYTES) break;
  }
  return text;
}
