import { describe, expect, it } from 'vitest';
import { readable } from '../../../src/cli/readable.ts';
import { operations } from '../../../src/operations/index.ts';

const lines = (name: string, result: Readonly<Record<string, unknown>>): readonly string[] =>
  readable(name, result).split('\n');

describe('a result at a terminal', () => {
  it.each(operations.map(({ name }) => name))('of %s can be shown, whatever is missing in it', (name) => {
    expect(readable(name, { agent: 'a', path: 'not_returned' })).not.toMatch(/undefined|not_returned|NaN/);
  });

  it('of an operation without a form is an outline of what is there', () => {
    const result = {
      status: 'done',
      path: 'not_returned',
      kept: null,
      none: [],
      output: 'two\nlines\n',
      parts: [{ name: 'one', ok: true }],
    };
    expect(lines('unknown', result)).toEqual([
      'status: done',
      'output: two',
      '  lines',
      'parts:',
      '  - name: one',
      '    ok: true',
    ]);
  });

  it('puts the reason of a refused Agentin into the last column', () => {
    const results = [
      { agent: 'a', status: 'not_running', lease: { state: 'unclaimed' } },
      { agent: 'b', error: 'She is held by another.', error_code: 'x', retryable: true },
    ];
    expect(lines('agent_stop', { results })).toEqual([
      'AGENTIN  RESULT       LEASE',
      'a        not running  unclaimed',
      'b        refused      She is held by another.',
    ]);
  });

  it('tells of leases who has them and for how long, and leaves out what nobody has', () => {
    const lease = { agent: 'a', state: 'held', held_by_this_server: true, seconds_remaining: 7140 };
    const damaged = { agent: 'b', state: 'unreadable', held_by_this_server: false };
    expect(lines('agent_lease_status', { results: [lease, damaged] })).toEqual([
      'AGENTIN  LEASE    FOR',
      'a        yours    1 h 59 min',
      'b        damaged',
    ]);
    expect(lines('agent_lease_status', { results: [{ ...lease, holder_ended: true }] })[1]).toContain(
      'free: its holder ended',
    );
  });

  it('tells what was kept of a worktree, or what stands in the way of its removal', () => {
    const removed = {
      path: 'w',
      state: 'removed',
      branch: 'b',
      kept_branch: 'kept/b',
      kept_files: 0,
      obstacles: [],
    };
    expect(lines('worktree_remove', removed)).toEqual([
      'w: removed.',
      '  stays  the branch b',
      '  kept   the branch kept/b',
    ]);
    const dirty = { kind: 'uncommitted', count: 2, examples: ['a.ts', 'b.ts'], can_force: true };
    const refused = { path: 'w', state: 'refused', branch: 'b', obstacles: [dirty] };
    expect(lines('worktree_remove', refused)).toEqual([
      'w: not removed.',
      '  uncommitted: 2',
      '      a.ts, b.ts',
      '  stays  the branch b',
      '--force keeps all of that elsewhere and removes the worktree.',
    ]);
    const locked = { kind: 'locked', count: 1, examples: [], can_force: false };
    expect(lines('worktree_remove', { ...refused, obstacles: [locked, dirty] }).at(-1)).toContain(
      'right first',
    );
  });

  it('tells what a merge or a rebase did, and what it left out', () => {
    const merge = {
      branch: 'b',
      into: 'main',
      commits: 2,
      commit: 'c0',
      left_out: { untracked: 1, staged: 0 },
    };
    expect(lines('worktree_merge', { ...merge, state: 'merged' })).toEqual([
      'b: merged into main.',
      '  commits   2',
      '  now at    c0',
      '  left out  1 untracked, in no commit',
    ]);
    expect(lines('worktree_merge', { ...merge, left_out: {}, state: 'up_to_date' })).toEqual([
      'b: nothing to do for main.',
    ]);
    const rebase = { state: 'rebased', branch: 'b', onto: 'main', commits: 1, before: 'c1', commit: 'c2' };
    expect(lines('worktree_rebase', rebase)[0]).toBe('b: rebased onto main.');
    expect(lines('worktree_commit', { path: 'w', commit: null })).toEqual([
      'w: there was nothing to commit.',
    ]);
    expect(lines('worktree_commit', { path: 'w', commit: 'c', changes: { unstaged: 1 } })).toEqual([
      'w: committed.',
      '  commit  c',
      '  files   1 unstaged',
    ]);
  });

  it('says that a start left her where she is', () => {
    const started = {
      agent: 'a',
      status: 'already_running',
      ignored: ['cwd', 'prompt'],
      activity: { why: 'She waits.' },
    };
    expect(lines('agent_start', { results: [started] })[1]).toContain(
      'She waits. She is in another directory: stop her, then start her there. The prompt was not sent: send it.',
    );
  });

  it('marks the paths of a scope check', () => {
    const result = {
      allowed: false,
      scope: ['docs'],
      write_paths: ['docs/a', 'src'],
      problems: [{ list: 'write_paths', path: 'src', reason: 'outside_scope' }],
    };
    expect(lines('agent_scope_check', result)).toEqual([
      '      AS     PATH    PROBLEM',
      'ok    write  docs/a',
      'FAIL  write  src     outside_scope',
      'ok    scope  docs',
      '',
      'Not allowed.',
    ]);
  });

  it('shows the output of a check that failed, and says when nothing ran the tests', () => {
    const checks = [
      { name: 'diff_check', ok: false, output_excerpt: 'a.md:3: trailing whitespace.\n' },
      { name: 'unmerged_paths', ok: true, output_excerpt: '' },
    ];
    expect(lines('commit_ready_check', { ok: false, checks, checks_declared: 0 })).toEqual([
      'FAIL  diff_check',
      '      a.md:3: trailing whitespace.',
      'ok    unmerged_paths',
      '',
      'Not ready. fleet.json declares no commands for it: nothing ran its tests.',
    ]);
  });

  it('says once what mends several checks, in lines of 80 columns', () => {
    const hint = `Register it: ${'word '.repeat(20).trim()}`;
    const check = (name: string, found: string | null) => ({
      name,
      severity: found ? 'error' : 'info',
      hint: found,
    });
    const checks = [check('one', hint), check('two', hint), check('three', null)];
    const shown = lines('agent_doctor', { ok: false, checks, error_count: 2, warning_count: 1 });
    expect(shown.filter((line) => line.includes('Register'))).toHaveLength(1);
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(shown.at(-1)).toBe('2 checks failed, 1 warning.');
  });

  it('shows a worktree with its branch, what is changed and whose it is', () => {
    const changes = { staged: 0, unstaged: 2, untracked: 0, conflicted: 0 };
    const entry = { path: 'trees/b', branch: 'b', agent: 'b', ahead: 3, behind: 0, changes };
    const shown = lines('worktree_status', { branch: 'main', changes: {}, entries: [entry] });
    expect(shown).toEqual([
      'main: clean',
      '',
      'Worktrees',
      '  trees/b  (Agentin b)',
      '      b: 2 unstaged, 3 ahead, 0 behind',
    ]);
  });

  it('lists assignments by their ids', () => {
    const record = {
      assignment_id: 'ID-a',
      role: 'arbeitsbiene',
      delivery: { state: 'started' },
      write_paths: ['docs'],
    };
    const result = { records: [record], record_count: 1, retained_count: 1, retention_limit: 500 };
    expect(lines('agent_assignments', result)).toEqual([
      'ASSIGNMENT  ROLE          DELIVERY  WRITES',
      'ID-a        Arbeitsbiene  started   docs',
      '',
      '1 of 1 assignment; the newest 500 are kept.',
    ]);
    expect(lines('agent_assignments', { records: [] })).toEqual(['Nothing was assigned yet.']);
  });
});
