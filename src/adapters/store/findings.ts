import * as z from 'zod';
import { WATCHDOG_ACTIONS } from '../../core/watchdog/watchdog.ts';
import { FINDING_KINDS } from '../../core/watchdog/watchdogTimers.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import { parseJson } from './json.ts';

/** Far more than any finding takes. */
export const MAX_FINDING_BYTES = 16 * 1024;

/** `findings/<agent>.json`. */
const findingFile = z.object({
  agent: z.string(),
  kind: z.enum(FINDING_KINDS),
  action: z.enum(WATCHDOG_ACTIONS),
  at_ms: z.number().int().nonnegative(),
  idle_seconds: z.number().nonnegative(),
  why: z.string().max(1000),
  dismissed: z.boolean(),
});

/** The finding in a file's text; null when it is damaged, of a newer version, or another Agentin's. */
export function parseFinding(text: string, agentId: string): WatchdogFinding | null {
  const file = findingFile.safeParse(parseJson(text));
  if (!file.success || file.data.agent !== agentId) return null;
  const { kind, action, at_ms: atMs, idle_seconds: idleSeconds, why, dismissed: isDismissed } = file.data;
  return { agentId, kind, action, atMs, idleSeconds, why, isDismissed };
}

/** The text of a finding file. */
export function formatFinding({ agentId, kind, action, atMs, ...finding }: WatchdogFinding): string {
  const { idleSeconds: idle_seconds, why, isDismissed: dismissed } = finding;
  const file: z.infer<typeof findingFile> = {
    agent: agentId,
    kind,
    action,
    at_ms: atMs,
    idle_seconds,
    why,
    dismissed,
  };
  return `${JSON.stringify(file)}\n`;
}
