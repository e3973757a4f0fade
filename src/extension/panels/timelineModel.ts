import { env, l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Lane, LaneEntry, TimelinePage } from '../../shared/timeline.ts';
import type { AgentHistory, Stretch } from '../timeline/agentHistory.ts';
import { stateText } from '../views/agentRows.ts';
import { agentTitle } from '../words.ts';

/** The timeline as its webview draws it, its lanes in the order of the fleet file. */
export function timelinePage(lanes: readonly Lane[]): TimelinePage {
  return {
    title: l10n.t('Fleet Timeline'),
    language: env.language,
    lanes,
    texts: {
      zoom: l10n.t('Zoom'),
      hour: l10n.t('Last hour'),
      day: l10n.t('Last day'),
      earlier: l10n.t('Earlier'),
      later: l10n.t('Later'),
      now: l10n.t('Now'),
      untilNow: l10n.t('until now'),
      keys: l10n.t(
        'Arrow keys go from one to the next, Enter opens it; + and − zoom, Page Up and Page Down go through time, Home goes to now.',
      ),
      list: l10n.t('As a list'),
      empty: l10n.t('Nothing has happened since this window was opened.'),
      leftOut: l10n.t('{0} earlier entries are left out.'),
    },
  };
}

export function laneOf(snapshot: AgentSnapshot, history: AgentHistory, nowMs: number): Lane {
  return {
    agentId: snapshot.spec.id,
    title: agentTitle(snapshot.spec),
    stateText: stateText(snapshot, nowMs),
    entries: history.stretches.map(laneEntry),
  };
}

function laneEntry(stretch: Stretch): LaneEntry {
  const { kind, key, outcome, fromMs, toMs } = stretch;
  return { id: `${kind}/${key}`, kind, outcome, fromMs, toMs, text: stretchText(stretch) };
}

function stretchText({ kind, outcome }: Stretch): string {
  switch (kind) {
    case 'turn':
      return turnText(outcome);
    case 'waiting':
      return l10n.t('Waits for you');
    case 'limit':
      return l10n.t('Limit reached');
    case 'assignment':
      return l10n.t('Task assigned');
  }
}

function turnText(outcome: Stretch['outcome']): string {
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
