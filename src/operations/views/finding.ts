import * as z from 'zod';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { WATCHDOG_ACTIONS } from '../../core/watchdog/watchdog.ts';
import { FINDING_KINDS, stands } from '../../core/watchdog/watchdogTimers.ts';
import { utc } from '../time.ts';

/** What the watchdog's timers found at her and what still holds. Ours. */
export const findingSchema = z
  .object({
    kind: z.enum(FINDING_KINDS),
    action: z.enum(WATCHDOG_ACTIONS),
    found_at_utc: z.string(),
    idle_seconds: z.number(),
    why: z.string(),
  })
  .nullable()
  .describe(
    'What the timers of the panel found: she is silent, was asked for a report, did not answer, or was interrupted, ' +
      'stopped or released ("acted", by action). null: nothing.',
  );

export function viewOfFinding({ finding, activity }: AgentSnapshot): z.infer<typeof findingSchema> {
  if (finding === null || !stands(finding, activity)) return null;
  const { kind, action, atMs, idleSeconds, why } = finding;
  return { kind, action, found_at_utc: utc(atMs), idle_seconds: idleSeconds, why };
}
