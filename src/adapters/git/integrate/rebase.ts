import { FleetError } from '../../../core/errors.ts';
import { isDirty, type Repository } from '../../../core/worktrees/repositories.ts';
import type { RebaseResult, WorktreeWork } from '../../../core/worktrees/worktreeWork.ts';
import { gitFailed, type Git, type GitIn } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { NO_MORE, settleUnfinished, withNote, type SettleWorld } from '../recovery/unfinished.ts';
import { commitOf, parsedStatus } from '../state/look.ts';
import { onBranch, refuseInProgress, refuseInTheWay, worktreeAt } from '../state/place.ts';
import { conflicts, countCommits, mergedTree } from './merge.ts';

const REBASE_TIMEOUT_MS = 300_000;

type Wish = Parameters<WorktreeWork['rebase']>[2] & Omit<SettleWorld, 'git'>;

/** See `WorktreeWork.rebase`: git's own rebase, taken back as a whole when it does not come to its end. */
export async function rebaseOnMain(
  git: Git,
  repository: Repository,
  tree: string,
  { dryRun, agentsBelow, trusted, runner, clock }: Wish,
): Promise<RebaseResult> {
  const world = { git, runner, clock, trusted };
  await settleUnfinished(world, tree);
  const main = onBranch(await worktreeAt(git, repository, repository.root), 'main');
  const side = onBranch(await worktreeAt(git, repository, tree), 'worktree');
  await refuseInProgress(tree, 'worktree');
  const writing = await git.writing(tree, trusted);
  refuseAtWork(agentsBelow(tree));
  await refuseDirty(writing);
  const base = { branch: side.branch, onto: main.branch, before: side.commit, commit: side.commit };
  const behind = await countCommits(writing, side.commit, main.commit);
  const commits = await countCommits(writing, main.commit, side.commit);
  if (behind === 0) return { ...base, state: 'up_to_date', commits };
  await refuseInTheWay(writing, tree, side.commit, await mergedTree(writing, main.commit, side.commit));
  if (dryRun) return { ...base, state: 'would_rebase', commits };
  await run(world, writing, { tree, side, onto: main.commit });
  return { ...base, state: 'rebased', commits, commit: (await commitOf(writing, 'HEAD')) ?? side.commit };
}

async function refuseDirty(git: GitIn): Promise<void> {
  const { staged, unstaged, conflicted } = (await parsedStatus(git)).changes;
  if (staged + unstaged + conflicted === 0) return;
  throw new FleetError(
    'worktree_dirty',
    'The worktree has changes that are not committed. Commit them (codex-master-mcp worktree-commit PATH), then rebase again.',
  );
}

function refuseAtWork(agents: readonly string[]): void {
  if (agents.length === 0) return;
  throw new FleetError(
    'worktree_in_use',
    'An Agentin is at work in this worktree. Wait until she has finished, or interrupt her.',
    { retryable: true, details: { agents } },
  );
}

interface Rebase {
  readonly tree: string;
  readonly side: { readonly branch: string; readonly commit: string };
  readonly onto: string;
}

async function run(world: SettleWorld, git: GitIn, { tree, side, onto }: Rebase): Promise<void> {
  const options = ['--no-autostash', '--no-fork-point', '--no-stat', '--quiet', '--no-autosquash'];
  const args = ['-c', 'rebase.updateRefs=false', 'rebase', ...options, '--onto', onto, onto];
  const note = {
    ...NO_MORE,
    kind: 'rebase',
    branch: side.branch,
    commit: side.commit,
    target: onto,
  } as const;
  let stuck: readonly string[] = [];
  const { code, stderr } = await withNote(world, tree, note, async () => {
    const ran = await git.run(args, { timeoutMs: REBASE_TIMEOUT_MS });
    if (ran.code !== 0) stuck = (await parsedStatus(git)).conflicts;
    return ran;
  });
  if (code === 0) return;
  const back = await commitOf(git, 'HEAD');
  await refuseInProgress(tree, 'worktree');
  if (back !== side.commit || isDirty({ ...(await parsedStatus(git)).changes, untracked: 0 }))
    throw gitFailed(`The rebase was taken back, but look at the worktree. ${excerpt(stderr, tree, 300)}`);
  throw stuck.length > 0 ? conflicts(stuck) : gitFailed(`Nothing was rebased. ${excerpt(stderr, tree, 600)}`);
}
