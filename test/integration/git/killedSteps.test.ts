import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localRunner, type Command, type CommandRunner } from '../../../src/adapters/run.ts';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import { wish } from './rig.ts';
import { SideRig } from './sideRig.ts';
import {
  killBefore,
  locksBelow,
  Moments,
  putBack,
  stepsOf,
  takePicture,
  whyNotSteps,
  type Moment,
  type Step,
} from './steps.ts';

/**
 * Git is killed before each of its own steps, while it merges, rebases, commits, makes or removes a worktree: nothing is lost,
 * and another try brings it to its end. The same moments in every run, on every machine.
 */

const skipped = whyNotSteps();
const isThorough = process.env['CODEX_MASTER_ALL_STEPS'] !== undefined;
const NOTES = {
  'repo/.git/worktrees/side/codex-master-unfinished.json': 'noted_at_ms',
  'repo/.git/codex-master-unfinished.json': 'noted_at_ms',
};
/** What git or we leave while something is half done. */
const TRACES = /unfinished|index\.before|rebase-merge|CHERRY_PICK_HEAD|MERGE_HEAD|packed-refs\.new/;

let rig: SideRig;

/** Both sides added, changed and deleted files; each has one of its own that is in no commit. */
beforeEach(() => {
  rig = new SideRig();
  for (const name of ['gone.txt', 'run.sh', 'hers.txt', 'hers-gone.txt']) rig.write(`repo/${name}`, 'x\n');
  rig.git('side', 'reset', '-q', '--hard', rig.commit('repo', 'base.txt', 'base\n'));
  rig.write('repo/ours/deep/a.txt', 'ours\n');
  rig.write('repo/README.md', 'two\n');
  rmSync(rig.at('repo/gone.txt'));
  chmodSync(rig.at('repo/run.sh'), 0o755);
  symlinkSync('README.md', rig.at('repo/link'));
  rig.commit('repo', 'ours.txt', 'ours\n');
  rig.write('repo/mine.txt', 'mine\n');
  rmSync(rig.at('side/hers-gone.txt'));
  rig.write('side/hers.txt', 'y\n');
  rig.commit('side', 'hers/b.txt', 'hers\n');
});

afterEach(() => rig.dispose());

interface Deed {
  /** What git is asked to do that changes something. */
  readonly git: readonly string[];
  readonly run: (repositories: Repositories, repository: Repository) => Promise<unknown>;
}

const agentsBelow = (): readonly string[] => [];

const MERGE: Deed = {
  git: ['merge'],
  run: async (repositories, repository) => repositories.merge(repository, rig.tree, { dryRun: false }),
};
const REBASE: Deed = {
  git: ['rebase'],
  run: async (repositories, repository) =>
    repositories.rebase(repository, rig.tree, { dryRun: false, agentsBelow }),
};
const COMMIT: Deed = {
  git: ['add', 'commit'],
  run: async (repositories, repository) => repositories.commitAll(repository, rig.tree, 'all of it'),
};
const CREATE: Deed = {
  git: ['worktree'],
  run: async (repositories, repository) =>
    repositories.createWorktree(repository, wish({ path: 'p/wt', branch: 'new' })),
};
const REMOVE: Deed = {
  git: ['worktree', 'update-ref', 'symbolic-ref', 'read-tree'],
  run: async (repositories, repository) => {
    // Git forgets a worktree before it has taken all of its own files away.
    if (!rig.git('repo', 'worktree', 'list').includes(rig.tree) && !existsSync(rig.tree)) return;
    const { state } = await repositories.remove(repository, rig.tree, {
      ...{ force: true, dryRun: false, deleteMergedBranch: true, agentsBelow },
    });
    if (state !== 'removed') throw new Error(`not removed: ${state}`);
  },
};

/** How it went; never rejects. */
async function attempt({ run }: Deed, runner: CommandRunner = localRunner): Promise<string> {
  const repositories = rig.repositories(runner);
  try {
    await run(repositories, await repositories.find(rig.root));
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    repositories.dispose();
  }
}

function asks({ git }: Deed): (args: readonly string[]) => boolean {
  return (args) => {
    const [word = '', next] = args.filter((one, at) => !one.startsWith('-') && args[at - 1] !== '-c');
    return git.includes(word) && next !== 'list';
  };
}

/** Everything that is to be as if nothing had happened. */
function picture(): object {
  const status = (at: string): string =>
    existsSync(rig.at(at)) ? rig.git(at, 'status', '--porcelain', '--branch', '--untracked-files=all') : '';
  return {
    objects: rig.git('repo', 'fsck', '--connectivity-only', '--no-dangling', '--no-progress'),
    trees: ['HEAD', 'side'].map((ref) => rig.git('repo', 'rev-parse', `${ref}^{tree}`)),
    status: ['repo', 'side', 'repo/p/wt'].map(status),
    worktrees: rig.git('repo', 'worktree', 'list').replaceAll(/ [0-9a-f]{7,} /g, ' '),
    kept: keptWork(),
    left: [...locksBelow(rig.root), ...traces()],
    stash: rig.git('repo', 'stash', 'list'),
  };
}

function traces(): readonly string[] {
  return readdirSync(rig.at('repo/.git'), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => !name.startsWith('logs/') && (existsSync(rig.tree) || !name.startsWith('worktrees/side/')),
    )
    .filter((name) => TRACES.test(name));
}

