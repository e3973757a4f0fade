import { copyFile, lstat, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import { gitFailed, type GitIn } from '../process/git.ts';
import { addAll } from './addAll.ts';
import { gitDirOf } from './find.ts';
import { pathsOf } from './paths.ts';

const ADD_TIMEOUT_MS = 120_000;

/** The state of a worktree's files as objects of git, without touching its index, its branch or its files. */
export interface Snapshot {
  readonly treeId: string;
  /** A commit on top of HEAD that no branch leads to; the same state gives the same one. */
  readonly commit: string;
}

export interface SnapshotWish {
  readonly stateRoot: string;
  readonly tree: string;
  /** The commit that it stands on. */
  readonly head: string;
  /** For a look: what cannot be read, and repositories of its own within it, are left out. Else they are a refusal. */
  readonly isLenient?: boolean;
}

/** Everything in the worktree but ignored files. `git` works in it and may run its filters. */
export async function takeSnapshot(
  git: GitIn,
  { stateRoot, tree, head, isLenient = false }: SnapshotWish,
): Promise<Snapshot> {
  ensureStateRoot(stateRoot);
  const parent = join(stateRoot, 'worktrees');
  ensurePrivateDirectory(parent);
  const folder = await mkdtemp(join(parent, 'snapshot-'));
  try {
    const indexFile = join(folder, 'index');
    const own = join((await gitDirOf(tree)) ?? tree, 'index');
    // With what git knows of unchanged files it need not read them again.
    if ((await lstat(own).catch(() => null))?.isFile() === true) await copyFile(own, indexFile);
    await addEverything(git, indexFile, isLenient);
    const treeId = idOf((await git.run(['write-tree'], { indexFile })).stdout);
    return { treeId, commit: await looseCommit(git, treeId, head) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addEverything(git: GitIn, indexFile: string, isLenient: boolean): Promise<void> {
  const wish = { options: ['--ignore-errors'], indexFile, timeoutMs: ADD_TIMEOUT_MS };
  const { code: all } = await addAll(git, wish);
  if (all === 0 || (isLenient && all === 1)) return;
  // One without a commit ends it as a whole.
  const leftOut = isLenient ? await embeddedRepositories(git) : [];
  const rest = leftOut.length === 0 ? all : (await addAll(git, { ...wish, leftOut })).code;
  if (rest !== 0 && !(isLenient && rest === 1))
    throw gitFailed(
      'The state of the worktree cannot be written down: a file cannot be read, or the disk is full.',
    );
}

/** Untracked repositories: git lists them as a folder, and looks no further. */
export async function embeddedRepositories(git: GitIn): Promise<readonly string[]> {
  const paths = await pathsOf(git, ['ls-files', '--others', '--exclude-standard', '-z']);
  return paths.filter((path) => path.endsWith('/'));
}

/** Without names and times, so that it is the same for the same state. */
async function looseCommit(git: GitIn, treeId: string, parent: string): Promise<string> {
  const nobody = 'Codex Master <> 0 +0000';
  const text = `tree ${treeId}\nparent ${parent}\nauthor ${nobody}\ncommitter ${nobody}\n\nUncommitted work\n`;
  return idOf((await git.run(['hash-object', '-t', 'commit', '-w', '--stdin'], { stdin: text })).stdout);
}

export function idOf(output: string): string {
  const id = output.trim();
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw gitFailed('The state of the worktree cannot be written down.');
  return id;
}
