import * as z from 'zod';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { NOT_RETURNED, RAW_LOG_MAX_BYTES, RAW_LOG_POLICY } from '../sentinels.ts';
import { secondsBetween, utc } from '../time.ts';

/** The raw terminal log: how big and how fresh, never where or what. */
export const rawLogShape = {
  raw_log: z.literal(NOT_RETURNED).nullable(),
  raw_log_bytes: z.number().int().nullable(),
  raw_log_updated_at_utc: z.string().nullable(),
  raw_log_idle_seconds: z.number().int().nullable(),
  raw_log_max_bytes: z.literal(RAW_LOG_MAX_BYTES),
  raw_log_policy: z.literal(RAW_LOG_POLICY),
  raw_log_path_valid: z.boolean(),
};

export function rawLogFields(
  { rawLog, meta }: AgentSnapshot,
  nowMs: number,
): z.infer<z.ZodObject<typeof rawLogShape>> {
  return {
    raw_log: meta?.rawLogPath ? NOT_RETURNED : null,
    raw_log_bytes: rawLog?.bytes ?? null,
    raw_log_updated_at_utc: utc(rawLog?.updatedAtMs ?? null),
    raw_log_idle_seconds: rawLog === null ? null : secondsBetween(rawLog.updatedAtMs, nowMs),
    raw_log_max_bytes: RAW_LOG_MAX_BYTES,
    raw_log_policy: RAW_LOG_POLICY,
    raw_log_path_valid: rawLog !== null,
  };
}
