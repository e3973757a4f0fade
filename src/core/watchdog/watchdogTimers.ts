import type { Activity } from '../agent/agent.ts';
import type { WatchdogResult } from '../fleetApi.ts';
import type { WatchdogAction, WatchdogPolicy } from './watchdog.ts';

/** The watchdog as the fleet file sets it up for timers in the panel. */
export interface WatchdogSettings {
  readonly enabled: boolean;
  readonly idleSeconds: number;
  readonly graceSeconds: number;
  readonly action: WatchdogAction;
  /** Looks come at most this often, and only while something may have changed. */
  readonly intervalSeconds: number;
  readonly manageUnclaimed: boolean;
}

/**
 * Only tells: nobody finds her Agentin interrupted, or a message in her conversation, who did not ask for it. Five
 * minutes, for a model that thinks hard may be silent for some.
 */
export const DEFAULT_WATCHDOG: WatchdogSettings = {
  enabled: true,
  idleSeconds: 300,
  graceSeconds: 120,
  action: 'none',
  intervalSeconds: 15,
  manageUnclaimed: true,
};

export function policyOf(settings: WatchdogSettings): WatchdogPolicy {
  const { idleSeconds, graceSeconds, action, manageUnclaimed } = settings;
  return { idleSeconds, graceSeconds, action, requireLease: true, manageUnclaimed, dryRun: false };
}

export const FINDING_KINDS = ['silent', 'report_requested', 'unanswered', 'acted'] as const;

/** Something about an Agentin that a person may want to hear of; one each, kept in the state directory for all windows. */
export interface WatchdogFinding {
  readonly agentId: string;
  readonly kind: (typeof FINDING_KINDS)[number];
  readonly action: WatchdogAction;
  /** When it was found first. */
  readonly atMs: number;
  /** How long she had been silent. */
  readonly idleSeconds: number;
  readonly why: string;
  /** A person took it out of the Inbox. */
  readonly isDismissed: boolean;
}

/** Does the finding still hold? She did something since: no more. What was done stands until she works again. */
export function stands(finding: WatchdogFinding, { state, sinceMs }: Activity): boolean {
  if (sinceMs <= finding.atMs) return true;
  return finding.kind === 'acted' && state !== 'working';
}

/** Is it what was found before and still holds, seen once more? Then it is the same one, and nobody is told again. */
export function isSameFinding(
  before: WatchdogFinding | null,
  now: WatchdogFinding,
  activity: Activity,
): boolean {
  return before !== null && before.kind === now.kind && now.kind !== 'acted' && stands(before, activity);
}

/** What a look has to tell; null when there is nothing. */
export function findingOf(result: WatchdogResult, action: WatchdogAction): WatchdogFinding | null {
  const kind = kindOf(result, action);
  if (kind === null) return null;
  const { agentId, atMs, idleSeconds, decision } = result;
  const silentFor = idleSeconds ?? 0;
  return { agentId, kind, action, atMs, idleSeconds: silentFor, why: decision.why, isDismissed: false };
}

function kindOf({ decision }: WatchdogResult, action: WatchdogAction): WatchdogFinding['kind'] | null {
  switch (decision.kind) {
    case 'ask':
      return 'report_requested';
    case 'act':
      return 'acted';
    case 'tell':
      return action === 'report' ? 'unanswered' : 'silent';
    case 'leave':
    case 'wait':
    case 'would':
      return null;
  }
}

/**
 * When she is to be looked at again, if nothing happens at her before: never sooner than the interval allows, and never
 * when only an event can change anything. A found silence is looked at again to see it end by a sign of life.
 */
export function nextLookMs(result: WatchdogResult, settings: WatchdogSettings): number | null {
  const soonestMs = result.atMs + settings.intervalSeconds * 1000;
  const { decision } = result;
  switch (decision.kind) {
    case 'leave':
    case 'wait':
      return decision.recheckAtMs === null ? null : Math.max(decision.recheckAtMs, soonestMs);
    case 'ask':
      return Math.max(result.atMs + settings.graceSeconds * 1000, soonestMs);
    case 'act':
    case 'tell':
    case 'would':
      return Math.max(result.atMs + settings.idleSeconds * 1000, soonestMs);
  }
}
