import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import type { Repository } from '../../../core/worktrees/repositories.ts';
import type { Git, GitIn } from '../process/git.ts';

/** More than the longest path takes. */
const MAX_POINTER_BYTES = 64 * 1024;

/** The repository around an absolute directory. @throws FleetError `not_a_repository` */
export async function findRepository(git: Git, directory: string): Promise<Repository> {
  const asking = git.plain(directory);
  const [here, gitDir, commonDir] = await Promise.all([
    ask(asking, '--show-toplevel'),
    ask(asking, '--absolute-git-dir'),
    ask(asking, '--git-common-dir'),
  ]);
  if (here === null || gitDir === null || commonDir === null) throw notARepository();
  const common = await realpath(resolve(directory, commonDir));
  // `core.worktree` of a repository could name any folder, the person's home for one: it must be the folder it stands in.
  if ((await gitDirOf(here)) !== (await realpath(gitDir))) throw notARepository();
  const root = (await realpath(gitDir)) === common ? here : await mainTree(git, common);
  return { here, root: root ?? here, commonDir: common };
}

async function ask(git: GitIn, what: string): Promise<string | null> {
  const { code, stdout } = await git.run(['rev-parse', '--path-format=absolute', what]);
  const answer = stdout.replace(/\n$/, '');
  return code === 0 && answer !== '' ? answer : null;
}

/** The main working tree of a common directory: the folder around `.git`, or what a submodule names; null when there is none. */
async function mainTree(git: Git, common: string): Promise<string | null> {
  const candidates = basename(common) === '.git' ? [dirname(common)] : [];
  const args = ['config', '--file', join(common, 'config'), '--get', 'core.worktree'];
  const { code, stdout } = await git.plain(common).run(args);
  if (code === 0) candidates.push(resolve(common, stdout.replace(/\n$/, '')));
  for (const candidate of candidates) if ((await gitDirOf(candidate)) === common) return realpath(candidate);
  return null;
}

export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => (error as { readonly code?: string }).code !== 'ENOENT',
  );
}

/** The git directory that `.git` of a working tree stands for: itself, or what its one line names. */
export async function gitDirOf(tree: string): Promise<string | null> {
  try {
    const entry = join(tree, '.git');
    const stats = await lstat(entry);
    if (!stats.isFile()) return await realpath(entry);
    // An Agentin may have put anything there.
    if (stats.size > MAX_POINTER_BYTES) return null;
    const [, target] = /^gitdir: ([^]*?)\n?$/.exec(await readFile(entry, 'utf8')) ?? [];
    return target === undefined ? null : await realpath(resolve(tree, target));
  } catch {
    return null;
  }
}

/** Git's own folder for the worktree at this path. */
export async function adminFolder(commonDir: string, path: string): Promise<string | null> {
  const parent = join(commonDir, 'worktrees');
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name);
    if ((await placeOfEntry(folder)) === path) return folder;
  }
  return null;
}

/** The worktree, where it really is, that git's own folder `worktrees/<name>` is for; null when it is gone. */
export async function treeOfEntry(folder: string): Promise<string | null> {
  const place = await placeOfEntry(folder);
  return place === null ? null : realpath(place).catch(() => null);
}

async function placeOfEntry(folder: string): Promise<string | null> {
  const pointer = join(folder, 'gitdir');
  try {
    const stats = await lstat(pointer);
    // An Agentin may have put anything there.
    if (!stats.isFile() || stats.size > MAX_POINTER_BYTES) return null;
    return dirname(resolve(folder, (await readFile(pointer, 'utf8')).replace(/\n$/, '')));
  } catch {
    return null;
  }
}

function notARepository(): FleetError {
  return new FleetError(
    'not_a_repository',
    'This directory is not in the working tree of a git repository that git trusts. Name one in cwd, make one with git init, ' +
      'or, if it belongs to another user, allow it by safe.directory.',
  );
}
