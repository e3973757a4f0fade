import type { AheadBehind, ChangeCounts, Repository, WorktreeHead } from './repositories.ts';

/** Bringing work of worktrees together, and taking worktrees away, without ever losing work. */

/** What a path of a commit is, and by what git calls its content. */
export interface FileVersion {
  readonly kind: 'file' | 'executable' | 'symlink' | 'submodule';
  /** The id of its content in git; of a submodule its commit. */
  readonly id: string;
}

/** A file of a commit. By `id` where its name is no UTF-8, or it was found in that commit anyway. */
export interface CommittedFile {
  readonly commit: string;
  readonly file: { readonly path: string } | { readonly id: string };
}

/** How a file of a worktree differs from where its branch left the main one. Paths are relative to the worktree. */
export interface ChangedFile {
  readonly path: string;
  /** Where it was before it was moved; null when it was not. */
  readonly from: string | null;
  readonly kind: 'added' | 'changed' | 'deleted' | 'moved';
  /** Lines; null for what is no text. */
  readonly added: number | null;
  readonly removed: number | null;
  /** Null where it is not there. */
  readonly before: FileVersion | null;
  readonly after: FileVersion | null;
}

/** What a worktree brings, committed or not. */
export interface WorktreeReview {
  readonly tree: string;
  readonly head: WorktreeHead;
  /** The commit that it shares with the main branch: what the files are compared with. Null without a common one. */
  readonly baseCommit: string | null;
  /** Where the main working tree stands; null before its first commit. */
  readonly mainCommit: string | null;
  /** The state of its files as a commit (of no branch), uncommitted ones included. */
  readonly snapshot: string | null;
  readonly files: readonly ChangedFile[];
  /** How many there are; more than `files` when the list was cut. */
  readonly fileCount: number;
  readonly added: number;
  readonly removed: number;
  readonly uncommitted: ChangeCounts;
  /** Submodules with changes inside, which no commit of the worktree takes along. */
  readonly submodules: readonly string[];
  readonly againstMain: AheadBehind | null;
  /** What waits there to be finished or taken back; null when nothing does. */
  readonly halfDone: HalfDone | null;
}

export interface HalfDone {
  readonly kind: 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect';
  /** The branch that a rebase is about: until it is finished, HEAD is on none. */
  readonly branch: string | null;
}

/** What would come of merging two states; null when git cannot tell. */
export interface Clash {
  /** Files that both changed. */
  readonly shared: readonly string[];
  /** Those of them that git cannot bring together. */
  readonly conflicts: readonly string[];
}

export interface MergeResult {
  readonly state: 'merged' | 'would_merge' | 'up_to_date';
  readonly branch: string;
  readonly into: string;
  /** How many commits come (came) into the main branch. */
  readonly commits: number;
  /** Where the main branch stands now. */
  readonly commit: string;
  /** What is not committed in the worktree, and so was left out. */
  readonly leftOut: ChangeCounts;
}

export interface RebaseResult {
  readonly state: 'rebased' | 'would_rebase' | 'up_to_date';
  readonly branch: string;
  readonly onto: string;
  readonly commits: number;
  /** Where the branch stood, and stands now. */
  readonly before: string;
  readonly commit: string;
}

export interface CommitResult {
  /** Null: there was nothing to commit. */
  readonly commit: string | null;
  readonly changes: ChangeCounts;
}

export type ObstacleKind =
  /** The main working tree itself, which is never removed. */
  | 'main'
  | 'locked'
  /** Its folder is not there any more, or no worktree any more: deleted or moved by hand. */
  | 'gone'
  /** A running Agentin or another program works below it. */
  | 'in_use'
  /** A merge, rebase or the like is half done there; the example says which, as git calls it. */
  | 'operation_in_progress'
  /** Another worktree or repository lies below it. */
  | 'nested'
  /** A submodule holds changes or commits that are nowhere else. */
  | 'submodule'
  /** Changes in no commit; untracked files count. */
  | 'uncommitted'
  /** Commits that the main branch does not have. */
  | 'unmerged'
  /** Commits of no branch at all. */
  | 'detached'
  /**
   * Files that git ignores (or was told not to look at) and that the main working tree does not have just so; those in folders
   * that can be made again, as packages and build output, do not count.
   */
  | 'ignored';

