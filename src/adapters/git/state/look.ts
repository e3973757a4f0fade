import { realpath } from 'node:fs/promises';
import type {
  AheadBehind,
  ListedWorktree,
  ProgramText,
  Repository,
  StandingWorktree,
  TreeStatus,
  Worktree,
  WorktreeHead,
  WorktreeList,
} from '../../../core/worktrees/repositories.ts';
import { gitFailed, type Git, type GitIn } from '../process/git.ts';
import { gitText } from '../process/text.ts';
import { parseAheadBehind, parseStatus, parseWorktreeList, type ParsedStatus } from './parse.ts';
import { readRecords } from './record.ts';
import { readSetUps, type SetUpNoteWorld } from './setUpNote.ts';
import { changedSubmodules } from './submodules.ts';

/** Looks at working trees: reads only, and takes no lock that the person's own git would wait for. */

/** More are counted, not shown: each takes three processes. */
const MAX_WORKTREES = 50;
const AT_ONCE = 4;

/** Submodules bring configurations of their own, and are looked at by the commit they stand at alone. */
const SUBMODULES = '--ignore-submodules=dirty';

/** `directory`: where `git` looks, the top of a working tree or a folder in one. */
export async function treeStatus(
  git: GitIn,
  directory: string,
  submodules: readonly string[],
): Promise<TreeStatus> {
  const args = ['status', '--short', '--no-branch', '--untracked-files=normal', SUBMODULES];
  const [text, { head, changes }] = await Promise.all([git.run(args), parsedStatus(git)]);
  const inside = submodules.map((path) => ` m ${path}\n`).join('');
  return {
    text: gitText({ ...text, stdout: `${text.stdout}${inside}` }, directory),
    head,
    changes,
    submodules,
  };
}

export async function parsedStatus(git: GitIn): Promise<ParsedStatus> {
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal', SUBMODULES];
  const { code, stdout, truncated } = await git.run(args);
  if (code !== 0) throw gitFailed('The status of a working tree cannot be read. Try git status there.');
  // Cut off in the middle of a path; what stands before it is counted.
  return parseStatus(truncated ? stdout.slice(0, stdout.lastIndexOf('\0') + 1) : stdout);
}

/** Options with which a diff runs no program of the repository's. */
export const DIFF = ['diff', '--no-ext-diff', '--no-textconv', '--submodule=short', SUBMODULES] as const;

export async function diffStat(git: GitIn, root: string): Promise<ProgramText> {
  return gitText(await git.run([...DIFF, '--stat=120', '--stat-count=200']), root);
}

/** What git lists, without a look into the worktrees. */
export async function listedWorktrees(git: GitIn): Promise<readonly ListedWorktree[]> {
  const { code, stdout } = await git.run(['worktree', 'list', '--porcelain', '-z']);
  if (code !== 0) throw gitFailed('The worktrees cannot be listed. git 2.36 or newer is needed.');
  return parseWorktreeList(stdout);
}

/** What looks need of the world. */
export interface LookWorld extends Pick<SetUpNoteWorld, 'nowMs' | 'isGone'> {
  readonly git: Git;
}

/** All worktrees of the repository as git lists them, with what we noted of ours. */
export async function standingWorktrees(
  world: LookWorld,
  { root, commonDir }: Repository,
): Promise<WorktreeList<StandingWorktree>> {
  const [listed, records, setUps] = await Promise.all([
    listedWorktrees(world.git.plain(root)),
    readRecords(commonDir),
    readSetUps(world, commonDir),
  ]);
  const standing = async (one: ListedWorktree): Promise<StandingWorktree> => {
    const path = await realpath(one.path).catch(() => one.path);
    const noted = { made: records.get(path) ?? null, setUp: setUps.get(path) ?? null };
    return { ...one, path, isMain: path === root, ...noted };
  };
  return {
    worktrees: await Promise.all(listed.slice(0, MAX_WORKTREES).map(standing)),
    count: listed.length,
  };
}

/** All worktrees of the repository with what is in them. */
export async function lookAtWorktrees(
  world: LookWorld,
  repository: Repository,
  trusted: boolean,
): Promise<WorktreeList> {
  const { git } = world;
  const plain = git.plain(repository.root);
  const standing = await standingWorktrees(world, repository);
  const main = await headCommit(plain);
  const worktrees = await inTurns(standing.worktrees, async (one): Promise<Worktree> => {
    const changes = one.head.kind === 'bare' ? null : await changesOf(git, one.path, trusted);
    const againstMain = one.isMain ? null : await againstMainOf(plain, main, one.head);
    const submodules = changes === null ? [] : await changedSubmodules(git, one.path);
    return { ...one, changes, submodules, againstMain };
  });
  return { worktrees, count: standing.count };
}

async function changesOf(git: Git, path: string, trusted: boolean): Promise<Worktree['changes']> {
  try {
    return (await parsedStatus(await git.reading(path, trusted))).changes;
  } catch {
    // Its folder is gone or damaged; `prunable` says so.
    return null;
  }
}

async function againstMainOf(
  git: GitIn,
  main: string | null,
  head: WorktreeHead,
): Promise<AheadBehind | null> {
  const commit = head.kind === 'bare' ? null : head.commit;
  if (main === null || commit === null) return null;
  const { code, stdout } = await git.run([
    'rev-list',
    '--left-right',
    '--count',
    `${main}...${commit}`,
    '--',
  ]);
  return code === 0 ? parseAheadBehind(stdout) : null;
}

export async function headCommit(git: GitIn): Promise<string | null> {
  return commitOf(git, 'HEAD');
}

/** The commit that a name stands for; null when there is none. The name may be hostile. */
export async function commitOf(git: GitIn, name: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { code, stdout } = await git.run(args);
  const commit = stdout.trim();
  return code === 0 && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}

/** `work` on each, a few at once, results in order. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
