import { describe, expect, it } from 'vitest';
import { parseMergeTree } from '../../../../../src/adapters/git/integrate/mergeTree.ts';
import { parseChanged } from '../../../../../src/adapters/git/review/review.ts';
import {
  parseAheadBehind,
  parseStatus,
  parseWorktreeList,
} from '../../../../../src/adapters/git/state/parse.ts';

/** Outputs as git 2.39 and 2.47 print them. */

const A = 'b500a9a2cfde0b141832b4aa84032486f823f5be';
const ZEROS = '0'.repeat(40);

describe('git worktree list --porcelain -z', () => {
  it('names the main working tree, branches, locks and what is gone', () => {
    const output = [
      `worktree /r\0HEAD ${A}\0branch refs/heads/main\0\0`,
      `worktree /r/.codex-master-worktrees/a b\nc\0HEAD ${A}\0branch refs/heads/codex-master/a-1\0\0`,
      `worktree /w/locked\0HEAD ${A}\0detached\0locked on a\nstick\0\0`,
      `worktree /w/bare-lock\0HEAD ${A}\0detached\0locked\0\0`,
      `worktree /w/gone\0HEAD ${A}\0branch refs/heads/x\0prunable gitdir file points to non-existent location\0\0`,
    ].join('');
    expect(parseWorktreeList(output)).toEqual([
      { path: '/r', head: { kind: 'branch', branch: 'main', commit: A }, locked: null, prunable: null },
      {
        path: '/r/.codex-master-worktrees/a b\nc',
        head: { kind: 'branch', branch: 'codex-master/a-1', commit: A },
        locked: null,
        prunable: null,
      },
      { path: '/w/locked', head: { kind: 'detached', commit: A }, locked: 'on a\nstick', prunable: null },
      { path: '/w/bare-lock', head: { kind: 'detached', commit: A }, locked: '', prunable: null },
      {
        path: '/w/gone',
        head: { kind: 'branch', branch: 'x', commit: A },
        locked: null,
        prunable: 'gitdir file points to non-existent location',
      },
    ]);
  });

  it('knows a bare repository and a branch without a commit', () => {
    const output = `worktree /p/.bare\0bare\0\0worktree /p/x\0HEAD ${ZEROS}\0branch refs/heads/new\0\0`;
    expect(parseWorktreeList(output).map(({ head }) => head)).toEqual([
      { kind: 'bare' },
      { kind: 'branch', branch: 'new', commit: null },
    ]);
  });

  it('is empty for nothing', () => {
    expect(parseWorktreeList('')).toEqual([]);
  });
});

describe('git status --porcelain=v2 --branch -z', () => {
  it('counts by kind; the old path of a rename is no entry, whatever it is called', () => {
    const h = `100644 100644 100644 ${A} ${A}`;
    const output = [
      `# branch.oid ${A}`,
      '# branch.head main',
      '# branch.upstream origin/main',
      '# branch.ab +1 -2',
      `1 .M N... ${h} changed`,
      `1 M. N... ${h} staged`,
      `1 MM N... ${h} both`,
      `2 R. N... ${h} R100 new name`,
      '? this is an old name',
      `u UU N... 100644 100644 100644 100644 ${A} ${A} ${A} in conflict\nhere`,
      '? new\nfile',
      '? -x',
      '',
    ].join('\0');
    expect(parseStatus(output)).toEqual({
      head: { kind: 'branch', branch: 'main', commit: A },
      changes: { staged: 3, unstaged: 2, untracked: 2, conflicted: 1 },
      conflicts: ['in conflict\nhere'],
    });
  });

  it('knows a branch without a commit and a detached HEAD', () => {
    expect(parseStatus('# branch.oid (initial)\0# branch.head trunk\0').head).toEqual({
      kind: 'branch',
      branch: 'trunk',
      commit: null,
    });
    expect(parseStatus(`# branch.oid ${A}\0# branch.head (detached)\0`).head).toEqual({
      kind: 'detached',
      commit: A,
    });
  });
});

it('reads how far one is ahead of the other', () => {
  expect(parseAheadBehind('2\t5\n')).toEqual({ ahead: 5, behind: 2 });
  expect(parseAheadBehind('')).toBeNull();
});

describe('a merge in memory', () => {
  const id = 'a'.repeat(40);

  it('is clean, in conflict, or not to be told', () => {
    expect(parseMergeTree(0, `${id}\0`)).toEqual({ kind: 'clean', treeId: id });
    expect(parseMergeTree(1, `${id}\0a b\0c\0c\0\0`)).toEqual({ kind: 'conflicts', paths: ['a b', 'c'] });
    expect(parseMergeTree(1, 'fatal: refusing to merge')).toEqual({ kind: 'unknown' });
    expect(parseMergeTree(128, `${id}\0`)).toEqual({ kind: 'unknown' });
  });
});

describe('changed files', () => {
  it('have their lines, also where they were moved or are no text', () => {
    const numbers = ['1\t2\ta.ts', '3\t0\t', 'old\tname', 'new', '-\t-\tpicture', ''].join('\0');
    const a = 'a'.repeat(40);
    const b = 'b'.repeat(40);
    const zero = '0'.repeat(40);
    const raw = [
      `:100644 100755 ${a} ${b} M\0a.ts\0`,
      `:100644 120000 ${a} ${b} R090\0old\tname\0new\0`,
      `:160000 000000 ${a} ${zero} D\0picture\0`,
    ].join('');
    const [before, after] = [
      { kind: 'file', id: a },
      { kind: 'file', id: b },
    ];
    expect(parseChanged(numbers, raw)).toEqual([
      {
        ...{ path: 'a.ts', from: null, kind: 'changed', added: 1, removed: 2 },
        ...{ before, after: { ...after, kind: 'executable' } },
      },
      {
        ...{ path: 'new', from: 'old\tname', kind: 'moved', added: 3, removed: 0 },
        ...{ before, after: { ...after, kind: 'symlink' } },
      },
      {
        ...{ path: 'picture', from: null, kind: 'deleted', added: null, removed: null },
        ...{ before: { ...before, kind: 'submodule' }, after: null },
      },
    ]);
    expect(parseChanged('', '')).toEqual([]);
  });
});
