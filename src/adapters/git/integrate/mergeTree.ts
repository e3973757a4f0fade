import type { Clash } from '../../../core/worktrees/worktreeWork.ts';
import type { GitIn } from '../process/git.ts';

/** Merging in memory: no file, index or branch is touched. */

export type TreeMerge =
  | { readonly kind: 'clean'; readonly treeId: string }
  | { readonly kind: 'conflicts'; readonly paths: readonly string[] }
  /** Histories without a common commit, or a git before 2.38. */
  | { readonly kind: 'unknown' };

export async function mergeInMemory(git: GitIn, ours: string, theirs: string): Promise<TreeMerge> {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const { code, stdout } = await git.run(args);
  return parseMergeTree(code, stdout);
}

/** Tree id, then the paths in conflict; exit 0 is clean, 1 has conflicts. */
export function parseMergeTree(code: number, stdout: string): TreeMerge {
  const [treeId = '', ...rest] = stdout.split('\0');
  if (!/^[0-9a-f]{40,64}$/.test(treeId)) return { kind: 'unknown' };
  if (code === 0) return { kind: 'clean', treeId };
  const end = rest.indexOf('');
  const paths = end === -1 ? rest : rest.slice(0, end);
  return code === 1 ? { kind: 'conflicts', paths: [...new Set(paths)] } : { kind: 'unknown' };
}

/** What both changed since they parted, and what of it git cannot bring together. */
export async function clashOf(git: GitIn, a: string, b: string): Promise<Clash | null> {
  const base = await mergeBase(git, a, b);
  if (base === null) return null;
  const [ofA, ofB] = [await changedPaths(git, base, a), new Set(await changedPaths(git, base, b))];
  const shared = ofA.filter((path) => ofB.has(path));
  if (ofA.length === 0 || ofB.size === 0) return { shared: [], conflicts: [] };
  // Also without a shared path: a file against a folder, a move against a change.
  const merged = await mergeInMemory(git, a, b);
  if (merged.kind === 'unknown') return null;
  return { shared, conflicts: merged.kind === 'conflicts' ? merged.paths : [] };
}

export async function mergeBase(git: GitIn, a: string, b: string): Promise<string | null> {
  const { code, stdout } = await git.run(['merge-base', a, b]);
  const [base = ''] = stdout.split('\n');
  return code === 0 && base !== '' ? base : null;
}

async function changedPaths(git: GitIn, from: string, to: string): Promise<readonly string[]> {
  const { stdout } = await git.run(['diff-tree', '-r', '-z', '--no-renames', '--name-only', from, to]);
  return stdout.split('\0').filter((path) => path !== '');
}
