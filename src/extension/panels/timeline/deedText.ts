import { l10n } from 'vscode';
import type { Deed } from '../../../core/agent/deeds.ts';

/** What was done with her worktree, in words: `Merged into main: 3 commits`. */
export function deedText({ kind, onto, commits }: Deed): string {
  switch (kind) {
    case 'created':
      return l10n.t('Worktree made');
    case 'committed':
      return l10n.t('Work committed');
    case 'rebased':
      return withCommits(l10n.t('Put on top of {0}', onto ?? '?'), commits);
    case 'merged':
      return withCommits(l10n.t('Merged into {0}', onto ?? '?'), commits);
    case 'removed':
      return l10n.t('Worktree removed');
  }
}

function withCommits(text: string, commits: number | null): string {
  // Without commits of its own a worktree only goes forward.
  if (commits === null || commits === 0) return text;
  return commits === 1 ? l10n.t('{0}: 1 commit', text) : l10n.t('{0}: {1} commits', text, commits);
}
