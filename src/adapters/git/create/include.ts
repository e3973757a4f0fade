import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  WORKTREE_FOLDER,
  type IncludedFiles,
  type SkipReason,
} from '../../../core/worktrees/repositories.ts';
import { errnoOf } from '../../store/failures.ts';
import { gitFailed, type GitIn } from '../process/git.ts';

/**
 * `.worktreeinclude`, the convention that other tools share: patterns in gitignore's syntax in the root of the repository. Files
 * that match them and that git ignores (`.env`, local configuration) are copied into a new worktree, which git leaves without.
 */
const FILE = '.worktreeinclude';
const LIST_TIMEOUT_MS = 60_000;
const CHUNK_BYTES = 256 * 1024;

export const INCLUDE_LIMITS = {
  patternBytes: 64 * 1024,
  files: 5000,
  fileBytes: 64 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
  namedSkips: 20,
} as const;

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Copies what the main working tree's `.worktreeinclude` names; null when it has none. `git` works in `root`. */
export async function includeFiles(git: GitIn, root: string, tree: string): Promise<IncludedFiles | null> {
  const patterns = join(root, FILE);
  const stats = await lstat(patterns).catch(() => null);
  if (stats === null) return null;
  const tally = new Tally();
  if (!stats.isFile() || stats.size > INCLUDE_LIMITS.patternBytes) {
    tally.skip(FILE, stats.isFile() ? 'too_large' : 'not_a_file');
    return tally.result();
  }
  for (const path of await matching(git, patterns)) {
    if (tally.isFull) tally.skip(path, 'too_many');
    else await copyOne(root, tree, path, tally);
  }
  return tally.result();
}

/** Relative paths that match the patterns and that git ignores. Git does the matching, so that it means what it says. */
async function matching(git: GitIn, patterns: string): Promise<readonly string[]> {
  const listing = ['ls-files', '-z', '--others', '--ignored', `--exclude-from=${patterns}`];
  const listed = await git.run(listing, { timeoutMs: LIST_TIMEOUT_MS });
  if (listed.code !== 0) throw gitFailed(`The files of ${FILE} cannot be listed.`);
  const paths = whole(listed.stdout)
    // With a slash: another repository or worktree within this one.
    .filter((path) => !path.endsWith('/') && !path.startsWith(`${WORKTREE_FOLDER}/`));
  if (paths.length === 0) return [];
  const checking = ['check-ignore', '-z', '--stdin'];
  const ignored = await git.run(checking, { stdin: `${paths.join('\0')}\0`, timeoutMs: LIST_TIMEOUT_MS });
  return whole(ignored.stdout);
}

/** Fields that end with NUL; one that was cut off is left out. */
function whole(output: string): readonly string[] {
  return output.split('\0').slice(0, -1);
}

class Tally {
  readonly #skipped: { readonly path: string; readonly reason: SkipReason }[] = [];
  #skippedCount = 0;
  #copied = 0;
  #bytes = 0;

  get isFull(): boolean {
    return this.#copied >= INCLUDE_LIMITS.files || this.#bytes >= INCLUDE_LIMITS.totalBytes;
  }

  fits(bytes: number): boolean {
    return bytes <= INCLUDE_LIMITS.fileBytes && this.#bytes + bytes <= INCLUDE_LIMITS.totalBytes;
  }

  copy(bytes: number): void {
    this.#copied += 1;
    this.#bytes += bytes;
  }

  skip(path: string, reason: SkipReason): void {
    this.#skippedCount += 1;
    if (this.#skipped.length < INCLUDE_LIMITS.namedSkips) this.#skipped.push({ path, reason });
  }

  result(): IncludedFiles {
    return {
      copied: this.#copied,
      bytes: this.#bytes,
      skipped: this.#skipped,
      skippedCount: this.#skippedCount,
    };
  }
}

async function copyOne(root: string, tree: string, path: string, tally: Tally): Promise<void> {
  const source = join(root, path);
  const stats = await lstat(source).catch(() => null);
  if (stats === null || (!stats.isFile() && !stats.isSymbolicLink())) return tally.skip(path, 'not_a_file');
  // Neither the file nor a folder above it may be a link: what is behind one is perhaps not of this repository.
  if (stats.isSymbolicLink() || (await realpath(source).catch(() => null)) !== source)
    return tally.skip(path, 'link');
  if (!tally.fits(stats.size)) return tally.skip(path, 'too_large');
  try {
    if (!(await realFolders(tree, dirname(path)))) return tally.skip(path, 'link');
    tally.copy(await copyFile(source, join(tree, path)));
  } catch (error) {
    tally.skip(path, errnoOf(error) === 'EEXIST' ? 'exists' : 'failed');
  }
}

/** Makes the folders of a relative path below `tree`; false when a link or a file (of a commit) stands among them. */
async function realFolders(tree: string, folder: string): Promise<boolean> {
  let at = tree;
  for (const part of folder.split('/').filter((one) => one !== '' && one !== '.')) {
    at = join(at, part);
    await mkdir(at).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    if (!(await lstat(at)).isDirectory()) return false;
  }
  return true;
}

/** Copies content and mode to a place where nothing is; returns the number of bytes. Nothing partial stays. */
async function copyFile(source: string, target: string): Promise<number> {
  const from = await open(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = await from.stat();
    if (!stats.isFile()) throw new Error('no longer a file');
    const to = await open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      const bytes = await pour(from, to);
      await to.chmod(stats.mode & 0o777);
      return bytes;
    } catch (error) {
      await unlink(target).catch(() => {});
      throw error;
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** A file that grows beyond the limit while it is read is a failure. */
async function pour(from: FileHandle, to: FileHandle): Promise<number> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return bytes;
    bytes += bytesRead;
    if (bytes > INCLUDE_LIMITS.fileBytes) throw new Error('it grew beyond the limit');
    await to.writeFile(buffer.subarray(0, bytesRead));
  }
}
