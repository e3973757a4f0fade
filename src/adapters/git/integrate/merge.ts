import { FleetError } from '../../../core/errors.ts';
import { redact } from '../../../core/redaction/redact.ts';
import { isDirty, type Repository } from '../../../core/worktrees/repositories.ts';
import type { CommitResult, MergeResult } from '../../../core/worktrees/worktreeWork.ts';
import { gitFailed, type Git, type GitIn, type GitRun } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { NO_MORE, settleUnfinished, withNote, type SettleWorld } from '../recovery/unfinished.ts';
import { addAll } from '../state/addAll.ts';
import { keepIndex } from '../state/indexCopy.ts';
import { commitOf, parsedStatus } from '../state/look.ts';
import { onBranch, refuseInProgress, refuseInTheWay, someOf, worktreeAt } from '../state/place.ts';
import { idOf } from '../state/snapshot.ts';
import { mergeInMemory } from './mergeTree.ts';

const WRITE_TIMEOUT_MS = 300_000;
const ERROR_CHARS = 600;

/**
 * See `WorktreeWork.merge`. The merge is made in memory; then the main branch goes forward to it in one step, which git
 * refuses as a whole when anything stands in its way.
 */
export async function mergeIntoMain(
  git: Git,
  repository: Repository,
  tree: string,
  { dryRun, ...world }: Omit<SettleWorld, 'git'> & { readonly dryRun: boolean },
): Promise<MergeResult> {
  const { trusted } = world;
  await settleUnfinished({ ...world, git }, tree);
  await settleUnfinished({ ...world, git }, repository.root);
  const main = onBranch(await worktreeAt(git, repository, repository.root), 'main');
  const side = onBranch(await worktreeAt(git, repository, tree), 'worktree');
  await refuseInProgress(repository.root, 'main');
  await refuseInProgress(tree, 'worktree');
  const writing = await git.writing(repository.root, trusted);
  await refuseDirtyMain(writing);
  const leftOut = (await parsedStatus(await git.reading(tree, trusted))).changes;
  const commits = await countCommits(writing, main.commit, side.commit);
  const result = { branch: side.branch, into: main.branch, commits, commit: main.commit, leftOut };
  if (commits === 0) return { ...result, state: 'up_to_date' };
  const treeId = await mergedTree(writing, main.commit, side.commit);
  await refuseInTheWay(writing, repository.root, main.commit, treeId);
  if (dryRun) return { ...result, state: 'would_merge' };
  const isAncestor =
    (await writing.run(['merge-base', '--is-ancestor', main.commit, side.commit])).code === 0;
  const target = isAncestor ? side.commit : await mergeCommit(writing, treeId, main.commit, side);
  const note = { ...NO_MORE, kind: 'merge', branch: main.branch, commit: main.commit, target } as const;
  const merged = await withNote({ ...world, git }, repository.root, note, async () =>
    goForward(writing, target),
  );
  if (merged.code !== 0)
    throw gitFailed(`Nothing was merged. ${excerpt(merged.stderr, repository.root, ERROR_CHARS)}`);
  return { ...result, state: 'merged', commit: target };
}

async function refuseDirtyMain(git: GitIn): Promise<void> {
  const { staged, unstaged, conflicted } = (await parsedStatus(git)).changes;
  if (staged + unstaged + conflicted === 0) return;
  throw new FleetError(
    'main_dirty',
    'The main working tree has changes that are not committed. Commit or stash them there, then merge again.',
  );
}

export async function countCommits(git: GitIn, without: string, of: string): Promise<number> {
  const { code, stdout } = await git.run(['rev-list', '--count', `${without}..${of}`, '--']);
  if (code !== 0) throw gitFailed('The commits cannot be counted.');
  return Number(stdout);
}

/** @throws FleetError `merge_conflicts` */
export async function mergedTree(git: GitIn, ours: string, theirs: string): Promise<string> {
  const merged = await mergeInMemory(git, ours, theirs);
  if (merged.kind === 'clean') return merged.treeId;
  if (merged.kind === 'unknown')
    throw gitFailed('The branches cannot be compared: they share no commit, or git is older than 2.38.');
  throw conflicts(merged.paths);
}

export function conflicts(paths: readonly string[]): FleetError {
  const shown = paths.slice(0, 20).map((path) => redact(path));
  return new FleetError(
    'merge_conflicts',
    `Both sides changed the same places: ${someOf(shown)}. Nothing was changed. Let the Agentin merge the main branch into hers and mend them.`,
    { details: { conflicts: shown, conflict_count: paths.length } },
  );
}

async function mergeCommit(
  git: GitIn,
  treeId: string,
  main: string,
  side: { readonly branch: string; readonly commit: string },
): Promise<string> {
  const message = `Merge branch '${side.branch}'`;
  const args = ['commit-tree', treeId, '-p', main, '-p', side.commit, '-m', message];
  const { code, stdout, stderr } = await git.run(args);
  if (code !== 0) throw gitFailed(`The merge could not be committed. ${excerpt(stderr, '/', ERROR_CHARS)}`);
  return idOf(stdout);
}

/** Every option is named, so that no configuration of the branch changes what is done. */
async function goForward(git: GitIn, target: string): Promise<GitRun> {
  const args = ['merge', '--ff-only', '--no-squash', '--commit', '--no-stat', '--no-autostash'];
  const guards = ['--no-overwrite-ignore', '--no-verify-signatures', '--quiet', target];
  return git.run([...args, ...guards], { timeoutMs: WRITE_TIMEOUT_MS });
}

/** See `WorktreeWork.commitAll`. */
export async function commitAll(
  git: Git,
  repository: Repository,
  tree: string,
  { message, ...world }: Omit<SettleWorld, 'git'> & { readonly message: string },
): Promise<CommitResult> {
  const { trusted } = world;
  await settleUnfinished({ ...world, git }, tree);
  const side = onBranch(await worktreeAt(git, repository, tree), 'worktree');
  await refuseInProgress(tree, 'worktree');
  const writing = await git.writing(tree, trusted);
  const { changes } = await parsedStatus(writing);
  if (!isDirty(changes)) return { commit: null, changes };
  const note = { ...NO_MORE, kind: 'commit', branch: side.branch, commit: side.commit } as const;
  const noted = async (work: () => Promise<GitRun>) => withNote({ ...world, git }, tree, note, work);
  const unstage = await keepIndex(tree);
  const added = await noted(async () => addAll(writing, { timeoutMs: WRITE_TIMEOUT_MS }));
  const args = ['commit', '--quiet', '--no-edit', '--cleanup=strip', '--file=-'];
  const call = { stdin: message, timeoutMs: WRITE_TIMEOUT_MS };
  const made = added.code === 0 ? await noted(async () => writing.run(args, call)) : null;
  // A commit that was ended while its hooks ran may be made all the same: then what is staged is what it holds.
  if (made?.code !== 0 && (await commitOf(writing, 'HEAD')) === side.commit) await unstage();
  if (made === null) throw gitFailed('Some files of the worktree cannot be read.');
  if (made.code !== 0) throw gitFailed(`Nothing was committed. ${excerpt(made.stderr, tree, ERROR_CHARS)}`);
  return { commit: idOf((await writing.run(['rev-parse', 'HEAD'])).stdout), changes };
}
