import type { Repositories, Repository, Worktree } from '../../../../src/core/worktrees/repositories.ts';
import type { ChangedFile, Clash, WorktreeReview } from '../../../../src/core/worktrees/worktreeWork.ts';
import type { WorktreePicture } from '../../../../src/extension/worktrees/pictures.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';

export const repository: Repository = { here: '/shop', root: '/shop', commonDir: '/shop/.git' };
export const none = { staged: 0, unstaged: 0, untracked: 0, conflicted: 0 };

export function worktree(path: string, change: Partial<Worktree> = {}): Worktree {
  const branch = path.slice(path.lastIndexOf('/') + 1);
  return {
    path,
    head: { kind: 'branch', branch, commit: `head-${branch}` },
    locked: null,
    prunable: null,
    isMain: false,
    changes: none,
    submodules: [],
    againstMain: { ahead: 0, behind: 0 },
    made: null,
    setUp: null,
    ...change,
  };
}

export function file(path: string, change: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    from: null,
    kind: 'changed',
    added: 1,
    removed: 0,
    before: change.kind === 'added' ? null : { kind: 'file', id: 'a'.repeat(40) },
    after: change.kind === 'deleted' ? null : { kind: 'file', id: 'b'.repeat(40) },
    ...change,
  };
}

export function review(tree: string, change: Partial<WorktreeReview> = {}): WorktreeReview {
  const files = change.files ?? [];
  return {
    tree,
    head: worktree(tree).head,
    mainCommit: 'main',
    baseCommit: 'base',
    snapshot: `snapshot-${tree}`,
    files,
    fileCount: files.length,
    added: files.length,
    removed: 0,
    uncommitted: none,
    submodules: [],
    againstMain: { ahead: 0, behind: 0 },
    halfDone: null,
    ...change,
  };
}

/** What is known of Mila's worktree. */
export function pictureOf(tree: string, change: Partial<WorktreePicture> = {}): WorktreePicture {
  return {
    repository,
    worktree: worktree(tree),
    agentId: 'a',
    name: 'Mila',
    title: 'Mila',
    isCompared: true,
    review: review(tree),
    meetings: [],
    checks: [],
    drafts: 0,
    ...change,
  };
}

/** A repository with worktrees that a test moves, and a list of what was asked about it. */
export class FakeWorktrees {
  readonly asked: string[] = [];
  readonly trees = new Map<string, WorktreeReview>();
  /** What of a worktree is not as usual. */
  readonly entries = new Map<string, Partial<Worktree>>();
  readonly clashes = new Map<string, Clash>();
  readonly repositories: Repositories;
  /** What looking puts right. */
  settle: (repository: Repository) => Promise<boolean> = async () => Promise.resolve(false);
  /** How many there are, when the list is cut. */
  count: number | null = null;

  constructor(change: Partial<Repositories> = {}) {
    this.repositories = fakeRepositories({
      find: async () => Promise.resolve(repository),
      listed: async () => {
        this.asked.push('listed');
        const worktrees = [
          worktree('/shop', { isMain: true }),
          ...[...this.trees.keys()].map((at) => worktree(at, this.entries.get(at) ?? {})),
        ];
        return Promise.resolve({ worktrees, count: this.count ?? worktrees.length });
      },
      review: async (_repository, tree) => {
        this.asked.push(`review ${tree}`);
        const found = this.trees.get(tree);
        if (found === undefined) throw new Error('gone');
        return Promise.resolve(found);
      },
      clash: async (_repository, a, b) =>
        Promise.resolve(this.clashes.get(`${a} ${b}`) ?? { shared: [], conflicts: [] }),
      ...change,
    });
  }
}
