import { join } from 'node:path';
import { gitFailed, type GitIn } from '../process/git.ts';
import { isThere } from '../state/find.ts';
import { pathsOf } from '../state/paths.ts';

/**
 * Tracked files with changes that git was told not to see (`update-index --skip-worktree`, `--assume-unchanged`): no status
 * names them, and git itself removes a worktree over them. Relative paths.
 */
export async function hiddenChanges(git: GitIn, tree: string): Promise<readonly string[]> {
  const marked = (await pathsOf(git, ['ls-files', '-v', '-z']))
    // `S` is skip-worktree; a small letter is assume-unchanged.
    .filter((line) => /^[a-zS] /.test(line))
    .map((line) => line.slice(2));
  const there: string[] = [];
  for (const path of marked) if (await isThere(join(tree, path))) there.push(path);
  if (there.length === 0) return [];
  const [inIndex, onDisk] = [await indexIds(git), await idsOf(git, there)];
  return there.filter((path, index) => inIndex.get(path) !== onDisk[index]);
}

async function indexIds(git: GitIn): Promise<ReadonlyMap<string, string>> {
  const entries = await pathsOf(git, ['ls-files', '--stage', '-z']);
  return new Map(
    entries.map((line) => [line.slice(line.indexOf('\t') + 1), line.split(' ')[1] ?? ''] as const),
  );
}

/** One line a path: names with a line break cannot be asked for, and count as changed. */
async function idsOf(git: GitIn, paths: readonly string[]): Promise<readonly (string | undefined)[]> {
  const plain = paths.filter((path) => !path.includes('\n'));
  const stdin = plain.map((path) => `${path}\n`).join('');
  const { code, stdout } = await git.run(['hash-object', '--stdin-paths'], { stdin });
  if (code !== 0) throw gitFailed('Files that git was told not to look at cannot be read.');
  const ids = new Map(stdout.split('\n').map((id, index) => [plain[index], id] as const));
  return paths.map((path) => ids.get(path));
}
