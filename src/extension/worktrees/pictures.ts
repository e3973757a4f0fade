import type { Repository, StandingWorktree } from '../../core/worktrees/repositories.ts';
import type { CheckResult } from '../checks/results.ts';
import { momentText } from '../text/time.ts';
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
  /** What sentences call it: its name, with the branch where several have the name. */
  readonly title: string;
  /** Null until it was looked at, or when it cannot be. */
  readonly review: WorktreeReview | null;
  readonly meetings: readonly Meeting[];
  /** Is it held against the others? Of very many that changed something the last ones are not. */
  readonly isCompared: boolean;
  /** What its checks came to; empty before the first one. */
  readonly checks: readonly CheckResult[];
  /** Comments that were not sent yet. */
  readonly drafts: number;
}

/** The branch in few letters: one of ours is known by the Agentin and the time; in a rebase the one that it is about. */
export function branchText(
  { worktree, review }: Pick<WorktreePicture, 'worktree' | 'review'>,
  timeText: (atMs: number) => string,
): string {
  const { head, made } = worktree;
  if (head.kind === 'bare') return '';
  if (head.kind === 'detached') return review?.halfDone?.branch ?? head.commit.slice(0, 8);
  if (made !== null && made.branch === head.branch && head.branch.startsWith('codex-master'))
    return timeText(made.createdAtMs);
  return head.branch;
}

/** How many that changed something are held against each other: each with each. */
export const MOST_COMPARED = 20;

/** Those of many that are not compared say so. */
export function withLimit(pictures: readonly WorktreePicture[]): readonly WorktreePicture[] {
  const beyond = new Set(pictures.filter(isChanged).slice(MOST_COMPARED));
  return beyond.size === 0
    ? pictures
    : pictures.map((one) => (beyond.has(one) ? { ...one, isCompared: false } : one));
}

export function isChanged({ review }: WorktreePicture): boolean {
  return (review?.fileCount ?? 0) > 0;
}

/** The same with titles: whoever removes one of several shall know which. */
export function withTitles(pictures: readonly WorktreePicture[], nowMs: number): readonly WorktreePicture[] {
  const counts = new Map<string, number>();
  for (const { name } of pictures) counts.set(name, (counts.get(name) ?? 0) + 1);
  return pictures.map((picture) => {
    const branch = branchText(picture, (atMs) => momentText(atMs, nowMs));
    const isOneOfSeveral = (counts.get(picture.name) ?? 0) > 1 && branch !== '';
    return isOneOfSeveral ? { ...picture, title: `${picture.name} (${branch})` } : picture;
  });
}

/** Names a worktree to a command, as its row does. */
export function argumentOf({ agentId, worktree }: WorktreePicture): unknown {
  return { target: { agentId, itemKey: null, path: null, worktree: worktree.path } };
}
