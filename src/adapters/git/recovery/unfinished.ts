import { copyFile, lstat, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../../../core/ports.ts';
import type { CommandRunner } from '../../run.ts';
import { createPrivate } from '../../store/files.ts';
import { gitFailed, type Git, type GitIn, type GitRun } from '../process/git.ts';
import { gitDirOf } from '../state/find.ts';
import { commitOf } from '../state/look.ts';
import { isInProgress } from '../state/place.ts';
import { mergeBack } from './mergeBack.ts';
import { changingEnds } from './orphans.ts';
import { freeLocks } from './staleLocks.ts';

/**
 * What we change in a worktree in several steps is noted before, in git's own folder for the worktree, so that whoever comes
 * after a process that was killed puts it back. The note goes with the worktree, as does what it tells of.
 */
const FILE = 'codex-master-unfinished.json';
const MAX_BYTES = 4096;
const ABORT_TIMEOUT_MS = 300_000;
/** What git wrote so long after the note was still our doing. */
const OURS_MS = 30_000;

const noteSchema = z.object({
  kind: z.enum(['rebase', 'removal', 'merge', 'commit']),
  /** Where HEAD was: on this branch, or on none. */
  branch: z.string().nullable(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** A removal's: the branch that HEAD is put on meanwhile, and the copy of the index beside it. */
  kept: z.string().nullable(),
  index: z
    .string()
    .regex(/^index\.before-\w+$/)
    .nullable(),
  /** A merge's: the commit that the main branch goes forward to; a rebase's: the one that it begins at. */
  target: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
  noted_at_ms: z.number(),
});

export type Note = z.output<typeof noteSchema>;

export interface SettleWorld {
  readonly git: Git;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly trusted: boolean;
}

/** What a note need not say. */
export const NO_MORE = { kept: null, index: null, target: null } as const;

/** @throws FleetError `git_failed`: nothing may be begun */
export async function noteDown(tree: string, note: Note): Promise<void> {
  const folder = await gitDirOf(tree);
  if (folder === null) throw gitFailed('The worktree has lost its link to the repository.');
  const temporary = join(folder, `.${FILE}.tmp`);
  try {
    await rm(temporary, { force: true });
    await createPrivate(temporary, `${JSON.stringify(note)}\n`);
    await rename(temporary, join(folder, FILE));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw gitFailed('What is going to be done cannot be noted: the disk refused.', error);
  }
}

async function noteDone(tree: string): Promise<void> {
  const folder = await gitDirOf(tree);
  if (folder !== null) await rm(join(folder, FILE), { force: true });
}

/**
 * Runs a git that changes the worktree in several steps. One that fails, or is killed, is taken back as a whole before
 * this resolves; what it said is passed on. @throws FleetError `git_failed`: it could not be taken back, or not be begun
 */
export async function withNote(
  world: SettleWorld,
  tree: string,
  note: Omit<Note, 'noted_at_ms'>,
  work: () => Promise<GitRun>,
): Promise<GitRun> {
  await noteDown(tree, { ...note, noted_at_ms: world.clock.nowMs() });
  const run = await work();
  if (run.code === 0) await noteDone(tree);
  else await settleUnfinished(world, tree);
  return run;
}

/**
 * Puts back what a process left half done that was killed here; nothing when there is none. Whoever calls keeps other
 * processes of ours out. @throws FleetError `agent_lock_timeout` while a git of the dead one still runs
 */
export async function settleUnfinished(world: SettleWorld, tree: string): Promise<void> {
  const folder = await gitDirOf(tree);
  const note = folder === null ? null : await readNote(folder);
  if (folder === null || note === null) return;
  await changingEnds(world, tree);
  await freeLocks(world.clock, tree, folder, note);
  const git = await world.git.writing(tree, world.trusted);
  if (note.kind === 'rebase') await backFromRebase(git, tree, { folder, note });
  else if (note.kind === 'removal') await backFromRemoval(git, folder, note);
  else if (note.target !== null) await mergeBack(git, tree, { from: note.commit, to: note.target });
  await noteDone(tree);
}

async function readNote(folder: string): Promise<Note | null> {
  try {
    const path = join(folder, FILE);
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

async function backFromRebase(
  git: GitIn,
  tree: string,
  { folder, note }: { readonly folder: string; readonly note: Note },
): Promise<void> {
  const left = await rebaseLeft(git, folder, note);
  if (left === 'picking') await abortRebase(git, tree, folder);
  // Without its files --abort refuses, and there is nothing to take back.
  else if (left === 'at_an_end') await git.run(['rebase', '--quit']);
  // A git that was killed on the way to where the rebase begins has told nobody of the files that it wrote there.
  if (note.target !== null) await mergeBack(git, tree, { from: note.commit, to: note.target });
}

async function abortRebase(git: GitIn, tree: string, folder: string): Promise<void> {
  // Nor does git know of new files of a commit that it was about to take over, and it does not write over them.
  const [from, to] = [await commitOf(git, 'HEAD'), await lastPicked(folder)];
  if (from !== null && to !== null) await mergeBack(git, tree, { from, to });
  await git.run(['rebase', '--abort'], { timeoutMs: ABORT_TIMEOUT_MS });
  if (await isInProgress(tree))
    throw gitFailed(
      'A rebase that was cut off cannot be taken back. Look at the worktree (git status), then try again.',
    );
}

/** The commit that a rebase took over last, or was about to. */
async function lastPicked(folder: string): Promise<string | null> {
  const done = await readFile(join(folder, 'rebase-merge/done'), 'utf8').catch(() => '');
  const last = done.trimEnd().split('\n').at(-1) ?? '';
  return /^pick (?<commit>[0-9a-f]{7,64})\b/.exec(last)?.groups?.['commit'] ?? null;
}

/**
 * What a rebase of ours left behind. Git takes HEAD off the branch only between writing its own files down and taking them
 * away, so that one on its branch has yet to begin, or has come to its end. One that a person began by hand is theirs.
 */
async function rebaseLeft(git: GitIn, folder: string, note: Note): Promise<'picking' | 'at_an_end' | null> {
  if ((await lstat(join(folder, 'rebase-merge')).catch(() => null))?.isDirectory() !== true) return null;
  const began = await textOf(join(folder, 'rebase-merge/orig-head'));
  if (began === null) return 'at_an_end';
  if (began.text !== note.commit || began.mtimeMs > note.noted_at_ms + OURS_MS) return null;
  const { stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD']);
  const isOnBranch = note.branch !== null && stdout.trim() === `refs/heads/${note.branch}`;
  return isOnBranch ? 'at_an_end' : 'picking';
}

/** Null: there is none, or nothing in it yet. */
async function textOf(path: string): Promise<{ readonly text: string; readonly mtimeMs: number } | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats?.isFile() !== true) return null;
  const text = (await readFile(path, 'utf8')).trim();
  return text === '' ? null : { text, mtimeMs: stats.mtimeMs };
}

/** Files that the removal had begun to take away come back from what it had kept, unless somebody worked there since. */
async function backFromRemoval(
  git: GitIn,
  folder: string,
  { branch, commit, kept, index, noted_at_ms: notedAtMs }: Note,
): Promise<void> {
  const { stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD']);
  const isOnKept = kept !== null && stdout.trim() === `refs/heads/${kept}`;
  const touched = (await lstat(join(folder, 'index')).catch(() => null))?.mtimeMs ?? 0;
  if ((isOnKept || kept === null) && touched <= notedAtMs + OURS_MS) {
    if (isOnKept) await git.run(['read-tree', '--reset', `refs/heads/${kept}`]);
    // Only those that are missing: without force git leaves the others alone.
    await git.run(['checkout-index', '--all', '--quiet']);
  }
  if (isOnKept) await backOn(git, { branch, commit });
  await indexBack(folder, index, isOnKept);
}

async function backOn(git: GitIn, { branch, commit }: Pick<Note, 'branch' | 'commit'>): Promise<void> {
  await git.run(
    branch === null
      ? ['update-ref', '--no-deref', 'HEAD', commit]
      : ['symbolic-ref', 'HEAD', `refs/heads/${branch}`],
  );
}

async function indexBack(folder: string, index: string | null, isUsed: boolean): Promise<void> {
  if (index === null) return;
  const before = join(folder, index);
  const isThere = (await lstat(before).catch(() => null))?.isFile() === true;
  if (isUsed && isThere) await copyFile(before, join(folder, 'index'));
  await rm(before, { force: true });
}
