import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  changingEnds,
  isGitAtWork,
  makingEnds,
  type OrphanWorld,
} from '../../../../../src/adapters/git/recovery/orphans.ts';
import { programsBelow } from '../../../../../src/adapters/git/remove/users.ts';
import type { CommandRunner } from '../../../../../src/adapters/run.ts';
import { FakeClock, settle } from '../../../fakes/ports/fakeClock.ts';
import { ended } from '../../codex/host/support.ts';
import { scratchFolder } from '../../store/support.ts';

const OTHER = { words: ['vim', '/repo/tree/worktree'], cwd: '/repo/tree' };

interface Program {
  readonly words: readonly string[];
  readonly cwd: string;
}

/** A /proc with these programs, from the id 10 on. */
function procWith(...programs: readonly Program[]): string {
  const root = scratchFolder();
  for (const [at, { words, cwd }] of programs.entries()) {
    const folder = join(root, String(10 + at));
    mkdirSync(folder);
    writeFileSync(join(folder, 'cmdline'), words.map((word) => `${word}\0`).join(''));
    writeFileSync(join(folder, 'comm'), `${words[0] ?? ''}\n`);
    symlinkSync(cwd, join(folder, 'cwd'));
  }
  return root;
}

/** Lists these lines where `ps` or `lsof` is asked. */
function listing(stdout: string): CommandRunner {
  return { run: async () => Promise.resolve(ended(stdout)) };
}

const clock = new FakeClock();

function world(procRoot: string, lines = ''): OrphanWorld {
  return { clock, procRoot, runner: listing(lines) };
}

/** Whether the wait is over by now, without that time has passed. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  let over = false;
  const done = wait.finally(() => {
    over = true;
  });
  await settle();
  done.catch(() => {});
  return over;
}

describe('a git whose starter was killed', () => {
  it.each<[string, Program, boolean]>([
    [
      'removes the worktree',
      { words: ['git', 'worktree', 'remove', '--', '/repo/tree'], cwd: '/repo' },
      true,
    ],
    [
      'removes another one',
      { words: ['git', 'worktree', 'remove', '--', '/repo/tree2'], cwd: '/repo' },
      false,
    ],
    ['merges in it', { words: ['git', 'merge', '--ff-only', 'c'], cwd: '/repo/tree' }, true],
    ['merges in another one', { words: ['git', 'merge', '--ff-only', 'c'], cwd: '/repo/tree2' }, false],
    ['merges otherwise', { words: ['git', 'merge', 'c'], cwd: '/repo/tree' }, false],
    ['rebases below it', { words: ['git', 'rebase', 'main'], cwd: '/repo/tree/sub' }, true],
    ['rebases above it', { words: ['git', 'rebase', 'main'], cwd: '/repo' }, false],
    ['makes it', { words: ['git', 'worktree', 'add', '/repo/tree'], cwd: '/repo' }, false],
  ])('that %s', async (_, program, isAwaited) => {
    const wait = changingEnds(world(procWith(OTHER, program)), '/repo/tree');
    expect(await isOver(wait)).toBe(!isAwaited);
  });

  it('is awaited while it makes a worktree, and not for longer', async () => {
    const procRoot = procWith(OTHER, { words: ['git', 'worktree', 'add', '--', '/repo/tree'], cwd: '/repo' });
    const wait = makingEnds(world(procRoot), '/repo/tree');
    expect(await isOver(wait)).toBe(false);
    rmSync(join(procRoot, '11'), { recursive: true });
    await clock.advance(50);
    await wait;
  });

  it('is not awaited for ever', async () => {
    const procRoot = procWith({ words: ['git', 'worktree', 'add', '/repo/tree'], cwd: '/repo' });
    const wait = makingEnds(world(procRoot), '/repo/tree');
    const refused = expect(wait).rejects.toMatchObject({ code: 'agent_lock_timeout', retryable: true });
    await settle();
    await clock.advance(60_000);
    await refused;
  });

  it.each([
    ['/sbin/init\ngit worktree add -- /repo/tree\n', false],
    ['/sbin/init\ngit worktree add -- /repo/tree2\n', true],
  ])('is found by ps where there is no /proc, or an empty one', async (lines, over) => {
    for (const procRoot of ['/nowhere', procWith()]) {
      const wait = makingEnds(world(procRoot, lines), '/repo/tree');
      expect(await isOver(wait)).toBe(over);
    }
  });

  it('is looked for without keeping others waiting, however many processes there are', async () => {
    const crowd = procWith(...Array.from({ length: 100 }, () => OTHER));
    const looks = [
      async () => isGitAtWork(['/repo'], crowd),
      async () => makingEnds(world(crowd), '/repo/tree'),
    ];
    for (const look of looks) {
      let isOthersTurn = false;
      setImmediate(() => {
        isOthersTurn = true;
      });
      await look();
      expect(isOthersTurn).toBe(true);
    }
  });
});

describe('programs that work in a folder', () => {
  it('are gits at work, by the folder of a working tree or by git’s own', async () => {
    const procRoot = procWith({ words: ['git'], cwd: '/repo/src' }, { words: ['gitk'], cwd: '/other' });
    expect(await isGitAtWork(['/repo'], procRoot)).toBe(true);
    expect(await isGitAtWork(['/repo/.git'], procRoot)).toBe(true);
    expect(await isGitAtWork(['/repo/docs'], procRoot)).toBe(false);
    expect(await isGitAtWork(['/other'], procRoot)).toBe(false);
    expect(await isGitAtWork(['/repo'], '/nowhere')).toBe(false);
  });

  it('are named, by lsof where there is no /proc', async () => {
    const procRoot = procWith(OTHER, { words: ['bash'], cwd: '/repo' });
    expect(await programsBelow(listing(''), '/repo/tree', procRoot)).toEqual(['vim']);
    const lines = 'p1\ncvim\nn/repo/tree/docs\np2\ncbash\nn/repo/tree2\n';
    expect(await programsBelow(listing(lines), '/repo/tree', '/nowhere')).toEqual(['vim']);
  });
});
