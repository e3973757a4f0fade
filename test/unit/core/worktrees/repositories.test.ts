import { describe, expect, it } from 'vitest';
import {
  isDirty,
  personsConsent,
  shownPath,
  worktreeNames,
} from '../../../../src/core/worktrees/repositories.ts';

describe('a path of a repository', () => {
  it.each([
    ['/home/me/repo', '.'],
    ['/home/me/repo/src/a b.ts', 'src/a b.ts'],
    ['/home/me/side', '../side'],
    ['/home/me/repository', '../repository'],
    ['/mnt/stick/wt', null],
    ['/home/me', null],
  ])('%s is shown as %j', (path, shown) => {
    expect(shownPath('/home/me/repo', path)).toBe(shown);
  });

  it('does nothing to the terminal that shows it', () => {
    expect(shownPath('/r', '/r/a\n\u001b[2J\u202eb')).toBe('a\u{FFFD}\u{FFFD}[2J\u{FFFD}b');
  });

  it('below the root of the system shows no neighbours', () => {
    expect(shownPath('/r', '/etc')).toBeNull();
  });
});

it('names worktrees for an Agentin and a moment', () => {
  expect(worktreeNames('a', '20260101T000000000000Z')).toEqual({
    path: '.codex-master-worktrees/agent-a-20260101T000000000000Z',
    branch: 'codex-master/a-20260101T000000000000Z',
  });
});

it('is dirty by anything that is in no commit', () => {
  const clean = { staged: 0, unstaged: 0, untracked: 0, conflicted: 0 };
  expect(isDirty(clean)).toBe(false);
  for (const key of Object.keys(clean)) expect(isDirty({ ...clean, [key]: 1 })).toBe(true);
});

it('takes consent from a person alone', () => {
  const sha256 = 'a'.repeat(64);
  expect(personsConsent({ owner: 'me', kind: 'person' }, sha256).sha256).toBe(sha256);
  expect(() => personsConsent({ owner: 'it', kind: 'lead' }, sha256)).toThrow(
    expect.objectContaining({ code: 'consent_refused' }) as Error,
  );
});
