import { describe, expect, it } from 'vitest';
import type { WatchdogResult } from '../../../../src/core/fleetApi.ts';
import type { WatchdogDecision } from '../../../../src/core/watchdog/watchdog.ts';
import {
  DEFAULT_WATCHDOG,
  findingOf,
  nextLookMs,
  policyOf,
} from '../../../../src/core/watchdog/watchdogTimers.ts';

const AT_MS = 1_000_000;
const settings = {
  ...DEFAULT_WATCHDOG,
  idleSeconds: 300,
  graceSeconds: 120,
  intervalSeconds: 15,
  action: 'interrupt',
} as const;
const why = 'She has been silent.';

const left = (recheckAtMs: number | null): WatchdogDecision => ({
  kind: 'leave',
  state: 'active',
  dropsMarker: false,
  recheckAtMs,
  why,
});
const waits = (recheckAtMs: number): WatchdogDecision => ({
  kind: 'wait',
  state: 'waiting_for_report',
  elapsedMs: 0,
  recheckAtMs,
  why,
});
const asked: WatchdogDecision = { kind: 'ask', state: 'report_requested', why };
const acted: WatchdogDecision = { kind: 'act', state: 'action_sent', action: 'interrupt', why };
const told: WatchdogDecision = { kind: 'tell', state: 'no_action', why };
const would: WatchdogDecision = { kind: 'would', state: 'would_interrupt', why };

function looked(decision: WatchdogDecision): WatchdogResult {
  return { agentId: 'a', decision, atMs: AT_MS, idleSeconds: 301 } as WatchdogResult;
}

describe('the next look at an Agentin', () => {
  it.each<[string, WatchdogDecision, number | null]>([
    ['when time alone could change something', left(AT_MS + 60_000), AT_MS + 60_000],
    ['never, where only an event can', left(null), null],
    ['not sooner than the interval allows', left(AT_MS + 1), AT_MS + 15_000],
    ['when the grace of a report is over', waits(AT_MS + 100_000), AT_MS + 100_000],
    ['not sooner for a grace that is over at once', waits(AT_MS), AT_MS + 15_000],
    ['a grace after she was asked', asked, AT_MS + 120_000],
    ['a silence after something was done', acted, AT_MS + 300_000],
    ['a silence after it was told', told, AT_MS + 300_000],
    ['a silence after what would have been done', would, AT_MS + 300_000],
  ])('comes %s', (_, decision, atMs) => {
    expect(nextLookMs(looked(decision), settings)).toBe(atMs);
  });

  it('comes not sooner than the interval allows, however short grace and silence are', () => {
    const short = { ...settings, graceSeconds: 1, idleSeconds: 1 };
    expect([asked, acted].map((decision) => nextLookMs(looked(decision), short))).toEqual([
      AT_MS + 15_000,
      AT_MS + 15_000,
    ]);
  });
});

describe('what a look has to tell', () => {
  it.each<[WatchdogDecision, 'interrupt' | 'report', string | null]>([
    [asked, 'interrupt', 'report_requested'],
    [acted, 'interrupt', 'acted'],
    [told, 'interrupt', 'silent'],
    [told, 'report', 'unanswered'],
    [left(null), 'interrupt', null],
    [waits(AT_MS), 'interrupt', null],
    [would, 'interrupt', null],
  ])('of $kind', (decision, action, kind) => {
    const finding = { agentId: 'a', kind, action, atMs: AT_MS, idleSeconds: 301, why, isDismissed: false };
    expect(findingOf(looked(decision), action)).toEqual(kind === null ? null : finding);
  });
});

it('timers do what the fleet file says, for those without a lease only where it says so', () => {
  expect(policyOf(settings)).toEqual({
    idleSeconds: 300,
    graceSeconds: 120,
    action: 'interrupt',
    requireLease: true,
    manageUnclaimed: true,
    dryRun: false,
  });
});
