import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, realpath, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isWithin } from '../../../core/assignment/scope.ts';
import { errnoOf } from '../../store/failures.ts';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import { createPrivate, readRange } from '../../store/files.ts';

/** All files of one command line together: scripts, not what they work on. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A file of the worktree that a word of a command line names, as it was when it was read. */
interface NamedFile {
  /** Which word. */
  readonly index: number;
  /** Below the worktree, where it really is. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly isExecutable: boolean;
}

/**
 * A command line with the bytes of every file of the worktree that it names, each read once: what is hashed is what runs,
 * whatever becomes of the files meanwhile.
 */
export interface FrozenCommand {
  readonly argv: readonly string[];
  readonly tree: string;
  readonly files: readonly NamedFile[];
}

/** Null when a file cannot be read, or all of them are too large to be held: then nobody can say what would run. */
export async function freeze(tree: string, argv: readonly string[]): Promise<FrozenCommand | null> {
  const files: NamedFile[] = [];
  let left = MOST_BYTES;
  for (const [index, word] of argv.entries()) {
    const path = await realpath(resolve(tree, word)).catch(() => null);
    if (path === null || !isWithin(path, tree) || path === tree) continue;
    const read = await readOnce(path, left).catch(whatFailed);
    if (read === 'unusable') return null;
    if (read === null) continue;
    left -= read.bytes.length;
    files.push({ index, path: path.slice(tree.length + 1), ...read });
  }
  return { argv, tree, files };
}

/** Null for what is no file. */
async function readOnce(
  path: string,
  most: number,
): Promise<Pick<NamedFile, 'bytes' | 'isExecutable'> | 'unusable' | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let handle: FileHandle | undefined;
  try {
    // O_NONBLOCK: a pipe put there after the look must not hang us.
    handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return null;
    if (stats.size > most) return 'unusable';
    return { bytes: await readRange(handle, 0, stats.size), isExecutable: (stats.mode & 0o100) !== 0 };
  } finally {
    await handle?.close();
  }
}

/** A socket cannot be opened, and is no file; whatever else the system refuses could be the script. */
function whatFailed(error: unknown): 'unusable' | null {
  return errnoOf(error) === 'ENXIO' ? null : 'unusable';
}

/** Stands for the command line and all that it names; tied to the repository, as the same words do other things elsewhere. */
export function hashOf(root: string, { argv, tree, files }: FrozenCommand): string {
  const contents = files.map(({ index, bytes }) => [index, createHash('sha256').update(bytes).digest('hex')]);
  // Worktrees lie at places of their own; the script is the same.
  const words = argv.map((word) => (isWithin(word, tree) ? word.slice(tree.length + 1) : word));
  const meant = JSON.stringify({ version: 1, root, argv: words, files: contents });
  return createHash('sha256').update(meant).digest('hex');
}

/**
 * Calls `work` with the command line in which each named file is a private copy of the bytes that were hashed, laid out as in
 * the worktree; nobody else can write there. The copies go afterwards.
 */
export async function withCopies<T>(
  stateRoot: string,
  { argv, files }: FrozenCommand,
  work: (argv: readonly string[]) => Promise<T>,
): Promise<T> {
  if (files.length === 0) return work(argv);
  ensureStateRoot(stateRoot);
  const parent = join(stateRoot, 'worktrees');
  ensurePrivateDirectory(parent);
  const folder = await mkdtemp(join(parent, 'setup-'));
  try {
    const words = [...argv];
    const copied = new Set<string>();
    for (const file of files) {
      const target = join(folder, file.path);
      if (!copied.has(file.path)) await copy(file, target);
      copied.add(file.path);
      words[file.index] = target;
    }
    return await work(words);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copy({ bytes, isExecutable }: NamedFile, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await createPrivate(target, bytes, 'process_end');
  await chmod(target, isExecutable ? 0o500 : 0o400);
}
