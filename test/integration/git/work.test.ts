import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import { freshRig } from './freshRig.ts';
import { SideRig } from './sideRig.ts';

let rig: SideRig;
let repositories: Repositories;
let repository: Repository;

freshRig(
  () => new SideRig(),
  (world) => ({ rig, repositories, repository } = world),
);

describe('a merge', () => {
  const merge = async (dryRun = false) => repositories.merge(repository, rig.tree, { dryRun });

  it('goes forward when the main branch stood still', async () => {
    const commitId = rig.commit('side', 'new.txt', 'x\n');
    const before = rig.picture();
    expect(await merge(true)).toMatchObject({
      state: 'would_merge',
      branch: 'side',
      into: 'main',
      commits: 1,
    });
    expect(rig.picture()).toEqual(before);
    expect(await merge()).toMatchObject({ state: 'merged', commit: commitId });
    expect(rig.head('repo')).toBe(commitId);
    expect(readFileSync(rig.at('repo/new.txt'), 'utf8')).toBe('x\n');
    expect(await merge()).toMatchObject({ state: 'up_to_date', commits: 0 });
  });

  it('makes a merge commit when both went on, and says what is not committed', async () => {
    const theirs = rig.commit('side', 'new.txt', 'x\n');
    const ours = rig.commit('repo', 'other.txt', 'y\n');
    rig.write('side/loose.txt', 'z\n');
    rig.write('repo/untracked.txt', 'stays\n');
    const { state, leftOut, commit: made } = await merge();
    expect([state, leftOut.untracked, made]).toEqual(['merged', 1, rig.head('repo')]);
    expect(rig.git('repo', 'log', '-1', '--format=%P %s').trim()).toBe(
      `${ours} ${theirs} Merge branch 'side'`,
    );
    expect(rig.git('repo', 'status', '--porcelain')).toBe('?? untracked.txt\n');
    expect(existsSync(rig.at('repo/loose.txt'))).toBe(false);
  });

  it('is refused when both changed the same place, and nothing is half merged', async () => {
    rig.commit('side', 'README.md', 'theirs\n');
    rig.commit('repo', 'README.md', 'ours\n');
    await rig.refused('merge_conflicts', merge);
    await expect(merge()).rejects.toMatchObject({ details: { conflicts: ['README.md'], conflict_count: 1 } });
  });

  it('is refused while the main working tree has changes', async () => {
    rig.commit('side', 'new.txt', 'x\n');
    rig.write('repo/README.md', 'at work\n');
    await rig.refused('main_dirty', merge);
    rig.git('repo', 'add', '.');
    await rig.refused('main_dirty', merge);
  });

  it.each(['untracked.txt', '.env-mine'])('is refused when it would overwrite %s', async (file) => {
    rig.write(`side/${file}`, 'theirs\n');
    rig.git('side', 'add', '--force', file);
    rig.git('side', 'commit', '-q', '-m', 'adds it');
    rig.write(`repo/${file}`, 'mine\n');
    await rig.refused('files_in_the_way', merge);
    expect(readFileSync(rig.at('repo', file), 'utf8')).toBe('mine\n');
  });

  it('puts a file where a folder was and a folder where a file was, unless something of its own is there', async () => {
    rig.write('repo/folder/deep/one.txt', '1\n');
    rig.git('side', 'reset', '-q', '--hard', rig.commit('repo', 'file', 'x\n'));
    rmSync(rig.at('side/folder'), { recursive: true });
    rmSync(rig.at('side/file'));
    rig.write('side/folder', 'a file now\n');
    rig.commit('side', 'file/inside.txt', 'in a folder now\n');
    rig.write('repo/folder/own.txt', 'mine\n');
    await rig.refused('files_in_the_way', merge);
    rmSync(rig.at('repo/folder/own.txt'));
    expect(await merge()).toMatchObject({ state: 'merged' });
    expect(readFileSync(rig.at('repo/folder'), 'utf8')).toBe('a file now\n');
    expect(readFileSync(rig.at('repo/file/inside.txt'), 'utf8')).toBe('in a folder now\n');
  });

  it('is refused while something is half done, and without a branch', async () => {
    rig.commit('side', 'README.md', 'theirs\n');
    rig.commit('repo', 'README.md', 'ours\n');
    expect(() => rig.git('repo', 'merge', 'side')).toThrow();
    // People are shown the way to the place that it is about.
    const details = { operation: 'merge', place: 'main' };
    await expect(merge()).rejects.toMatchObject({ code: 'operation_in_progress', details });
    rig.git('repo', 'merge', '--abort');
    rig.git('side', 'checkout', '-q', '--detach');
    await rig.refused('worktree_detached', merge);
  });

  it('runs neither hooks nor merge programs of a repository that nobody trusts', async () => {
    rig.commit('repo', '.gitattributes', '*.md merge=evil\n');
    rig.git('side', 'merge', '-q', 'main');
    rig.write('repo/.git/hooks/post-merge', `#!/bin/sh\ntouch ${rig.at('hooked')}\n`, 0o755);
    rig.git('repo', 'config', 'merge.evil.driver', `touch ${rig.at('driven')}`);
    rig.git('repo', 'config', 'branch.main.mergeOptions', '--squash');
    rig.commit('side', 'README.md', 'one\ntwo\n');
    rig.commit('repo', 'README.md', 'zero\none\n');
    await rig.refused('merge_conflicts', merge);
    rig.git('side', 'reset', '-q', '--hard', 'HEAD~1');
    rig.commit('side', 'fine.txt', 'x\n');
    expect(await merge()).toMatchObject({ state: 'merged' });
    expect([existsSync(rig.at('driven')), existsSync(rig.at('hooked'))]).toEqual([false, false]);
    expect(rig.git('repo', 'status', '--porcelain')).toBe('');
  });
});

