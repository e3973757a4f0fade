import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SideRig } from './sideRig.ts';
import { killAfter, startWorker } from './workerProcess.ts';

/**
 * A process that is killed (by -9) while it merges, rebases or removes: nothing is lost, and another try brings it to its end.
 * Kills at moments in time are other ones on each machine: `CODEX_MASTER_RANDOM_KILLS=120` tries so many, to explore;
 * `killedSteps.test.ts` has the same ones each time.
 */

const ROUNDS = Number(process.env['CODEX_MASTER_RANDOM_KILLS'] ?? 0);
const LIMIT_MS = 60_000 + ROUNDS * 15_000;
/** Many, so that git is at work for a while. */
const FILES = ROUNDS > 0 ? 150 : 10;

let rig: SideRig;

beforeEach(() => {
  rig = new SideRig();
});

afterEach(() => rig.dispose());

type What = 'merge' | 'rebase' | 'remove';

/** How long the whole takes from its first step on a machine as busy as this one is now, and what it said. */
async function whole(what: What): Promise<{ readonly ms: number; readonly said: string }> {
  const child = startWorker(rig, what, rig.tree);
  let beganMs = 0;
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (beganMs === 0) beganMs = performance.now();
    said += chunk.toString();
  });
  await new Promise((resolve) => {
    child.once('close', resolve);
  });
  return { ms: performance.now() - beganMs, said: said.replace('begin\n', '').trim() };
}

/** Kills it so long after its first step; with `git`, the git processes that it started as well. */
async function killWork(what: What, ms: number, git: boolean): Promise<void> {
  await killAfter(startWorker(rig, what, rig.tree), ms, { git });
}

/** Refs and objects are whole, and what was committed is there. */
function isSane(...commits: readonly string[]): void {
  expect(rig.git('repo', 'fsck', '--connectivity-only', '--no-dangling', '--no-progress')).toBe('');
  for (const commit of commits) expect(rig.git('repo', 'cat-file', '-t', commit).trim()).toBe('commit');
}

function fill(at: string, text: string): string {
  for (let file = 0; file < FILES; file += 1) rig.write(`${at}/${text}/${file}.txt`, `${text} ${file}\n`);
  return rig.commit(at, `${text}.txt`, text);
}

/** As we do before git begins, which was at that moment: a lock that is older is somebody else's. */
function noteRebase(commit: string, target: string, sinceMs: number): void {
  const note = { kind: 'rebase', branch: 'side', commit, kept: null, index: null, target };
  const text = JSON.stringify({ ...note, noted_at_ms: sinceMs });
  rig.write('repo/.git/worktrees/side/codex-master-unfinished.json', text);
}

it.runIf(ROUNDS > 0)(
  'a rebase',
  async () => {
    fill('repo', 'ours');
    const before = fill('side', 'theirs');
    const { ms, said } = await whole('rebase');
    expect(said).toBe('done');
    for (let round = 0; round < ROUNDS; round += 1) {
      rig.git('side', 'reset', '-q', '--hard', before);
      await killWork('rebase', (ms * round) / ROUNDS, round % 2 === 1);
      expect(await whole('rebase')).toMatchObject({ said: 'done' });
      isSane(before);
      expect(rig.git('side', 'status', '--porcelain', '--branch')).toBe('## side\n');
      expect(rig.git('side', 'diff', '--stat', before, '--', 'theirs', 'theirs.txt')).toBe('');
      expect(existsSync(rig.at(`side/ours/${FILES - 1}.txt`))).toBe(true);
    }
  },
  LIMIT_MS,
);

it('a rebase whose git had written files that its index does not know yet', async () => {
  const target = fill('repo', 'ours');
  const commit = fill('side', 'theirs');
  const sinceMs = Date.now();
  rig.write('side/ours/0.txt', 'ours 0\n');
  rig.write('side/ours/1.txt', 'ou');
  rig.write('side/mine.txt', 'ours 0\n');
  // Locks of a git that was killed stay.
  rig.write('repo/.git/worktrees/side/ORIG_HEAD.lock', '');
  rig.write('repo/.git/refs/heads/side.lock', '');
  noteRebase(commit, target, sinceMs);
  expect(await whole('rebase')).toMatchObject({ said: 'done' });
  // What a person has is theirs, whatever is in it.
  expect(rig.git('side', 'status', '--porcelain')).toBe('?? mine.txt\n');
});

