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
