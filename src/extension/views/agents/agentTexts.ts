import { env, l10n } from 'vscode';
import type { RateLimitWindow } from '../../../core/agent/agent.ts';
import type { AssignmentRecord } from '../../../core/assignment/assignment.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { durationText, momentText } from '../../text/time.ts';
import { controlWord, phrase } from '../../text/words.ts';

/** Where it may write, or what it is about; null when the assignment names nothing. */
export function scopeText(assignment: AssignmentRecord): string | null {
  const paths = assignment.role === 'worker' ? assignment.writePaths : assignment.scope;
  return paths.length === 0 ? null : paths.join(', ');
}

/** Who holds the Agentin, as far as the person may know. */
export function leaseText(snapshot: AgentSnapshot, nowMs: number): string {
  const { lease } = snapshot;
  if (lease.state === 'unclaimed') return l10n.t('nobody holds it');
  if (lease.state === 'unreadable') return l10n.t('cannot be read');
  if (lease.state === 'expired')
    return lease.holderEnded
      ? l10n.t('nobody holds it: its holder ended')
      : l10n.t('nobody holds it any more');
  const until = momentText(lease.expiresAtMs, nowMs);
  return lease.mine
    ? l10n.t('held by you until {0}', until)
    : l10n.t('held by another client until {0}', until);
}

/** How she is led, and on the lower rung why. */
export function controlText({ model, meta }: AgentSnapshot): string {
  const why = model.control === 'terminal' ? (meta?.controlWhy ?? null) : null;
  const word = controlWord(model.control);
  return why === null ? word : l10n.t('{0}: {1}', word, phrase(why));
}

/** How full the context window is, and what the conversation has used in all. */
export function contextText(snapshot: AgentSnapshot): string | null {
  const { tokens } = snapshot.model;
  if (tokens === null) return null;
  const total = l10n.t('{0} tokens in all', compact(tokens.totalTokens));
  const percent = contextPercent(snapshot);
  if (percent === null || tokens.contextWindowTokens === null) {
    return l10n.t('{0} tokens used · {1}', compact(tokens.contextUsedTokens), total);
  }
  return l10n.t('{0} % of {1} used · {2}', percent, compact(tokens.contextWindowTokens), total);
}

/** Used part of the context window in whole percent; null when Codex gave no window. */
export function contextPercent(snapshot: AgentSnapshot): number | null {
  const { tokens } = snapshot.model;
  const window = tokens?.contextWindowTokens ?? null;
  if (tokens === null || window === null || window === 0) return null;
  return Math.min(100, Math.round((tokens.contextUsedTokens / window) * 100));
}

/** `5 h limit`, `Weekly limit`: by the window's length where Codex says it, else by the usual ones. */
export function limitTitle(key: 'primary' | 'secondary', window: RateLimitWindow): string {
  const minutes = window.windowMinutes ?? (key === 'primary' ? 300 : 10_080);
  return minutes === 10_080 ? l10n.t('Weekly limit') : l10n.t('{0} limit', durationText(minutes * 60_000));
}

export function limitText(window: RateLimitWindow, nowMs: number): string {
  const used = l10n.t('{0} % used', Math.round(window.usedPercent));
  if (window.resetsAtMs === null) return used;
  return `${used} · ${l10n.t('resets {0}', momentText(window.resetsAtMs, nowMs))}`;
}

/** Where it works: where it was started last, else where the fleet file says; null when neither is known. */
export function folderOf(snapshot: AgentSnapshot): string | null {
  return snapshot.meta?.cwd ?? snapshot.spec.cwd;
}

function compact(value: number): string {
  return new Intl.NumberFormat(env.language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
