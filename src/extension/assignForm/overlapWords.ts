import { l10n } from 'vscode';
import type { WriteOverlap } from '../../core/assignment/writeOverlaps.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { agentTitle } from '../text/words.ts';

/** Who may write the very same. It does no harm but to each other's work: a person may want it. */
export function sameLines(overlaps: readonly WriteOverlap[], all: readonly AgentSnapshot[]): string[] {
  return overlaps
    .filter((overlap) => !overlap.isUnsafe)
    .map(({ agentId, theirs }) =>
      l10n.t('{0} may write {1} until her assignment is over.', titleOf(agentId, all), theirs),
    );
}

/** Who works above or below, which is not given to two at the same time. */
export function nestedLines(overlaps: readonly WriteOverlap[], all: readonly AgentSnapshot[]): string[] {
  return overlaps
    .filter((overlap) => overlap.isUnsafe)
    .map(({ agentId, theirs, given, relation }) => {
      const who = titleOf(agentId, all);
      return relation === 'above'
        ? l10n.t(
            '{0} works in {1}, which holds {2}. Wait for her, or choose a worktree: by a link one could lead the other out of her sandbox.',
            who,
            theirs,
            given,
          )
        : l10n.t(
            '{0} works on {1}, which lies in {2}. Wait for her, or choose a worktree: by a link one could lead the other out of her sandbox.',
            who,
            theirs,
            given,
          );
    });
}

function titleOf(agentId: string, all: readonly AgentSnapshot[]): string {
  const found = all.find(({ spec }) => spec.id === agentId);
  return found === undefined ? agentId : agentTitle(found.spec);
}
