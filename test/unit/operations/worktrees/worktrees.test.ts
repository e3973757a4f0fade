import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { Repository, Worktree, WorktreeWish } from '../../../../src/core/worktrees/repositories.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { call, good } from '../support.ts';

const COMMIT = 'b500a9a2cfde0b141832b4aa84032486f823f5be';
const repository: Repository = {
  here: '/home/me/shop',
  root: '/home/me/shop',
  commonDir: '/home/me/shop/.git',
};
const quiet = { ok: true, returncode: 0, output: '' };
const clean = { staged: 0, unstaged: 0, untracked: 0, conflicted: 0 };
const head = { kind: 'branch', branch: 'main', commit: COMMIT } as const;

function worktree(path: string, change: Partial<Worktree> = {}): Worktree {
  return {
    ...{ path, head, locked: null, prunable: null, isMain: false, changes: clean, submodules: [] },
    ...{ againstMain: { ahead: 2, behind: 1 }, made: null, setUp: null, ...change },
  };
}

let fleet: FakeFleet;
let asked: string[];
let wishes: WorktreeWish[];

beforeEach(() => {
  fleet = new FakeFleet();
  asked = [];
  wishes = [];
  fleet.repositories = fakeRepositories({
    find: async (directory) => {
      asked.push(directory);
      return Promise.resolve(repository);
    },
    status: async () => Promise.resolve({ text: quiet, head, changes: clean, submodules: [] }),
    diffStat: async () => Promise.resolve(quiet),
    worktrees: async () =>
      Promise.resolve({
        worktrees: [
          worktree('/home/me/shop', { isMain: true, againstMain: null }),
          worktree('/home/me/side', { locked: 'on a stick', head: { kind: 'detached', commit: COMMIT } }),
          worktree('/mnt/secret-place/wt', {
            prunable: 'gone',
            changes: null,
            made: { agentId: 'b', branch: 'main', baseCommit: COMMIT, createdAtMs: 0 },
          }),
        ],
        count: 60,
      }),
    createWorktree: async (_, wish) => {
      wishes.push(wish);
      return Promise.resolve({
        path: '/home/me/shop/wt',
        branch: 'codex-master/a-1',
        baseCommit: COMMIT,
        resumed: false,
        excluded: true,
        included: { copied: 1, bytes: 2, skipped: [{ path: 'a\u001b[2J', reason: 'link' }], skippedCount: 1 },
        filtersNotRun: [],
      });
    },
    setUp: async () => Promise.resolve({ state: 'none' }),
    check: async () =>
      Promise.resolve({
        checks: [
          { name: 'diff_check', program: quiet },
          { name: 'unit', program: { ok: false, returncode: 124, output: 'slow' } },
        ],
        declared: 1,
      }),
  });
});

describe('the repository that is meant', () => {
  it.each([
    [undefined, '/where/i/am'],
    ['', '/where/i/am'],
    ['../there', '/where/i/there'],
    ['/abs', '/abs'],
    ['~/shop', '~/shop'],
  ])('with cwd %j is the one around %s', async (cwd, directory) => {
    good(await call(fleet, 'worktree_status', { ...(cwd !== undefined && { cwd }) }));
    expect(asked).toEqual([directory]);
  });

  it('may be none', async () => {
    fleet.repositories = fakeRepositories();
    for (const name of ['worktree_status', 'integration_status', 'commit_ready_check'])
      expect(await call(fleet, name)).toMatchObject({ ok: false, value: { error_code: 'not_a_repository' } });
  });
});

describe('worktree_status', () => {
  it('shows every worktree, hashes whole, and no place on this machine', async () => {
    const value = good(await call(fleet, 'worktree_status'));
    expect(JSON.stringify(value)).not.toMatch(/secret-place|home/);
    expect(value).toMatchObject({
      path: '.',
      path_kind: 'repo_relative',
      branch: 'main',
      head: COMMIT,
      entry_count: 60,
      entries_truncated: true,
      entries: [
        { path: '.', main: true, ahead: null },
        { path: '../side', path_kind: 'outside_repository', detached: true, branch: null, locked: true },
        { path: 'not_returned', prunable: true, changes: null, agent: 'b', ahead: 2, behind: 1 },
      ],
    });
    expect(value['worktrees']).toMatchObject({
      output_excerpt:
        `worktree .\nHEAD ${COMMIT}\nbranch refs/heads/main\n\n` +
        `worktree ../side\nHEAD ${COMMIT}\ndetached\nlocked\n\n` +
        `worktree not_returned\nHEAD ${COMMIT}\nbranch refs/heads/main\nprunable`,
    });
  });
});

describe('worktree_create_for_agent', () => {
  it('passes on what was asked for, and shows paths that do nothing to a terminal', async () => {
    const args = { agent: 'a', path: 'wt', base_ref: 'v1', branch: 'fix' };
    expect(good(await call(fleet, 'worktree_create_for_agent', args))).toMatchObject({
      path: 'wt',
      base_ref: 'v1',
      status: 'created',
      included_files: { skipped: [{ path: 'a\u{FFFD}[2J', reason: 'link' }] },
      setup: { state: 'none', sha256: null, program: null },
    });
    expect(wishes).toEqual([{ agentId: 'a', path: 'wt', baseRef: 'v1', branch: 'fix' }]);
  });

  it('makes nothing when a lead says that a set-up script may run', async () => {
    const args = { agent: 'a', allow_setup: 'a'.repeat(64) };
    expect(await call(fleet, 'worktree_create_for_agent', args)).toMatchObject({
      ok: false,
      value: { error_code: 'consent_refused' },
    });
    expect([asked, wishes]).toEqual([[], []]);
    const holder = { owner: 'me', kind: 'person' } as const;
    good(await call(fleet, 'worktree_create_for_agent', args, { holder }));
  });

  it('passes refusals on', async () => {
    const refusal = new FleetError('worktree_path_refused', 'No.');
    fleet.repositories = { ...fleet.repositories, createWorktree: async () => Promise.reject(refusal) };
    expect(await call(fleet, 'worktree_create_for_agent', { agent: 'a' })).toMatchObject({
      ok: false,
      value: { error_code: 'worktree_path_refused', error: 'No.' },
    });
  });
});

describe('commit_ready_check', () => {
  it('is ok when every check is', async () => {
    expect(good(await call(fleet, 'commit_ready_check'))).toEqual({
      ok: false,
      checks: [
        { name: 'diff_check', ok: true, returncode: 0, output_excerpt: '', redaction_applied: true },
        { name: 'unit', ok: false, returncode: 124, output_excerpt: 'slow', redaction_applied: true },
      ],
      checks_declared: 1,
      tests_run: true,
    });
  });
});

describe('integration_status', () => {
  it('brings status, worktrees and assignments together', async () => {
    expect(good(await call(fleet, 'integration_status'))).toMatchObject({
      repo: 'not_returned',
      repo_state: 'set',
      diff_stat: { ok: true },
      entry_count: 60,
      assignments: [],
      ledger_state: 'ok',
    });
  });
});
