import { copyFile, lstat, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrivateDirectory, ensureStateRoot } from '../store/directories.ts';
import { gitFailed, type GitIn } from './git.ts';
import { gitDirOf } from './find.ts';

const ADD_TIMEOUT_MS = 120_000;

/** The state of a worktree's files as objects of git, without touching its index, its branch or its files. */
export interface Snapshot {
  readonly treeId: string;
  /** A commit on top of HEAD that no branch leads to; the same state gives the same one. */
  readonly commit: string;
}

/** Everything in the worktree but ignored files. `git` works in it and may run its filters. */
export async function takeSnapshot(
  git: GitIn,
  stateRoot: string,
  tree: string,
  head: string,
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
    const add = ['-c', 'advice.addEmbeddedRepo=false', 'add', '--all', '--ignore-errors', '--', '.'];
    const added = await git.run(add, { indexFile, timeoutMs: ADD_TIMEOUT_MS });
    if (added.code !== 0) throw gitFailed('Some files of the worktree cannot be read.');
    const treeId = idOf((await git.run(['write-tree'], { indexFile })).stdout);
    return { treeId, commit: await looseCommit(git, treeId, head) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
