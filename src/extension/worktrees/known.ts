import type { Fleet } from '../../core/fleetApi.ts';
import type { Repository, StandingWorktree, WorktreeHead } from '../../core/worktrees/repositories.ts';
import type { RepositoryChange } from './watch.ts';

/** A repository with where its worktrees stand, as git listed them last. */
export interface KnownRepository {
  readonly repository: Repository;
  /** Null when git could not be asked. */
  readonly main: WorktreeHead | null;
  readonly worktrees: readonly StandingWorktree[];
  /** How many more there are. */
  readonly left: number;
}

/** `null` for a list that git did not give. */
export function knownRepository(
  repository: Repository,
  list: Awaited<ReturnType<Fleet['repositories']['listed']>> | null,
): KnownRepository {
  const all = list?.worktrees ?? [];
  return {
    repository,
    main: all.find(({ isMain }) => isMain)?.head ?? null,
    worktrees: all.filter(({ isMain, head }) => !isMain && head.kind !== 'bare'),
    left: (list?.count ?? 0) - all.length,
  };
}

/**
 * The worktrees that an event of git is about; `all` for one of the main branch, with which all are compared, and for what
 * nobody knows yet.
 */
export function treesOf(
  known: KnownRepository | undefined,
  change: RepositoryChange,
): 'all' | readonly string[] {
  if (known === undefined || known.main === null || change.kind === 'all') return 'all';
  const paths = (fits: (one: StandingWorktree) => boolean): readonly string[] =>
    known.worktrees.filter(fits).map(({ path }) => path);
  if (change.kind === 'worktree') {
    const there = paths(({ path }) => path === change.tree);
    return there.length === 0 ? 'all' : there;
  }
  const isOn = (head: WorktreeHead): boolean => head.kind === 'branch' && head.branch === change.branch;
  return isOn(known.main) ? 'all' : paths(({ head }) => isOn(head));
}
