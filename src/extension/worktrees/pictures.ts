import type { Repository, StandingWorktree } from '../../core/worktrees/repositories.ts';
import type { CheckResult } from '../checks/results.ts';
import type { Clash, WorktreeReview } from '../../core/worktrees/worktreeWork.ts';

/** What one worktree has in common with another, or with the main branch. */
export interface Meeting {
  /** Null for the main branch. */
  readonly other: string | null;
  readonly otherName: string;
  /** The state of the other side. */
  readonly otherCommit: string;
  readonly clash: Clash;
}

/** One worktree as the tree shows it. */
export interface WorktreePicture {
  readonly repository: Repository;
  readonly worktree: StandingWorktree;
  /** The Agentin that it was made for, or that works in it. */
  readonly agentId: string | null;
  readonly name: string;
  /** Null until it was looked at, or when it cannot be. */
  readonly review: WorktreeReview | null;
  readonly meetings: readonly Meeting[];
  /** What its checks came to; empty before the first one. */
  readonly checks: readonly CheckResult[];
  /** Comments that were not sent yet. */
  readonly drafts: number;
}

/** The branch in few letters: one of ours is known by the Agentin and the time. */
export function branchText(worktree: StandingWorktree, timeText: (atMs: number) => string): string {
  const { head, made } = worktree;
  if (head.kind === 'bare') return '';
  if (head.kind === 'detached') return head.commit.slice(0, 8);
  if (made !== null && made.branch === head.branch && head.branch.startsWith('codex-master'))
    return timeText(made.createdAtMs);
  return head.branch;
}

/** Names a worktree to a command, as its row does. */
export function argumentOf({ agentId, worktree }: WorktreePicture): unknown {
  return { target: { agentId, itemKey: null, path: null, worktree: worktree.path } };
}