describe('committing everything', () => {
  it('takes new, changed and deleted files, and nothing that is ignored', async () => {
    rig.write('side/new.txt', 'x\n');
    rig.write('side/.env', 'SECRET\n');
    rig.git('side', 'rm', '-q', 'README.md');
    const { commit: made } = await repositories.commitAll(repository, rig.tree, 'All of it');
    expect(made).toBe(rig.head('side'));
    expect(rig.git('side', 'show', '--name-status', '--format=%s', 'HEAD')).toBe(
      'All of it\n\nD\tREADME.md\nA\tnew.txt\n',
    );
    expect(await repositories.commitAll(repository, rig.tree, 'Again')).toMatchObject({ commit: null });
  });

  it('leaves what is staged as it was when git refuses the commit', async () => {
    rig.write('side/new.txt', 'x\n');
    rig.write('side/README.md', 'changed\n');
    await rig.refused('git_failed', async () =>
      repositories.commitAll(repository, rig.tree, '# a comment, and nothing else'),
    );
    rig.git('side', 'add', 'README.md');
    await rig.refused('git_failed', async () => repositories.commitAll(repository, rig.tree, '#'));
    expect(await repositories.commitAll(repository, rig.tree, 'All of it')).toMatchObject({
      commit: rig.head('side'),
    });
  });
});

describe('a rebase', () => {
  const rebase = async (dryRun = false, agents: readonly string[] = []) =>
    repositories.rebase(repository, rig.tree, { dryRun, agentsBelow: () => agents });

  it('puts the commits on top of the main branch', async () => {
    rig.commit('side', 'new.txt', 'x\n');
    const main = rig.commit('repo', 'other.txt', 'y\n');
    rig.write('side/loose.txt', 'stays\n');
    expect(await rebase(true)).toMatchObject({ state: 'would_rebase', commits: 1 });
    expect(await rebase()).toMatchObject({
      state: 'rebased',
      onto: 'main',
      commits: 1,
      commit: rig.head('side'),
    });
    expect(rig.git('side', 'rev-parse', 'HEAD~1').trim()).toBe(main);
    expect(rig.git('side', 'status', '--porcelain', '--branch')).toBe('## side\n?? loose.txt\n');
    expect(await rebase()).toMatchObject({ state: 'up_to_date' });
  });

  it('is refused when both changed the same place, and taken back when only its steps clash', async () => {
    rig.commit('side', 'README.md', 'theirs\n');
    rig.commit('repo', 'README.md', 'ours\n');
    await rig.refused('merge_conflicts', rebase);
    // The end fits to the main branch; the way there does not.
    rig.git('side', 'reset', '-q', '--hard', 'HEAD~1');
    rig.commit('side', 'README.md', 'theirs\n');
    rig.commit('side', 'README.md', 'ours\n');
    await rig.refused('merge_conflicts', rebase);
  });

  it('is refused with changes, with an Agentin at work, and over ignored files', async () => {
    rig.commit('repo', 'other.txt', 'y\n');
    rig.commit('side', 'new.txt', 'x\n');
    await rig.refused('worktree_in_use', async () => rebase(false, ['a']));
    rig.write('side/README.md', 'at work\n');
    await rig.refused('worktree_dirty', rebase);
    rig.git('side', 'restore', 'README.md');
    rig.write('repo/.env', 'theirs\n');
    rig.git('repo', 'add', '--force', '.env');
    rig.git('repo', 'commit', '-q', '-m', 'tracks it');
    rig.write('side/.env', 'mine\n');
    await rig.refused('files_in_the_way', rebase);
  });
});

