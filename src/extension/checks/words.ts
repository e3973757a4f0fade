import { env, l10n } from 'vscode';
import { durationText, momentText } from '../text/time.ts';
import type { CheckResult } from './results.ts';

export type OverallState = CheckResult['state'] | 'outdated';

/** All checks of a tree as one: the worst counts. Null without any. */
export function overallState(checks: readonly CheckResult[]): OverallState | null {
  if (checks.length === 0) return null;
  for (const state of ['running', 'failed', 'errored', 'stopped'] as const)
    if (checks.some((check) => check.state === state && !check.isOutdated)) return state;
  return checks.some(({ isOutdated }) => isOutdated) ? 'outdated' : 'passed';
}

/** What a check came to, in words: `passed · 1.2 s · 3:04 PM`. */
export function checkStateText(check: CheckResult, nowMs: number): string {
  const { state, durationMs, endedAtMs, isOutdated } = check;
  return [
    stateWord(state),
    ...(isOutdated ? [l10n.t('outdated')] : []),
    ...(durationMs === null ? [] : [spanText(durationMs)]),
    ...(endedAtMs === null ? [] : [momentText(endedAtMs, nowMs)]),
  ].join(' · ');
}

function stateWord(state: CheckResult['state']): string {
  switch (state) {
    case 'running':
      return l10n.t('running');
    case 'passed':
      return l10n.t('passed');
    case 'failed':
      return l10n.t('failed');
    case 'errored':
      return l10n.t('did not run to its end');
    case 'stopped':
      return l10n.t('stopped');
  }
}

/** Below a minute with a tenth of a second: `0.3 s`. */
function spanText(spanMs: number): string {
  if (spanMs >= 60_000) return durationText(spanMs);
  const style = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return l10n.t('{0} s', new Intl.NumberFormat(env.language, style).format(spanMs / 1000));
}
