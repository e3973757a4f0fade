import { realpath } from 'node:fs/promises';
import { isDirty, type ListedWorktree, type Repository } from '../../../core/worktrees/repositories.ts';
import { isWithin } from '../../../core/assignment/scope.ts';
import { redact } from '../../../core/redaction/redact.ts';
import type { Clock } from '../../../core/ports.ts';
import type { Obstacle, ObstacleKind, RemovalWish } from '../../../core/worktrees/worktreeWork.ts';
import type { CommandRunner } from '../../run.ts';
import type { Git } from '../process/git.ts';
import { ignoredIn, type Ignored } from './ignored.ts';
import { commitsAhead, looseCommits } from './gone.ts';
import { listedWorktrees, parsedStatus } from '../state/look.ts';
import { halfDoneIn } from '../state/place.ts';
import { embeddedRepositories } from '../state/snapshot.ts';
import { submodulesWithWork } from '../state/submodules.ts';
import { programsBelow } from './users.ts';

export interface Findings {
  readonly obstacles: readonly Obstacle[];
  readonly ignored: Ignored;
  /** Has the main branch all commits of the worktree? */
  readonly isMerged: boolean;
}

export interface LookWorld {
  readonly git: Git;
  readonly runner: CommandRunner;
  readonly trusted: boolean;
  readonly clock: Clock;
}

const GIT_LOOKS = 20;
const GIT_LOOK_MS = 100;

const NONE: Ignored = { files: [], folders: [], repositories: [] };

/** Everything that speaks against removing a worktree, as it is now. */
export async function findObstacles(
  world: LookWorld,
  repository: Repository,
  entry: ListedWorktree,
  tree: string,
  agentsBelow: RemovalWish['agentsBelow'],
): Promise<Findings> {
  if (tree === repository.root || entry.head.kind === 'bare')
    return { obstacles: [obstacle('main', [])], ignored: NONE, isMerged: true };
  const reading = await world.git.reading(tree, world.trusted);
  const ignored = await ignoredIn(reading, tree, repository.root);
  const below = await worktreesBelow(world.git, repository, tree);
  const { changes } = await parsedStatus(reading);
  // The same one may be seen twice, and git ends folders with a slash.
  const nested = new Set(
    [...below, ...ignored.repositories, ...(await embeddedRepositories(reading))].map((path) =>
      path.replace(/\/$/, ''),
    ),
  );
  const ahead = await aheadOf(world.git, repository, entry);
  const users = [...agentsBelow(tree), ...(await lastingPrograms(world, tree))];
  const halfDone = await halfDoneIn(tree);
  const obstacles = [
    ...(entry.locked === null ? [] : [obstacle('locked', [], 1)]),
    ...some('in_use', users),
    ...some('operation_in_progress', halfDone === null ? [] : [halfDone.kind]),
    ...some('nested', [...nested]),
    ...some('submodule', await submodulesWithWork(world.git, tree)),
    ...(isDirty(changes) ? [obstacle('uncommitted', [], countOf(changes))] : []),
    ...(ahead === 0 ? [] : [obstacle(entry.head.kind === 'detached' ? 'detached' : 'unmerged', [], ahead)]),
    ...some('ignored', ignored.files),
  ];
  return { obstacles, ignored, isMerged: ahead === 0 };
}

/** Windows look at worktrees all the time, each for milliseconds: only a git that stays is in the way. */
async function lastingPrograms({ runner, clock }: LookWorld, tree: string): Promise<readonly string[]> {
  let programs = await programsBelow(runner, tree);
  for (let look = 0; look < GIT_LOOKS && programs.includes('git'); look += 1) {
    await clock.sleep(GIT_LOOK_MS);
    programs = await programsBelow(runner, tree);
  }
  return programs;
}

function countOf(changes: Parameters<typeof isDirty>[0]): number {
  return changes.staged + changes.unstaged + changes.untracked + changes.conflicted;
}

function some(kind: ObstacleKind, names: readonly string[]): readonly Obstacle[] {
  return names.length === 0 ? [] : [obstacle(kind, names)];
}

function obstacle(kind: ObstacleKind, names: readonly string[], count = names.length): Obstacle {
  const shown = [...new Set(names)].slice(0, 10);
  return {
    kind,
    count,
    examples: shown.map((name) => redact(name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}'))),
  };
}

async function worktreesBelow(git: Git, repository: Repository, tree: string): Promise<readonly string[]> {
  const listed = await listedWorktrees(git.plain(repository.root));
  const real = await Promise.all(listed.map(async ({ path }) => realpath(path).catch(() => path)));
  return real
    .filter((path) => path !== tree && isWithin(path, tree))
    .map((path) => path.slice(tree.length + 1));
}

/** Commits that a detached HEAD alone leads to, or a branch has that the main working tree has not. */
async function aheadOf(git: Git, { root }: Repository, { head }: ListedWorktree): Promise<number> {
  const commit = head.kind === 'bare' ? null : head.commit;
  if (commit === null) return 0;
  return head.kind === 'detached' ? looseCommits(git, root, commit) : commitsAhead(git, root, commit);
}
