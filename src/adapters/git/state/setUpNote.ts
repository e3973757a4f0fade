import { lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { IsGone, ProcessWitness } from '../../../core/witness.ts';
import type { SetUpState } from '../../../core/worktrees/repositories.ts';
import { createPrivate, type Nonce } from '../../store/files.ts';
import { witnessFile } from '../../store/leases.ts';
import { gitDirOf, treeOfEntry } from './find.ts';

/**
 * How far the set-up script of a worktree came, in git's own folder for the worktree, so that it goes with it: whoever looks
 * after the process that ran it was killed knows that it did not come to its end. Nothing is kept of one that succeeded.
 */
const FILE = 'codex-master-setup.json';
const MAX_BYTES = 4096;

const noteSchema = z.object({
  state: z.enum(['running', 'unfinished', 'failed']),
  /** When its time is over. */
  ends_at_ms: z.number(),
  /** Who runs it; null where the system cannot tell. */
  by: witnessFile.nullable(),
});

export interface SetUpNoteWorld {
  readonly nonce: Nonce;
  readonly nowMs: () => number;
  readonly ownProcess: () => ProcessWitness | null;
  readonly isGone: IsGone;
}

/**
 * Runs the script with a note of it. The note is help for people alone: where it cannot be written, the script runs all the
 * same.
 */
export async function withSetUpNote<Text extends { readonly ok: boolean }>(
  world: SetUpNoteWorld,
  tree: string,
  timeoutSeconds: number,
  run: () => Promise<Text>,
): Promise<Text> {
  const note = { ends_at_ms: world.nowMs() + timeoutSeconds * 1000, by: world.ownProcess() };
  const keep = async (state: SetUpState): Promise<void> =>
    write(world, tree, { ...note, state }).catch(() => {});
  await keep('running');
  let state: SetUpState | null = 'unfinished';
  try {
    const text = await run();
    state = text.ok ? null : 'failed';
    return text;
  } finally {
    await (state === null ? forgetSetUp(tree) : keep(state));
  }
}

/** There is nothing to be set up any more. Never rejects. */
export async function forgetSetUp(tree: string): Promise<void> {
  const folder = await gitDirOf(tree);
  if (folder !== null) await rm(join(folder, FILE), { force: true }).catch(() => {});
}

/** What is noted of all worktrees of a repository, by the real path of each. What cannot be read is left out. */
export async function readSetUps(
  world: Pick<SetUpNoteWorld, 'nowMs' | 'isGone'>,
  commonDir: string,
): Promise<ReadonlyMap<string, SetUpState>> {
  const folder = join(commonDir, 'worktrees');
  const names = await readdir(folder).catch(() => []);
  const found = new Map<string, SetUpState>();
  for (const name of names) {
    const state = await readOne(world, join(folder, name));
    const tree = state === null ? null : await treeOfEntry(join(folder, name));
    if (state !== null && tree !== null) found.set(tree, state);
  }
  return found;
}

async function readOne(
  { nowMs, isGone }: Pick<SetUpNoteWorld, 'nowMs' | 'isGone'>,
  folder: string,
): Promise<SetUpState | null> {
  try {
    const file = join(folder, FILE);
    const stats = await lstat(file);
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    const { state, ends_at_ms: endsAtMs, by } = noteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const isOver = nowMs() > endsAtMs || (by !== null && isGone(by));
    return state === 'running' && isOver ? 'unfinished' : state;
  } catch {
    return null;
  }
}

async function write(
  { nonce }: SetUpNoteWorld,
  tree: string,
  note: z.output<typeof noteSchema>,
): Promise<void> {
  const folder = await gitDirOf(tree);
  if (folder === null) return;
  const temporary = join(folder, `.${FILE}.${nonce()}.tmp`);
  try {
    await createPrivate(temporary, `${JSON.stringify(note)}\n`);
    await rename(temporary, join(folder, FILE));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
