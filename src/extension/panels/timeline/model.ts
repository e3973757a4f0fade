import { env, l10n } from 'vscode';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { inTime } from '../../../shared/timeline.ts';
import type { EntryKind, Lane, LaneEntry, LanePatch, TimelinePage } from '../../../shared/timeline.ts';
import type { AgentHistory, Stretch } from './agentHistory.ts';
import { stateText } from '../../views/agents/agentRows.ts';
import { agentTitle } from '../../text/words.ts';
import { deedText } from './deedText.ts';

/** The timeline as its webview draws it, its lanes in the order of the fleet file. */
export function timelinePage(lanes: readonly Lane[]): TimelinePage {
  return {
    title: l10n.t('Fleet Timeline'),
    language: env.language,
    lanes,
    texts: {
      zoom: l10n.t('Time that is shown'),
      hour: l10n.t('1 hour'),
      hours: l10n.t('6 hours'),
      day: l10n.t('1 day'),
      earlier: l10n.t('Earlier'),
      later: l10n.t('Later'),
      now: l10n.t('Now'),
      untilNow: l10n.t('until now'),
      keys: l10n.t(
        'Arrow keys go from one to the next, Enter opens it; + and − zoom, Page Up and Page Down go through time, Home goes to now.',
      ),
      list: l10n.t('As a list'),
      empty: l10n.t('Nothing has happened since this window was opened.'),
      nothing: l10n.t(
        'Nothing has happened since this window was opened. Turns, what waits for you, limits and tasks appear here as they come.',
      ),
      leftOut: l10n.t('{0} earlier entries are left out.'),
      legend: l10n.t('What the marks mean'),
      entriesSeen: l10n.t('{0} entries'),
      kinds: {
        turn: l10n.t('Turn'),
        completed: l10n.t('Turn, completed'),
        interrupted: l10n.t('Turn, interrupted'),
        failed: l10n.t('Turn, failed'),
        waiting: l10n.t('Waits for you'),
        limit: l10n.t('Limit reached'),
        assignment: l10n.t('Task assigned'),
        merged: l10n.t('Work merged'),
        worktree: l10n.t('Worktree'),
      },
    },
  };
}

export function laneOf(snapshot: AgentSnapshot, history: AgentHistory, nowMs: number): Lane {
  return {
    agentId: snapshot.spec.id,
    title: agentTitle(snapshot.spec),
    stateText: stateText(snapshot, nowMs),
    entries: history.stretches.map(laneEntry).sort(inTime),
  };
}

/** What a webview was told of a lane. */
export interface ToldLane {
  readonly stateText: string;
  readonly stretches: readonly Stretch[];
}

/** What is different from what was told; null when nothing is. A stretch that did not change is the same object. */
export function lanePatch(agentId: string, before: ToldLane, after: ToldLane): LanePatch | null {
  const isSame = before.stretches === after.stretches;
  if (isSame && before.stateText === after.stateText) return null;
  const told = new Set(before.stretches);
  const fresh = isSame ? [] : after.stretches.filter((stretch) => !told.has(stretch));
  const ids = new Set(after.stretches.map(entryId));
  const gone = isSame ? [] : before.stretches.map(entryId).filter((id) => !ids.has(id));
  return { agentId, stateText: after.stateText, entries: fresh.map(laneEntry), gone };
}

/** Names a stretch among all of a lane. */
export function entryId({ kind, key }: Stretch): string {
  return `${kind}/${key}`;
}

function laneEntry(stretch: Stretch): LaneEntry {
  const { outcome, fromMs, toMs } = stretch;
  return { id: entryId(stretch), kind: kindOf(stretch), outcome, fromMs, toMs, text: stretchText(stretch) };
}

function kindOf({ kind, deed }: Stretch): EntryKind {
  if (kind !== 'deed') return kind;
  return deed?.kind === 'merged' ? 'merged' : 'worktree';
}

function stretchText({ kind, outcome, deed }: Stretch): string {
  switch (kind) {
    case 'turn':
      return turnText(outcome);
    case 'waiting':
      return l10n.t('Waits for you');
    case 'limit':
      return l10n.t('Limit reached');
    case 'assignment':
      return l10n.t('Task assigned');
    case 'deed':
      return deed === undefined ? l10n.t('Worktree') : deedText(deed);
  }
}

/** How a turn went, in words. */
export function turnText(outcome: Stretch['outcome']): string {
  switch (outcome) {
    case 'completed':
      return l10n.t('Turn, completed');
    case 'interrupted':
      return l10n.t('Turn, interrupted');
    case 'failed':
      return l10n.t('Turn, failed');
    case null:
      return l10n.t('Turn');
  }
}
