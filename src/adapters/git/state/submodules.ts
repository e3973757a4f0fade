import { join } from 'node:path';
import type { Git, GitIn } from '../process/git.ts';
import { submoduleLinks } from './addAll.ts';
import { gitDirOf, isThere } from './find.ts';

/**
 * Submodules of a worktree that hold work: their repositories lie among git's files for the worktree, and go with it.
 * Each is looked at hardened, as its configuration is its own.
 */
export async function submodulesWithWork(git: Git, tree: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await populated(git.plain(tree), tree))
    if (await hasWork(git, join(tree, path))) found.push(path);
  return found;
}

/** Does the worktree have submodules that were checked out? Git removes such a one by force alone. */
export async function populated(git: GitIn, tree: string): Promise<readonly string[]> {
  const paths = await submoduleLinks(git);
  const there = await Promise.all(paths.map(async (path) => isThere(join(tree, path, '.git'))));
  return paths.filter((_path, index) => there[index] === true);
}

async function hasWork(git: Git, submodule: string): Promise<boolean> {
  try {
    const reading = await git.reading(submodule, false);
    if ((await populated(reading, submodule)).length > 0) return true;
    const status = await reading.run([
      'status',
      '--porcelain',
      '--untracked-files=all',
      '--ignored=matching',
    ]);
    if (status.code !== 0 || status.stdout !== '') return true;
    const own = await reading.run(['rev-list', '--count', 'HEAD', '--all', '--not', '--remotes']);
    return own.code !== 0 || Number(own.stdout) > 0;
  } catch {
    // What cannot be looked at may be work.
    return true;
  }
}

/**
 * Submodules with changes inside that are in no commit. Git's own status is kept from looking into them, as their
 * configuration is their own; here each is looked at hardened. Free where there is none.
 */
export async function changedSubmodules(git: Git, tree: string): Promise<readonly string[]> {
  const folder = await gitDirOf(tree);
  const isFree = !(await isThere(join(tree, '.gitmodules')));
  if (folder === null || (isFree && !(await isThere(join(folder, 'modules'))))) return [];
  const found: string[] = [];
  for (const path of await populated(git.plain(tree), tree))
    if (await hasChanges(git, join(tree, path))) found.push(path);
  return found;
}

async function hasChanges(git: Git, submodule: string): Promise<boolean> {
  try {
    const reading = await git.reading(submodule, false);
    const options = ['--untracked-files=normal', '--ignore-submodules=dirty'];
    const { code, stdout } = await reading.run(['status', '--porcelain', ...options]);
    return code !== 0 || stdout !== '' || (await changedSubmodules(git, submodule)).length > 0;
  } catch {
    return true;
  }
}