describe('what a worktree brings', () => {
  it('is everything since it left the main branch, committed or not', async () => {
    rig.commit('side', 'committed.txt', 'a\nb\n');
    rig.write('side/README.md', 'one\ntwo\n');
    rig.write('side/new ü.txt', 'x\n');
    rig.write('side/.env', 'SECRET\n');
    rig.commit('repo', 'other.txt', 'y\n');
    const before = rig.picture();
    const review = await repositories.review(repository, rig.tree, 2);
    expect(rig.picture()).toEqual(before);
    expect(review).toMatchObject({
      fileCount: 3,
      added: 4,
      removed: 0,
      againstMain: { ahead: 1, behind: 1 },
    });
    expect(review.files.map((file) => [file.kind, file.path, file.added])).toEqual([
      ['changed', 'README.md', 1],
      ['added', 'committed.txt', 2],
    ]);
    expect(await repositories.fileAt(repository, String(review.baseCommit), 'README.md')).toBe('one\n');
    expect(await repositories.fileAt(repository, String(review.baseCommit), 'nothing')).toBeNull();
    expect((await repositories.review(repository, rig.tree, 2)).snapshot).toBe(review.snapshot);
  });

  it('tells links and modes, and gives the bytes of what was and is, whatever they are called', async () => {
    rig.commit('repo', 'run.sh', '#!/bin/sh\n');
    rig.commit('repo', 'logo.png', '\0\u{1}PNG');
    rig.git('side', 'merge', '-q', 'main');
    chmodSync(rig.at('side/run.sh'), 0o755);
    symlinkSync('/etc/hostname', rig.at('side/link'));
    rig.write('side/two\nlines.txt', 'x\n');
    rig.write('side/README.md', Buffer.from([0xff, 0x00, 0x0a]).toString('latin1'));
    writeFileSync(Buffer.concat([Buffer.from(rig.at('side/caf')), Buffer.from([0xe9])]), 'latin\n');
    const review = await repositories.review(repository, rig.tree, 10);
    const seen = review.files.map(({ path, before, after }) => [path, before?.kind, after?.kind]);
    expect(seen).toEqual([
      ['README.md', 'file', 'file'],
      ['caf\u{FFFD}', undefined, 'file'],
      ['link', undefined, 'symlink'],
      ['run.sh', 'file', 'executable'],
      ['two\nlines.txt', undefined, 'file'],
    ]);
    const commit = String(review.snapshot);
    const now = review.files.map(({ after }) => ({ commit, file: { id: String(after?.id) } }));
    const more = [
      { commit, file: { path: 'logo.png' } },
      { commit, file: { path: 'nothing' } },
      { commit, file: { path: 'two\nlines.txt' } },
      { commit: String(review.baseCommit), file: { path: 'README.md' } },
      { commit: 'HEAD', file: { path: 'README.md' } },
    ];
    const bytes = await repositories.bytesOf(repository, [...now, ...more]);
    expect(bytes.map((one) => (one === null ? null : Buffer.from(one).toString('latin1')))).toEqual([
      ...['Ã¿\0\n', 'latin\n', '/etc/hostname', '#!/bin/sh\n', 'x\n'],
      ...['\0\u{1}PNG', null, null, 'one\n', null],
    ]);
    const sizes = bytes.map((one) => one?.byteLength ?? null);
    expect(await repositories.sizesOf(repository, [...now, ...more])).toEqual(sizes);
  });

  it('is held against what others bring, also before a commit', async () => {
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'third', rig.at('third'));
    rig.write('side/README.md', 'of side\n');
    rig.write('third/README.md', 'of third\n');
    rig.write('third/free.txt', 'x\n');
    const [a, b] = await Promise.all(
      [rig.tree, rig.at('third')].map(async (one) => repositories.review(repository, one, 10)),
    );
    const found = await repositories.clash(repository, String(a?.snapshot), String(b?.snapshot));
    expect(found).toEqual({ shared: ['README.md'], conflicts: ['README.md'] });
    expect(await repositories.clash(repository, String(b?.snapshot), rig.head('repo'))).toEqual({
      shared: [],
      conflicts: [],
    });
  });
});