describe('a rebase whose git was killed between two files of its own', () => {
  const own = ['interactive', 'head-name', 'onto', 'orig-head', 'git-rebase-todo'];

  it.each(own.map((name, at) => ({ name, there: own.slice(0, at) })))(
    'before $name was there',
    async ({ there }) => {
      const target = fill('repo', 'ours');
      const commit = fill('side', 'theirs');
      const sinceMs = Date.now();
      const texts = new Map([
        ['head-name', 'refs/heads/side'],
        ['onto', target],
        ['orig-head', commit],
      ]);
      mkdirSync(rig.at('repo/.git/worktrees/side/rebase-merge'));
      for (const name of there)
        rig.write(`repo/.git/worktrees/side/rebase-merge/${name}`, `${texts.get(name) ?? ''}\n`);
      noteRebase(commit, target, sinceMs);
      expect(await whole('rebase')).toMatchObject({ said: 'done' });
      expect(rig.git('side', 'status', '--porcelain', '--branch')).toBe('## side\n');
      expect(rig.git('side', 'merge-base', '--is-ancestor', target, 'HEAD')).toBe('');
    },
  );

  it('at its end, while it took them away', async () => {
    const target = fill('repo', 'ours');
    const commit = fill('side', 'theirs');
    const sinceMs = Date.now();
    rig.git('side', 'rebase', '-q', target);
    rig.write('repo/.git/worktrees/side/rebase-merge/onto', `${target}\n`);
    noteRebase(commit, target, sinceMs);
    const head = rig.head('side');
    expect(await whole('rebase')).toMatchObject({ said: 'done' });
    expect(rig.head('side')).toBe(head);
    expect(rig.git('side', 'status', '--porcelain', '--branch')).toBe('## side\n');
  });

  it('leaves a rebase alone that a person has begun since', async () => {
    const target = fill('repo', 'ours');
    const commit = fill('side', 'theirs');
    const sinceMs = Date.now();
    rig.write('repo/.git/worktrees/side/rebase-merge/orig-head', `${target}\n`);
    noteRebase(commit, target, sinceMs);
    expect((await whole('rebase')).said).toContain('half done in the worktree');
    expect(existsSync(rig.at('repo/.git/worktrees/side/rebase-merge/orig-head'))).toBe(true);
  });
});

it.runIf(ROUNDS > 0)(
  'a removal of what is in no commit',
  async () => {
    const commit = fill('side', 'theirs');
    const dirty = (): void => {
      rig.write('side/README.md', 'changed\n');
      rig.write('side/staged.txt', 'staged\n');
      rig.git('side', 'add', 'staged.txt');
      rig.write('side/loose.txt', 'loose\n');
      rig.write('side/data/own.txt', 'own\n');
    };
    rig.write('repo/.git/info/exclude', 'data/\n');
    dirty();
    const { ms, said } = await whole('remove');
    expect(said).toBe('done');
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const branch of rig
        .git('repo', 'branch', '--list', '--format=%(refname:short)', 'kept/*')
        .split('\n'))
        if (branch !== '') rig.git('repo', 'branch', '-q', '-D', branch);
      rig.git('repo', 'worktree', 'add', '-q', rig.tree, 'side');
      dirty();
      await killWork('remove', (ms * round) / ROUNDS, round % 2 === 1);
      if (rig.git('repo', 'worktree', 'list').includes(rig.tree)) {
        const again = await whole('remove');
        // A git that outlived its process may have brought it to its end before this one looked.
        if (existsSync(rig.tree)) expect(again).toMatchObject({ said: 'done' });
      }
      isSane(commit);
      expect(existsSync(rig.tree)).toBe(false);
      expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(1);
      const kept = rig
        .git('repo', 'branch', '--list', '--format=%(refname:short)', 'kept/*')
        .trim()
        .split('\n');
      const complete = kept.filter((branch) =>
        ['README.md=changed', 'staged.txt=staged', 'loose.txt=loose'].every((pair) => {
          const [file = '', text = ''] = pair.split('=');
          return show(branch, file) === `${text}\n`;
        }),
      );
      expect(complete.length).toBeGreaterThan(0);
      expect(rig.head('repo')).not.toBe('');
      expect(rig.git('repo', 'rev-parse', 'side').trim()).toBe(commit);
    }
    const copies = readdirSync(path.join(rig.stateRoot, 'removed'));
    expect(copies.length).toBeGreaterThan(ROUNDS - 1);
  },
  LIMIT_MS,
);

function show(branch: string, file: string): string {
  try {
    return rig.git('repo', 'show', `${branch}:${file}`);
  } catch {
    return '';
  }
}

it.runIf(ROUNDS > 0)(
  'a merge',
  async () => {
    fill('repo', 'ours');
    const theirs = fill('side', 'theirs');
    const before = rig.head('repo');
    const { ms, said } = await whole('merge');
    expect(said).toBe('done');
    for (let round = 0; round < ROUNDS; round += 1) {
      rig.git('repo', 'reset', '-q', '--hard', before);
      await killWork('merge', (ms * round) / ROUNDS, round % 2 === 1);
      expect(await whole('merge')).toMatchObject({ said: 'done' });
      isSane(before, theirs);
      expect(rig.git('repo', 'status', '--porcelain')).toBe('');
      expect(rig.git('repo', 'merge-base', '--is-ancestor', theirs, 'HEAD')).toBe('');
      expect(rig.git('repo', 'diff', '--stat', theirs, 'HEAD', '--', 'theirs')).toBe('');
    }
  },
  LIMIT_MS,
);
