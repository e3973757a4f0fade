import type { WatchdogFinding } from '../watchdog/watchdogTimers.ts';
import type { AgentSession } from './session.ts';

/**
 * Keeps what the watchdog's timers found at her where every process sees it. Needs no lock: one process leads the timers,
 * and what a person dismisses in the same moment they can dismiss again.
 */
export async function noteFinding(
  { agent, deps, id }: AgentSession,
  finding: WatchdogFinding | null,
): Promise<void> {
  if (finding === null) await deps.store.removeFinding(id);
  else await deps.store.writeFinding(id, finding);
  agent.disk.finding.set(finding);
}

export async function dismissFinding(session: AgentSession): Promise<void> {
  const finding = await session.deps.store.readFinding(session.id);
  if (finding !== null) await noteFinding(session, { ...finding, isDismissed: true });
}
