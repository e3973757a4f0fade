import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import type { RemovalWish } from '../../../src/core/worktrees/worktreeWork.ts';
import { freshRig } from './freshRig.ts';
import { SideRig } from './sideRig.ts';

let rig: SideRig;
let repositories: Repositories;
let repository: Repository;

freshRig(
  () => new SideRig(),
  (world) => ({ rig, repositories, repository } = world),
);

describe('a removal', () => {
  const plain: RemovalWish = {
    force: false,
    dryRun: false,
    deleteMergedBranch: false,
    agentsBelow: () => [],
  };
  const remove = async (change: Partial<RemovalWish> = {}) =>
    repositories.remove(repository, rig.tree, { ...plain, ...change });
  const kinds = ({ obstacles }: Awaited<ReturnType<typeof remove>>) => obstacles.map(({ kind }) => kind);

  /** Refused even by force, with everything left as it was. */
  async function stays(kind: string, change: Partial<RemovalWish> = {}): Promise<void> {
    const before = rig.picture();
    const result = await remove({ force: true, ...change });
    expect([result.state, kinds(result)]).toEqual(['refused', expect.arrayContaining([kind])]);
    expect(rig.picture()).toEqual(before);
  }

  it('takes a clean, merged worktree and leaves its branch, or not', async () => {
    expect(await remove({ dryRun: true })).toMatchObject({ state: 'would_remove', obstacles: [] });
    expect(existsSync(rig.tree)).toBe(true);
    expect(await remove()).toMatchObject({ state: 'removed', branch: 'side', keptBranch: null });
    expect([existsSync(rig.tree), rig.git('repo', 'branch', '--list', 'side').trim()]).toEqual([
      false,
      'side',
    ]);
    rig.git('repo', 'worktree', 'add', '-q', rig.tree, 'side');
    expect(await remove({ deleteMergedBranch: true })).toMatchObject({ state: 'removed', branch: null });
    expect(rig.git('repo', 'branch', '--list', 'side')).toBe('');
  });

  it('asks when there are changes; by force they are on a branch of their own', async () => {
    rig.write('side/README.md', 'changed\n');
    rig.write('side/deep/new.txt', 'new\n');
    rig.write('side/.env', 'SECRET\n');
    rig.write('side/cache/built', 'x');
    const before = rig.picture();
    const asked = await remove();
    expect([asked.state, kinds(asked), asked.discardedFolders]).toEqual([
      'refused',
      ['uncommitted', 'ignored'],
      ['cache/'],
    ]);
    expect(rig.picture()).toEqual(before);
    rig.write('repo/README.md', 'the main working tree may be dirty\n');
    const { state, keptBranch, keptFiles } = await remove({ force: true, deleteMergedBranch: true });
    expect([state, keptFiles, existsSync(rig.tree)]).toEqual(['removed', 1, false]);
    expect(rig.git('repo', 'show', `${keptBranch}:README.md`)).toBe('changed\n');
    expect(rig.git('repo', 'show', `${keptBranch}:deep/new.txt`)).toBe('new\n');
    // Its own branch stays beside it.
    expect(rig.git('repo', 'branch', '--list', 'side').trim()).toBe('side');
    const [kept = ''] = readdirSync(path.join(rig.stateRoot, 'removed'));
    expect(readFileSync(path.join(rig.stateRoot, 'removed', kept, '.env'), 'utf8')).toBe('SECRET\n');
  });

  it('asks when commits are not merged; its branch stays by force', async () => {
    const made = rig.commit('side', 'new.txt', 'x\n');
    expect(kinds(await remove())).toEqual(['unmerged']);
    expect(await remove({ force: true, deleteMergedBranch: true })).toMatchObject({ branch: 'side' });
    expect(rig.git('repo', 'rev-parse', 'side').trim()).toBe(made);
  });

  it('asks when commits are on no branch; by force they get one', async () => {
    rig.git('side', 'checkout', '-q', '--detach');
    const made = rig.commit('side', 'new.txt', 'x\n');
    expect(kinds(await remove())).toEqual(['detached']);
    const { keptBranch } = await remove({ force: true });
    expect(rig.git('repo', 'rev-parse', String(keptBranch)).trim()).toBe(made);
  });

  it('takes one that was unlocked, which may be asked for twice', async () => {
    rig.git('repo', 'worktree', 'lock', '--reason', 'a stick', rig.tree);
    await repositories.unlock(repository, rig.tree);
    await repositories.unlock(repository, rig.tree);
    await expect(repositories.unlock(repository, rig.at('nowhere'))).rejects.toMatchObject({
      code: 'git_failed',
    });
    expect(await remove()).toMatchObject({ state: 'removed' });
  });

  it('does not take one that is locked, or the main one', async () => {
    rig.git('repo', 'worktree', 'lock', rig.tree);
    await stays('locked');
    rig.git('repo', 'worktree', 'unlock', rig.tree);
    const result = await repositories.remove(repository, rig.root, { ...plain, force: true });
    expect([result.state, kinds(result)]).toEqual(['refused', ['main']]);
  });

  it('does not take one that an Agentin or a program works in', async () => {
    await stays('in_use', { agentsBelow: () => ['a'] });
    rig.write('side/sub/file.txt', 'x\n');
    const child: ChildProcess = spawn('sleep', ['600'], { cwd: rig.at('side/sub') });
    await once(child, 'spawn');
    try {
      await stays('in_use');
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  it('waits for a git that only looks, as windows do all the time, and not for one that stays', async () => {
    // Both are called git, as far as anybody can see.
    const git = rig.write('bin/git', '', 0o755);
    copyFileSync('/bin/sleep', git);
    const short = spawn(git, ['1'], { cwd: rig.tree, stdio: 'ignore' });
    await once(short, 'spawn');
    expect(await remove({ dryRun: true })).toMatchObject({ state: 'would_remove' });
    const long = spawn(git, ['300'], { cwd: rig.tree, stdio: 'ignore' });
    await once(long, 'spawn');
    try {
      expect(await remove({ dryRun: true })).toMatchObject({
        obstacles: [{ kind: 'in_use', examples: ['git'] }],
      });
    } finally {
      long.kill();
      await once(long, 'exit');
    }
  });

  it('does not take one with another worktree or repository below it', async () => {
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side/cache/inner'));
    await stays('nested');
    rig.git('repo', 'worktree', 'remove', rig.at('side/cache/inner'));
    rig.git('repo', 'worktree', 'add', '-q', '-b', 'in', rig.at('side/in'));
    // Git knows it as a worktree, and as an untracked repository: it is one.
    expect((await remove()).obstacles[0]).toMatchObject({ kind: 'nested', count: 1, examples: ['in'] });
    rig.git('repo', 'worktree', 'remove', rig.at('side/in'));
    rig.git('side', 'init', '-q', 'cache/clone');
    await stays('nested');
    rig.git('side', 'init', '-q', 'loose');
    rig.git('side/loose', 'commit', '-q', '--allow-empty', '-m', 'own');
    await stays('nested');
  });

  it('does not take one in the middle of a merge', async () => {
    rig.commit('side', 'README.md', 'theirs\n');
    rig.commit('repo', 'README.md', 'ours\n');
    expect(() => rig.git('side', 'merge', 'main')).toThrow();
    await stays('operation_in_progress');
    expect((await remove()).obstacles[0]).toMatchObject({ examples: ['merge'] });
    rig.git('side', 'merge', '--abort');
    expect(() => rig.git('side', 'rebase', 'main')).toThrow();
    expect((await remove()).obstacles[0]).toMatchObject({ examples: ['rebase'] });
    const { halfDone } = await repositories.review(repository, rig.tree, 1);
    expect(halfDone).toEqual({ kind: 'rebase', branch: 'side' });
  });

  it('takes a submodule that is as its origin, and not one with work in it', async () => {
    rig.git('.', 'init', '-q', '-b', 'main', 'lib');
    rig.commit('lib', 'lib.txt', 'x\n');
    const allow = ['-c', 'protocol.file.allow=always'];
    rig.git('side', ...allow, 'submodule', '--quiet', 'add', rig.at('lib'), 'lib');
    rig.git('side', 'commit', '-q', '-m', 'lib');
    rig.git('repo', 'merge', '-q', 'side');
    rig.write('side/lib/lib.txt', 'changed\n');
    await stays('submodule');
    rig.git('side/lib', 'commit', '-q', '-a', '-m', 'own');
    rig.git('side/lib', 'checkout', '-q', '--detach', 'HEAD');
    await stays('submodule');
    rig.git('side/lib', 'checkout', '-q', 'main');
    rig.git('side/lib', 'reset', '-q', '--hard', 'origin/main');
    expect(await remove()).toMatchObject({ state: 'removed' });
    expect(existsSync(rig.tree)).toBe(false);
  });

  it('looks again at the moment of removal, and puts everything back', async () => {
    rig.write('side/README.md', 'changed\n');
    rig.git('side', 'add', '.');
    rig.write('side/README.md', 'changed twice\n');
    const before = rig.picture();
    let looks = 0;
    const late = remove({
      force: true,
      agentsBelow: () => {
        looks += 1;
        return looks === 1 ? [] : ['a'];
      },
    });
    await expect(late).rejects.toMatchObject({ code: 'worktree_changed' });
    expect(looks).toBe(2);
    expect(rig.picture().slice(0, 2)).toEqual(before.slice(0, 2));
  });
});
