import type { GitIn, GitRun } from '../process/git.ts';
import { pathsOf } from './paths.ts';

export interface AddWish {
  /** Options of `git add`, before the paths. */
  readonly options?: readonly string[];
  /** An index of our own instead of the working tree's. */
  readonly indexFile?: string;
  /** Paths that are left out. */
  readonly leftOut?: readonly string[];
  readonly timeoutMs: number;
}

/**
 * `git add --all` of the folder in which `git` works, without a look into submodules: git would run itself there, under a
 * configuration of their own. Which commit they stand at is noted all the same, and that one is gone.
 */
export async function addAll(git: GitIn, wish: AddWish): Promise<GitRun> {
  const { options = [], leftOut = [], timeoutMs, ...where } = wish;
  const links = await submoduleLinks(git, where.indexFile);
  const excluded = [...links, ...leftOut].map((path) => `:(exclude,literal)${path}`);
  const args = ['add', '--all', ...options, '--pathspec-from-file=-', '--pathspec-file-nul'];
  const added = await git.run(args, { ...where, timeoutMs, stdin: ['.', ...excluded].join('\0') });
  const noted = links.filter((path) => !leftOut.includes(path));
  if (noted.length === 0 || added.code > 1) return added;
  const update = ['update-index', '--remove', '-z', '--stdin'];
  const updated = await git.run(update, { ...where, timeoutMs, stdin: `${noted.join('\0')}\0` });
  return updated.code === 0 ? added : updated;
}

/** Paths of the index that stand for a commit of another repository. */
export async function submoduleLinks(git: GitIn, indexFile?: string): Promise<readonly string[]> {
  const entries = await pathsOf(
    git,
    ['ls-files', '--stage', '-z'],
    indexFile === undefined ? {} : { indexFile },
  );
  const links = entries.filter((line) => line.startsWith('160000 '));
  return [...new Set(links.map((line) => line.slice(line.indexOf('\t') + 1)))];
}
