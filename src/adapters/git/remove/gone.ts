import { lstat, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ListedWorktree, Repository } from '../../../core/worktrees/repositories.ts';
import type { Obstacle, RemovalResult, RemovalWish } from '../../../core/worktrees/worktreeWork.ts';
import { countCommits } from '../integrate/merge.ts';
import type { Git } from '../process/git.ts';
import { gitFailed } from '../process/git.ts';
import { excerpt } from '../process/text.ts';
import { adminFolder } from '../state/find.ts';
import { commitOf, headCommit } from '../state/look.ts';
import { keptBranchName, must } from './keptBranch.ts';

/**
 * A worktree whose folder was deleted or moved by hand, or half removed: git remembers it, and with it commits of no branch and
 * what was staged. Forgetting it loses neither.
 */
export interface GoneWorld {
  readonly git: Git;
  readonly trusted: boolean;
}

interface Remains {
  /** Git's own folder for it. */
  readonly folder: string;
  /** What it stood on; null when nothing is known. */
  readonly commit: string | null;
  /** Commits that no branch, tag or remote branch leads to. */
  readonly loose: number;
  /** The tree of its index when that is another one than the commit's. */
  readonly stagedTree: string | null;
}

export async function forgetGone(
  world: GoneWorld,
  repository: Repository,
  entry: ListedWorktree,
  wish: Pick<RemovalWish, 'force' | 'dryRun'> & { readonly stamp: string },
): Promise<RemovalResult> {
  const remains = await remainsOf(world.git, repository, entry);
  const { loose, stagedTree } = remains;
  const obstacles: Obstacle[] = [
    ...(entry.locked === null ? [] : [{ kind: 'locked' as const, count: 1, examples: [] }]),
    { kind: 'gone', count: 1, examples: [] },
    ...(stagedTree === null ? [] : [{ kind: 'uncommitted' as const, count: 1, examples: [] }]),
    ...(loose === 0 ? [] : [{ kind: 'detached' as const, count: loose, examples: [] }]),
  ];
  const answer = {
    obstacles,
    discardedFolders: [],
    branch: entry.head.kind === 'branch' && entry.head.commit !== null ? entry.head.branch : null,
    keptBranch: null,
    keptFiles: 0,
    keptFolder: null,
  };
  if (entry.locked !== null || !wish.force) return { ...answer, state: 'refused' };
  if (wish.dryRun) return { ...answer, state: 'would_remove' };
  const keptBranch = await keepRemains(world, repository, entry, { ...remains, stamp: wish.stamp });
  const keptFolder = await asideIfThere(entry.path, wish.stamp);
  const git = await world.git.writing(repository.root, world.trusted);
  const { code, stderr } = await git.run(['worktree', 'remove', '--force', '--', entry.path]);
  if (code !== 0) throw gitFailed(`The worktree was not forgotten. ${excerpt(stderr, entry.path, 600)}`);
  return { ...answer, state: 'removed', keptBranch, keptFolder };
}

async function remainsOf(git: Git, repository: Repository, entry: ListedWorktree): Promise<Remains> {
  const folder = await adminFolder(repository.commonDir, entry.path);
  if (folder === null) throw gitFailed('Git knows no more of this worktree. Look again.');
  const plain = git.plain(repository.root);
  const named = entry.head.kind === 'bare' ? null : entry.head.commit;
  const commit = named ?? (await lastCommit(git, repository.root, folder));
  const onBranch = entry.head.kind === 'branch' && named !== null;
  const loose = commit === null || onBranch ? 0 : await looseCommits(git, repository.root, commit);
  const indexFile = join(folder, 'index');
  const hasIndex = (await lstat(indexFile).catch(() => null))?.isFile() === true;
  const staged = hasIndex ? await plain.run(['write-tree'], { indexFile }) : null;
  const tree = staged === null || staged.code !== 0 ? null : staged.stdout.trim();
  const own = commit === null ? null : (await plain.run(['rev-parse', `${commit}^{tree}`])).stdout.trim();
  return { folder, commit, loose, stagedTree: tree === own ? null : tree };
}

async function keepRemains(
  world: GoneWorld,
  repository: Repository,
  entry: ListedWorktree,
  { commit, loose, stagedTree, stamp }: Remains & { readonly stamp: string },
): Promise<string | null> {
  if (commit === null || (loose === 0 && stagedTree === null)) return null;
  const git = await world.git.writing(repository.root, world.trusted);
  const kept =
    stagedTree === null
      ? commit
      : await must(git, ['commit-tree', stagedTree, '-p', commit, '-m', 'Staged work']);
  const branch = keptBranchName(entry, stamp);
  await must(git, ['update-ref', `refs/heads/${branch}`, kept, '']);
  return branch;
}

/** What is left of a folder that git does not take for a worktree any more is moved beside its place. */
async function asideIfThere(path: string, stamp: string): Promise<string | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  const aside = join(dirname(path), `interrupted-${stamp}`);
  await rename(path, aside).catch((error: unknown) => {
    throw gitFailed('What is left of its folder cannot be moved aside.', error);
  });
  return aside;
}

/** What HEAD stood on at last, also when the branch that it names is deleted; null when that is not known. */
export async function lastCommit(git: Git, root: string, folder: string): Promise<string | null> {
  const log = await readFile(join(folder, 'logs/HEAD'), 'utf8').catch(() => '');
  const [, commit = ''] = log.trimEnd().split('\n').at(-1)?.split(' ') ?? [];
  return /^[0-9a-f]{40,64}$/.test(commit) ? commitOf(git.plain(root), commit) : null;
}

/** How many commits nothing but this one leads to. */
export async function looseCommits(git: Git, root: string, commit: string): Promise<number> {
  const args = ['rev-list', '--count', commit, '--not', '--branches', '--tags', '--remotes'];
  const { code, stdout } = await git.plain(root).run(args);
  return code === 0 ? Number(stdout) : 1;
}

/** Commits that the main working tree does not have. */
export async function commitsAhead(git: Git, root: string, commit: string): Promise<number> {
  const main = await headCommit(git.plain(root));
  return main === null ? 1 : countCommits(git.plain(root), main, commit);
}
