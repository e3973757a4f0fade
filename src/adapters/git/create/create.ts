import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { FleetError } from '../../../core/errors.ts';
import { timestamp, type Random } from '../../../core/ids.ts';
import type { Clock } from '../../../core/ports.ts';
import { redact } from '../../../core/redaction/redact.ts';
import {
  worktreeNames,
  type CreatedWorktree,
  type Repository,
  type SettledWorktree,
  type WorktreeWish,
} from '../../../core/worktrees/repositories.ts';
import { keepOutOfStatus } from './exclude.ts';
import { gitFailed, type Git, type GitIn } from '../process/git.ts';
import { includeFiles } from './include.ts';
import type { Intent, Journal } from '../recovery/journal.ts';
import { makingEnds } from '../recovery/orphans.ts';
import type { CommandRunner } from '../../run.ts';
import { asideFolder, isFinished, mendEntry, takeBack } from '../recovery/leftover.ts';
import { commitOf } from '../state/look.ts';
import { below, newFolder, partsBelow, refused } from '../state/paths.ts';
import { readRecords, writeRecord } from '../state/record.ts';
import { freeBranchLocks } from '../recovery/staleLocks.ts';
import { excerpt } from '../process/text.ts';

const ADD_TIMEOUT_MS = 300_000;
const MAX_BRANCH_CHARS = 200;
const ERROR_CHARS = 600;

export interface CreateWorld {
  readonly runner: CommandRunner;
  readonly git: Git;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
}

/** What is to be made, checked as far as it can be without changing anything. */
interface Plan {
  readonly git: GitIn;
  readonly parts: readonly string[];
  readonly target: string;
  readonly branch: string;
  readonly commit: string;
  readonly aside: string;
}

/** See `Repositories.createWorktree`. */
export async function createWorktree(
  world: CreateWorld,
  repository: Repository,
  wish: WorktreeWish,
  trusted: boolean,
): Promise<CreatedWorktree> {
  const plan = await planOf(world, repository, wish, trusted);
  return world.journal.exclusively(repository.commonDir, async () => {
    const earlier = await settleEarlier(world, repository, plan);
    if (earlier?.isFinished === true) {
      const { intent } = earlier;
      if (isSame(intent, plan, wish)) return finish(world, repository, plan.git, intent, true);
      if (intent.target !== plan.target) await finish(world, repository, plan.git, intent, true);
    }
    const intent = await intentOf(world, repository, plan, wish.agentId);
    await world.journal.write(repository.commonDir, intent);
    try {
      await make(plan, intent);
    } catch (error) {
      await takeBack(plan.git, intent, plan.aside);
      await world.journal.clear(repository.commonDir);
      throw error;
    }
    return finish(world, repository, plan.git, intent, false);
  });
}

async function planOf(
  { git, clock, random }: CreateWorld,
  { here, root }: Repository,
  wish: WorktreeWish,
  trusted: boolean,
): Promise<Plan> {
  const stamp = timestamp(clock.nowMs(), random);
  const names = worktreeNames(wish.agentId, stamp);
  const parts = await partsBelow(root, wish.path ?? names.path);
  const plain = git.plain(here);
  const commit = await baseCommit(plain, wish.baseRef);
  const branch = wish.branch === null ? await ownBranch(plain, names.branch) : wish.branch;
  await refuseBranchName(plain, branch);
  return {
    git: await git.writing(root, trusted),
    parts,
    target: join(root, ...parts),
    branch,
    commit,
    aside: asideFolder(root, stamp),
  };
}

async function baseCommit(git: GitIn, ref: string | null): Promise<string> {
  // Git itself takes no name of a branch that begins so; as an argument it would be an option.
  const usable = ref === null || (!ref.startsWith('-') && ref.trim() !== '' && !/\p{Cc}/u.test(ref));
  const commit = usable ? await commitOf(git, ref ?? 'HEAD') : null;
  if (commit !== null) return commit;
  throw new FleetError(
    'base_ref_invalid',
    ref === null
      ? 'The repository has no commit yet, so there is nothing to begin at. Make the first commit.'
      : 'base_ref is no branch, tag or commit of this repository. Name another one, or leave it out for the commit you have checked out.',
  );
}

/** A branch `codex-master` leaves no room for branches below that name. */
async function ownBranch(git: GitIn, name: string): Promise<string> {
  return (await branchExists(git, name.slice(0, name.indexOf('/')))) ? name.replace('/', '-') : name;
}

async function branchExists(git: GitIn, name: string): Promise<boolean> {
  return (await git.run(['show-ref', '--verify', '--quiet', `refs/heads/${name}`])).code === 0;
}

async function refuseBranchName(git: GitIn, name: string): Promise<void> {
  // Git would make a branch that is called so, and from then on find both it and the one that was meant.
  if (name.startsWith('refs/')) throw branchInvalid('must not begin with "refs/": name the branch alone');
  // Rows, ledgers, leads and remotes have it from then on.
  if (redact(name) !== name) throw branchInvalid('looks like a secret, and everyone sees it');
  const plausible = name.length <= MAX_BRANCH_CHARS && !name.startsWith('-') && name !== 'HEAD';
  const valid = plausible && (await git.run(['check-ref-format', `refs/heads/${name}`])).code === 0;
  if (!valid) throw branchInvalid('is no name that git takes');
}

