import { lstat, readFile, readlink, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FleetError } from '../../../core/errors.ts';
import { gitFailed, type GitIn } from '../process/git.ts';
import { commitOf } from '../state/look.ts';
import { pathsOf } from '../state/paths.ts';

/** A path that a merge was about to change, by what git calls its content. */
interface Change {
  readonly path: string;
  /** Null: the merge adds it. */
  readonly from: string | null;
  /** Null: the merge deletes it. */
  readonly to: string | null;
}

/**
 * Takes back what a git that was killed had written of the way from one commit to another: files that are what the other
 * commit has (or the beginning of it), and so are lost nowhere. Anything else is somebody's work, and stays.
 */
export async function mergeBack(
  git: GitIn,
  tree: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  // It had come to its end, or somebody went on.
  if ((await commitOf(git, 'HEAD')) !== from || !(await isIndexAt(git, from, to))) return;
  const touched = await touchedFiles(git);
  const restore: string[] = [];
  for (const change of await changesBetween(git, from, to)) {
    if (change.from !== null && !touched.has(change.path)) continue;
    const path = join(tree, change.path);
    if (!(await isOurs(git, path, change))) continue;
    if (change.from !== null) restore.push(change.path);
    else await removeFile(tree, path);
  }
  if (restore.length === 0) return;
  // What it replaces is in the other commit.
  const { code: done } = await git.run(['checkout-index', '--force', '-z', '--stdin'], {
    stdin: restore.map((path) => `${path}\0`).join(''),
  });
  if (done !== 0) throw notTakenBack();
}

function notTakenBack(): FleetError {
  return gitFailed('What was cut off cannot be taken back. Look at git status.');
}

/**
 * Is the index what the commit has? Git writes a whole new one before it moves HEAD, so one that is exactly what the other
 * commit has was written by it, and is taken back.
 */
async function isIndexAt(git: GitIn, from: string, to: string): Promise<boolean> {
  const isAt = async (commit: string): Promise<boolean> =>
    (await git.run(['diff-index', '--cached', '--quiet', commit, '--'])).code === 0;
  if (await isAt(from)) return true;
  if (!(await isAt(to))) return false;
  const { code } = await git.run(['read-tree', '-m', from]);
  if (code !== 0) throw notTakenBack();
  return true;
}

/** Files that differ from the index, as git's own status sees it. */
async function touchedFiles(git: GitIn): Promise<ReadonlySet<string>> {
  await git.run(['update-index', '-q', '--refresh']);
  return new Set(await pathsOf(git, ['diff-files', '--name-only', '-z', '--no-renames']));
}

/** `:mode mode id id letter NUL path NUL` of `git diff-tree -r -z --raw`. */
async function changesBetween(git: GitIn, from: string, to: string): Promise<readonly Change[]> {
  const fields = await pathsOf(git, [
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--raw',
    '--no-abbrev',
    from,
    to,
  ]);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , before = '', after = ''] = fields[at]?.split(' ') ?? [];
    changes.push({ path: fields[at + 1] ?? '', from: idOrNull(before), to: idOrNull(after) });
  }
  return changes;
}

function idOrNull(id: string): string | null {
  return /^0+$/.test(id) ? null : id;
}

/** Did the merge leave the path so? */
async function isOurs(git: GitIn, path: string, { from, to }: Change): Promise<boolean> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return from !== null;
  if (to === null) return false;
  const id = stats.isSymbolicLink()
    ? await git.run(['hash-object', '--stdin'], { stdin: await readlink(path) })
    : await git.run(['hash-object', '--', path]);
  if (id.code !== 0) return false;
  if (id.stdout.trim() === to) return true;
  return id.stdout.trim() !== from && stats.isFile() && (await isBeginning(git, path, to));
}

async function isBeginning(git: GitIn, path: string, blob: string): Promise<boolean> {
  const { code, stdout, truncated } = await git.run(['cat-file', 'blob', blob]);
  return code === 0 && !truncated && stdout.startsWith(await readFile(path, 'utf8'));
}

async function removeFile(tree: string, path: string): Promise<void> {
  await unlink(path);
  for (let at = dirname(path); at !== tree; at = dirname(at)) {
    const isGone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}
