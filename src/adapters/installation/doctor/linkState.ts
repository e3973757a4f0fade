import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { FileState, LinkState, WorktreeState } from '../../../core/diagnostics/diagnostics.ts';
import { isMissing } from '../regularFile.ts';
import { gitIn, type Programs } from './programs.ts';

/** What stands where `install` puts its link. Never rejects. */
export async function linkState(link: string, wrapper: string): Promise<LinkState> {
  try {
    const stats = await lstat(link);
    if (!stats.isSymbolicLink()) return { exists: true, symlink: false, target_state: 'not_symlink' };
  } catch (error) {
    if (isMissing(error)) return { exists: false, symlink: false, target_state: 'not_symlink' };
    return { exists: true, symlink: false, target_state: 'unreadable' };
  }
  try {
    const [target, own] = await Promise.all([realpath(link), realpath(wrapper)]);
    const matches = target === own;
    return { exists: true, symlink: true, target_state: matches ? 'matching_repo_wrapper' : 'different' };
  } catch (error) {
    // A link to nothing points elsewhere for sure; one in a circle or into a closed folder cannot be read.
    return { exists: true, symlink: true, target_state: isMissing(error) ? 'different' : 'unreadable' };
  }
}

export async function fileState(file: string): Promise<FileState> {
  const stats = await lstat(file).catch(() => null);
  return {
    path: 'not_returned',
    path_state: 'configured',
    exists: stats !== null,
    regular_file: stats?.isFile() === true,
    symlink: stats?.isSymbolicLink() === true,
  };
}

const NOT_APPLICABLE: WorktreeState = {
  state: 'not_applicable',
  tracked_change_count: null,
  untracked_count: null,
  severity: 'info',
};

/**
 * Changes in the checkout that the installed link runs from. Applies to a checkout of its own alone: an extension's
 * folder may lie in somebody's repository by chance.
 */
export async function sourceWorktreeState(
  programs: Programs,
  link: LinkState,
  packageRoot: string,
): Promise<WorktreeState> {
  if (link.target_state !== 'matching_repo_wrapper') return NOT_APPLICABLE;
  const git = await gitIn(programs, packageRoot);
  const top = (await git?.ask('rev-parse', '--show-toplevel'))?.trimEnd();
  const own = await realpath(packageRoot).catch(() => packageRoot);
  if (git === null || top === undefined || path.resolve(top) !== own) return NOT_APPLICABLE;
  const options = ['--untracked-files=normal', '--no-renames', '--ignore-submodules=dirty'];
  const changes = await git.ask('status', '--porcelain=v1', '-z', ...options);
  if (changes === null) return { ...NOT_APPLICABLE, state: 'unknown', severity: 'warning' };
  const entries = changes.split('\0').filter((entry) => entry !== '');
  const untracked = entries.filter((entry) => entry.startsWith('??')).length;
  return {
    state: entries.length === 0 ? 'clean' : 'dirty',
    tracked_change_count: entries.length - untracked,
    untracked_count: untracked,
    severity: entries.length === 0 ? 'info' : 'warning',
  };
}