/** Why a worktree is not simply removed. */
export interface Obstacle {
  readonly kind: ObstacleKind;
  readonly count: number;
  /** A few names: repo-relative paths, Agentinnen; never a place on this machine. */
  readonly examples: readonly string[];
}

/** What a person may force; what it would lose is kept elsewhere. The rest has to be put right first. */
const FORCEABLE: ReadonlySet<ObstacleKind> = new Set([
  'gone',
  'uncommitted',
  'unmerged',
  'detached',
  'ignored',
]);

export function isForceable({ kind }: Obstacle): boolean {
  return FORCEABLE.has(kind);
}

export interface RemovalWish {
  /** Removes in spite of what `isForceable`; what would be lost is kept. */
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Deletes the branch when the main branch has all of it. */
  readonly deleteMergedBranch: boolean;
  /** Agentinnen that work below the worktree at this moment; asked more than once. */
  readonly agentsBelow: (tree: string) => readonly string[];
}

export interface RemovalResult {
  readonly state: 'removed' | 'would_remove' | 'refused';
  readonly obstacles: readonly Obstacle[];
  /** Ignored folders that can be made again (build output, packages) and go with it. */
  readonly discardedFolders: readonly string[];
  /** The branch that stays; null when it was deleted, or there is none. */
  readonly branch: string | null;
  /** A new branch that holds what was in no commit, or on no branch. */
  readonly keptBranch: string | null;
  /** How many ignored files were copied into our state folder. */
  readonly keptFiles: number;
  /** Where they are, or what was left of a folder that was gone; absolute. */
  readonly keptFolder: string | null;
}

/**
 * `tree` is always the top of a worktree of the repository. Rejects with the codes of `Repositories`, and each method
 * with what it says; after a rejection everything is as it was.
 */
export interface WorktreeWork {
  /**
   * What the worktree brings; `limit` files at most. A look: work that somebody waits for goes before, and it leaves nothing
   * in the repository. Rejects with `cancelled` by `signal`.
   */
  review(repository: Repository, tree: string, limit: number, signal?: AbortSignal): Promise<WorktreeReview>;
  /** The text of a file in a commit; null when it is not there, too large or no text. */
  fileAt(repository: Repository, commit: string, path: string): Promise<string | null>;
  /** The bytes of files of commits, those of reviews included, in their order; null for what is not there, or beyond 24 MiB. */
  bytesOf(repository: Repository, files: readonly CommittedFile[]): Promise<readonly (Uint8Array | null)[]>;
  /** Sizes in bytes, in their order; null for what is not there or is no file. */
  sizesOf(repository: Repository, files: readonly CommittedFile[]): Promise<readonly (number | null)[]>;
  /**
   * What would come of merging two commits, those of reviews included. A look, as `review`; known pairs cost nothing.
   * Rejects with `cancelled` by `signal`.
   */
  clash(repository: Repository, a: string, b: string, signal?: AbortSignal): Promise<Clash | null>;
  /** Commits everything that is changed in the worktree. Rejects with `operation_in_progress`, `worktree_detached`. */
  commitAll(repository: Repository, tree: string, message: string): Promise<CommitResult>;
  /**
   * Merges the worktree's branch into the branch of the main working tree. Rejects with `worktree_detached`, `main_dirty`,
   * `operation_in_progress`, `merge_conflicts`, `files_in_the_way`.
   */
  merge(repository: Repository, tree: string, wish: { readonly dryRun: boolean }): Promise<MergeResult>;
  /**
   * Puts the worktree's commits on top of the main branch. Rejects with `worktree_detached`, `worktree_dirty`,
   * `worktree_in_use`, `operation_in_progress`, `merge_conflicts`, `files_in_the_way`.
   */
  rebase(
    repository: Repository,
    tree: string,
    wish: { readonly dryRun: boolean; readonly agentsBelow: RemovalWish['agentsBelow'] },
  ): Promise<RebaseResult>;
  /**
   * Looks for everything that could be lost, again at the moment of removal; see `RemovalWish`. Rejects with `worktree_changed`
   * when something came at that very moment, `ignored_files_too_large`.
   */
  remove(repository: Repository, tree: string, wish: RemovalWish): Promise<RemovalResult>;
  /** Takes a lock away that keeps it from being removed; harmless where there is none. */
  unlock(repository: Repository, tree: string): Promise<void>;
}