/** Has a branch all that was in no commit? */
function keptWork(): boolean {
  const format = '--format=%(refname:short)';
  const branches = rig.git('repo', 'branch', '--list', format, 'kept/*').trim().split('\n');
  return branches
    .filter((branch) => branch !== '')
    .some(
      (branch) =>
        rig.git('repo', 'ls-tree', '-r', '--name-only', branch).includes('loose.txt') &&
        rig.git('repo', 'show', `${branch}:README.md`) === 'changed\n',
    );
}

interface Course {
  readonly begin: string;
  readonly moments: readonly Moment[];
  readonly end: object;
}

/** The deed without anybody being killed, with what git was asked to do on the way. */
async function whole(deed: Deed): Promise<Course & { readonly dispose: () => void }> {
  const begin = `${rig.folder}.begin`;
  takePicture(rig.folder, begin);
  const moments = new Moments(rig.folder, asks(deed));
  expect(await attempt(deed, moments)).toBe('done');
  const dispose = (): void => {
    moments.dispose();
    rmSync(begin, { recursive: true, force: true });
  };
  return { begin, moments: moments.all, end: picture(), dispose };
}

function stepsAt({ picture: before, command }: Moment): readonly Step[] {
  putBack(before, rig.folder, NOTES);
  return stepsOf(command, `${rig.folder}.trace`);
}

/** Git and the process that had started it die together. */
async function bothDie(deed: Deed, stride = 1): Promise<number> {
  const { moments, end, dispose } = await whole(deed);
  let kills = 0;
  try {
    for (const moment of moments)
      for (const step of some(stepsAt(moment), stride)) {
        putBack(moment.picture, rig.folder, NOTES);
        killBefore(moment.command, step);
        expect([step.does, await attempt(deed), picture()]).toEqual([step.does, 'done', end]);
        kills += 1;
      }
  } finally {
    dispose();
  }
  return kills;
}

/** Every so manieth step, always the same; with `CODEX_MASTER_ALL_STEPS` all of them, which takes minutes. */
function some(steps: readonly Step[], stride: number): readonly Step[] {
  return steps.filter((_, at) => isThorough || at % stride === stride - 1);
}

/** Git alone dies, as the kernel ends one that takes too much memory; every `stride`th step. */
async function gitDies(deed: Deed, stride: number): Promise<number> {
  const { begin, moments, end, dispose } = await whole(deed);
  let kills = 0;
  try {
    for (const [which, moment] of moments.entries())
      for (const step of some(stepsAt(moment), stride)) {
        putBack(begin, rig.folder, NOTES);
        const first = await attempt(deed, killing(asks(deed), which, step));
        // Without its link there is nothing more to put back: what is left is moved aside the next time.
        if (existsSync(rig.at('side/.git')))
          expect([step.does, ...locksBelow(rig.root), ...traces()]).toEqual([step.does]);
        if (first !== 'done') expect([step.does, await attempt(deed)]).toEqual([step.does, 'done']);
        expect([step.does, picture()]).toEqual([step.does, end]);
        kills += 1;
      }
  } finally {
    dispose();
  }
  return kills;
}

/** Kills the git that is the how manieth that changes something. */
function killing(isAsked: (args: readonly string[]) => boolean, which: number, step: Step): CommandRunner {
  let count = 0;
  return {
    run: async (command: Command) => {
      if (!isAsked(command.args)) return localRunner.run(command);
      count += 1;
      return count === which + 1 ? killBefore(command, step) : localRunner.run(command);
    },
  };
}

function dirty(): void {
  rig.write('side/README.md', 'changed\n');
  rig.write('side/loose.txt', 'loose\n');
  rig.write('side/staged.txt', 'staged\n');
  rig.git('side', 'add', 'staged.txt');
  rmSync(rig.at('side/base.txt'));
}

describe.skipIf(skipped !== null)(`at steps of git${skipped === null ? '' : ` (${skipped})`}`, () => {
  const limitMs = isThorough ? 3_600_000 : 120_000;

  it(
    'a merge',
    async () => {
      expect(await bothDie(MERGE, 2)).toBeGreaterThan(7);
    },
    limitMs,
  );

  it(
    'a merge whose git alone is killed',
    async () => {
      expect(await gitDies(MERGE, 4)).toBeGreaterThan(3);
    },
    limitMs,
  );

  it(
    'a rebase',
    async () => {
      expect(await bothDie(REBASE, 6)).toBeGreaterThan(10);
    },
    limitMs,
  );

  it(
    'a rebase whose git alone is killed',
    async () => {
      expect(await gitDies(REBASE, 25)).toBeGreaterThan(2);
    },
    limitMs,
  );

  it(
    'a commit of everything',
    async () => {
      dirty();
      expect(await bothDie(COMMIT, 2)).toBeGreaterThan(3);
    },
    limitMs,
  );

  it(
    'a new worktree',
    async () => {
      expect(await bothDie(CREATE, 3)).toBeGreaterThan(3);
    },
    limitMs,
  );

  it(
    'a removal of what is in no commit',
    async () => {
      dirty();
      rig.write('side/.env', 'own\n');
      expect(await bothDie(REMOVE, 4)).toBeGreaterThan(5);
    },
    limitMs,
  );

  it(
    'a removal whose git alone is killed',
    async () => {
      dirty();
      expect(await gitDies(REMOVE, 12)).toBeGreaterThan(1);
    },
    limitMs,
  );
});