function branchInvalid(why: string): FleetError {
  return new FleetError(
    'branch_invalid',
    `The name for the new branch ${why}. Leave it out for one of ours.`,
  );
}

/** See `Repositories.settle`. */
export async function settleWorktree(
  world: CreateWorld,
  repository: Repository,
  trusted: boolean,
): Promise<SettledWorktree | null> {
  const { root, commonDir } = repository;
  if ((await world.journal.read(commonDir)) === null) return null;
  const git = await world.git.writing(root, trusted);
  const aside = asideFolder(root, timestamp(world.clock.nowMs(), world.random));
  return world.journal.exclusively(commonDir, async () => {
    const earlier = await settleEarlier(world, repository, { git, aside });
    if (earlier === null) return null;
    const { intent, isFinished: isThere } = earlier;
    if (isThere) await finish(world, repository, git, intent, true);
    const isKept = (await lstat(aside).catch(() => null)) !== null;
    const { agent: agentId, target } = intent;
    return { agentId, path: target, isFinished: isThere, keptFolder: isKept ? aside : null };
  });
}

interface Earlier {
  readonly intent: Intent;
  /** Git had made it; what comes after that is still to be done. Else it is taken back. */
  readonly isFinished: boolean;
}

/** Deals with what a process left that was killed while it made a worktree here; null when there is nothing. */
async function settleEarlier(
  world: CreateWorld,
  repository: Repository,
  plan: Pick<Plan, 'git' | 'aside'>,
): Promise<Earlier | null> {
  const earlier = await world.journal.read(repository.commonDir);
  if (earlier === null) return null;
  await makingEnds(world, earlier.target);
  await mendEntry(repository.commonDir, earlier);
  await freeBranchLocks(world.clock, repository, earlier.branch, earlier.created_at_ms);
  if (!(await isFinished(plan.git, earlier))) {
    await takeBack(plan.git, earlier, plan.aside);
    await keepOutOfStatus(plan.git, repository.commonDir, below(repository.root, plan.aside));
    await world.journal.clear(repository.commonDir);
    return { intent: earlier, isFinished: false };
  }
  return { intent: earlier, isFinished: true };
}

/** Is it the worktree that this call asks for? */
function isSame(earlier: Intent, plan: Plan, wish: WorktreeWish): boolean {
  return (
    earlier.target === plan.target &&
    earlier.agent === wish.agentId &&
    earlier.commit === plan.commit &&
    (wish.branch === null || wish.branch === earlier.branch)
  );
}

async function intentOf(
  { clock }: CreateWorld,
  { root }: Repository,
  { parts, branch, commit, git }: Plan,
  agentId: string,
): Promise<Intent> {
  const { path, missingParents } = await newFolder(root, parts);
  if (await branchExists(git, branch)) throw branchInvalid('is taken by another branch');
  return {
    agent: agentId,
    target: path,
    branch,
    commit,
    created_at_ms: clock.nowMs(),
    parents: [...missingParents],
  };
}

async function make({ git }: Plan, { target, branch, commit, parents }: Intent): Promise<void> {
  try {
    for (const parent of parents) await mkdir(parent);
    // Git takes an empty folder; made by us it is a real one, and nobody else's.
    await mkdir(target);
  } catch (error) {
    throw refused('cannot be made', error);
  }
  const args = ['worktree', 'add', '--no-track', '-b', branch, '--', target, commit];
  const { code, stderr } = await git.run(args, { timeoutMs: ADD_TIMEOUT_MS });
  if (code !== 0) throw gitFailed(`The worktree could not be made. ${excerpt(stderr, target, ERROR_CHARS)}`);
  if ((await realpath(target).catch(() => null)) !== target) throw refused('was replaced while it was made');
}

/** What comes after git: our record, the main status kept clean, the files of `.worktreeinclude`. Each may be done again. */
async function finish(
  { journal, git, random }: CreateWorld,
  { root, commonDir }: Repository,
  writing: GitIn,
  { agent, target, branch, commit, created_at_ms: createdAtMs }: Intent,
  resumed: boolean,
): Promise<CreatedWorktree> {
  const made = { agentId: agent, branch, baseCommit: commit, createdAtMs };
  if (!(await readRecords(commonDir)).has(target))
    await writeRecord(target, made, () => random.hex(8)).catch((error: unknown) => {
      throw gitFailed('The worktree is made, but not noted as hers: the disk refused.', error);
    });
  const excluded = await keepOutOfStatus(git.plain(root), commonDir, below(root, target));
  const included = await includeFiles(git.plain(root), root, target);
  await journal.clear(commonDir);
  return {
    path: target,
    branch,
    baseCommit: commit,
    resumed,
    excluded,
    included,
    filtersNotRun: writing.filtersNotRun,
  };
}
