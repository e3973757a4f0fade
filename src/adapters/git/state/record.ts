import { lstat, readdir, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import type { MadeWorktree } from '../../../core/worktrees/repositories.ts';
import { createPrivate, type Nonce } from '../../store/files.ts';
import { errnoOf } from '../../store/failures.ts';
import { gitDirOf } from './find.ts';

/**
 * What we remember of a worktree that we made: a file in git's own folder for it (`.git/worktrees/<name>`), so that it goes
 * when git forgets the worktree, and no list of ours can differ from git's.
 */
const FILE = 'codex-master.json';
const MAX_BYTES = 4096;

const recordSchema = z.object({
  agent: z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/),
  branch: z.string().max(300),
  base_commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  created_at_ms: z.number(),
});

/** Rejects with the system's own error. */
export async function writeRecord(tree: string, made: MadeWorktree, nonce: Nonce): Promise<void> {
  const folder = await gitDirOf(tree);
  if (folder === null) return;
  const { agentId, branch, baseCommit, createdAtMs } = made;
  const json = { agent: agentId, branch, base_commit: baseCommit, created_at_ms: createdAtMs };
  const temporary = join(folder, `.${FILE}.${nonce()}.tmp`);
  try {
    await createPrivate(temporary, `${JSON.stringify(json)}\n`);
    await rename(temporary, join(folder, FILE));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** The records of all worktrees of a repository, by the real path of the worktree. What cannot be read is left out. */
export async function readRecords(commonDir: string): Promise<ReadonlyMap<string, MadeWorktree>> {
  const folder = join(commonDir, 'worktrees');
  const names = await readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  const found = await Promise.all(names.map(async (name) => readOne(join(folder, name))));
  return new Map(found.flatMap((one) => (one === null ? [] : [one])));
}

async function readOne(folder: string): Promise<readonly [string, MadeWorktree] | null> {
  try {
    const file = join(folder, FILE);
    const stats = await lstat(file);
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    const json = recordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const gitFile = resolve(folder, (await readFile(join(folder, 'gitdir'), 'utf8')).replace(/\n$/, ''));
    const made: MadeWorktree = {
      agentId: json.agent,
      branch: json.branch,
      baseCommit: json.base_commit,
      createdAtMs: json.created_at_ms,
    };
    return [await realpath(dirname(gitFile)), made];
  } catch {
    return null;
  }
}
