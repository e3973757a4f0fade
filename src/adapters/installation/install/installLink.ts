import { lstat, readlink, realpath, rename, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { DirectoryError, PinnedDirectory } from '../pinnedDirectory.ts';
import { codeOf, isMissing } from '../regularFile.ts';

/** What stands where the install link goes. */
export type LinkState =
  | 'absent'
  /** A link that leads to our program. */
  | 'correct'
  /** A link that leads elsewhere, nowhere, or in a circle. */
  | 'other'
  /** A file or folder, which is never replaced. */
  | 'not_symlink'
  /** A link or a file stands in the place of one of the folders above. */
  | 'parent_unsafe'
  | 'unreadable';

const PARENT_MODE = { mode: 0o755 } as const;

/** Looks, through no link but the last. Never rejects. */
export async function inspectLink(link: string, program: string): Promise<LinkState> {
  try {
    const folder = await PinnedDirectory.open(path.dirname(link));
    try {
      return await entryState(folder.at(path.basename(link)), link, program);
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!(error instanceof DirectoryError)) return 'unreadable';
    if (error.trouble === 'missing') return 'absent';
    return error.trouble === 'not_real' ? 'parent_unsafe' : 'unreadable';
  }
}

async function entryState(entry: string, link: string, program: string): Promise<LinkState> {
  const stats = await lstat(entry).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (stats === null) return 'absent';
  if (!stats.isSymbolicLink()) return 'not_symlink';
  const [there, wanted] = await Promise.all([realpath(link).catch(() => null), realpath(program)]);
  return there === wanted ? 'correct' : 'other';
}

/** Where the link says that it leads, made absolute; null when there is no link. */
export async function linkTarget(link: string): Promise<string | null> {
  const target = await readlink(link).catch(() => null);
  return target === null ? null : path.resolve(path.dirname(link), target);
}

/**
 * Makes the link, in one step, in place of a link that is there; folders on the way that are missing are made.
 * Resolves with those folders, outermost first. Rejects with a `DirectoryError` or the system's own error.
 */
export async function placeLink(
  link: string,
  program: string,
  nonce: () => string,
): Promise<readonly string[]> {
  const made = await missingFolders(path.dirname(link));
  const folder = await PinnedDirectory.open(path.dirname(link), PARENT_MODE);
  const temporary = `.${path.basename(link)}.${nonce()}.tmp`;
  try {
    await symlink(program, folder.at(temporary));
    try {
      // A folder or file that appeared here since the look is not ours to replace.
      const there = await lstat(folder.at(path.basename(link))).catch(() => null);
      if (there !== null && !there.isSymbolicLink()) throw new DirectoryError('changed');
      await folder.verify();
      await rename(folder.at(temporary), folder.at(path.basename(link)));
      await folder.sync();
    } catch (error) {
      await unlink(folder.at(temporary)).catch(() => {});
      throw error;
    }
  } finally {
    await folder.close();
  }
  return made;
}

/** Which of the folders on the way are not there, outermost first. */
export async function missingFolders(folder: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = folder; path.dirname(at) !== at; at = path.dirname(at)) {
    const there = await lstat(at).catch((error: unknown) => (codeOf(error) === 'ENOENT' ? null : undefined));
    if (there !== null) break;
    missing.unshift(at);
  }
  return missing;
}

/** Removes the link if `isOurs` still says so of where it leads; true when it did. */
export async function removeLink(
  link: string,
  isOurs: (target: string) => Promise<boolean>,
): Promise<boolean> {
  const folder = await PinnedDirectory.open(path.dirname(link));
  try {
    const target = await readlink(folder.at(path.basename(link)));
    if (!(await isOurs(path.resolve(path.dirname(link), target)))) return false;
    await folder.verify();
    await unlink(folder.at(path.basename(link)));
    return true;
  } finally {
    await folder.close();
  }
}
