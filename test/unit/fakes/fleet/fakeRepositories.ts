import { FleetError } from '../../../../src/core/errors.ts';
import type { CreatedWorktree, Repositories } from '../../../../src/core/worktrees/repositories.ts';

/** A worktree that was made, with nothing special about it. */
export function createdWorktree(path: string, branch: string): CreatedWorktree {
  return {
    path,
    branch,
    baseCommit: 'c0',
    resumed: false,
    excluded: true,
    included: null,
    filtersNotRun: [],
  };
}

/** A machine without a repository; a test changes the answers that it is about. */
export function fakeRepositories(change: Partial<Repositories> = {}): Repositories {
  const none = async (): Promise<never> =>
    Promise.reject(new FleetError('not_a_repository', 'This is no repository.'));
  return {
    find: none,
    folderAt: none,
    origin: async () => Promise.resolve(null),
    status: none,
    diffStat: none,
    worktrees: none,
    listed: none,
    createWorktree: none,
    settle: async () => Promise.resolve(null),
    setUp: none,
    setupScript: async () => Promise.resolve({ state: 'none' }),
    check: none,
    declaredChecks: async () => Promise.resolve([]),
    checkConsent: none,
    runCheck: none,
    review: none,
    fileAt: none,
    bytesOf: none,
    sizesOf: none,
    clash: none,
    commitAll: none,
    merge: none,
    rebase: none,
    remove: none,
    unlock: none,
    ...change,
  };
}
