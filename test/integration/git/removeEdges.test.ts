import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import type { RemovalWish } from '../../../src/core/worktrees/worktreeWork.ts';
import { node24 } from '../../host/paths.ts';
import { freshRig } from './freshRig.ts';
import { SideRig } from './sideRig.ts';
import { WORKER } from './workerProcess.ts';

/** Removals in the corners where work is easily lost. */

let rig: SideRig;
let repositories: Repositories;
let repository: Repository;

freshRig(
  () => new SideRig(),
  (world) => ({ rig, repositories, repository } = world),
);

const plain: RemovalWish = { force: false, dryRun: false, deleteMergedBranch: true, agentsBelow: () => [] };
const remove = async (force = false) => repositories.remove(repository, rig.tree, { ...plain, force });
const kinds = async () => (await remove()).obstacles.map(({ kind }) => kind);

describe('what git does not look at', () => {
  it('is kept, with its folders and links, unless it can be made again', async () => {
    rig.write('repo/.git/info/exclude', 'data/\nnode_modules/\ntarget/\nbig/\nlink\nsame.cfg\n');
    rig.write('side/data/keys/own.key', 'precious\n', 0o600);
    rig.write('side/data/node_modules/x.js', 'x');
    rig.write('side/node_modules/pkg/index.js', 'x');
    rig.write('side/target/out', 'x');
    rig.write('side/big/CACHEDIR.TAG', 'Signature: 8a477f597d28d172789f06886806bc55');
    rig.write('side/big/file', 'x');
    symlinkSync('/somewhere/else', rig.at('side/link'));
    for (const at of ['side', 'repo']) rig.write(`${at}/same.cfg`, 'the same\n');
    const asked = await remove();
    expect(asked).toMatchObject({ state: 'refused', obstacles: [{ kind: 'ignored', count: 2 }] });
    expect([...asked.discardedFolders].sort()).toEqual(['big/', 'node_modules/', 'target/']);
    const { keptFolder, keptFiles } = await remove(true);
    expect([keptFiles, existsSync(rig.tree)]).toEqual([2, false]);
    expect(readFileSync(path.join(keptFolder ?? '', 'data/keys/own.key'), 'utf8')).toBe('precious\n');
    expect(readlinkSync(path.join(keptFolder ?? '', 'link'))).toBe('/somewhere/else');
  });

  it('is seen in files that git was told not to look at', async () => {
    rig.commit('repo', 'config.ini', 'default\n');
    rig.git('side', 'merge', '-q', 'main');
    rig.git('side', 'update-index', '--skip-worktree', 'config.ini');
    rig.git('side', 'update-index', '--assume-unchanged', 'README.md');
    expect(await repositories.remove(repository, rig.tree, { ...plain, dryRun: true })).toMatchObject({
      state: 'would_remove',
    });
    rig.write('side/config.ini', 'mine\n');
    rig.write('side/README.md', 'mine, too\n');
    expect(await kinds()).toEqual(['ignored']);
    const { keptFolder } = await remove(true);
    expect(readFileSync(path.join(keptFolder ?? '', 'config.ini'), 'utf8')).toBe('mine\n');
    expect(readFileSync(path.join(keptFolder ?? '', 'README.md'), 'utf8')).toBe('mine, too\n');
  });

  it('are stashes, which stay', async () => {
    rig.write('side/README.md', 'put away\n');
    rig.git('side', 'stash', '-q');
    expect(await remove()).toMatchObject({ state: 'removed' });
    expect(rig.git('repo', 'show', 'stash@{0}:README.md')).toBe('put away\n');
  });
});

describe('a worktree that is not what git remembers', () => {
  it('loses no commit when its branch was deleted', async () => {
    const made = rig.commit('side', 'new.txt', 'x\n');
    rig.git('repo', 'update-ref', '-d', 'refs/heads/side');
    expect(await kinds()).toEqual(['uncommitted', 'detached']);
    const { keptBranch } = await remove(true);
    expect(rig.git('repo', 'merge-base', made, String(keptBranch)).trim()).toBe(made);
    expect(existsSync(rig.tree)).toBe(false);
  });

  it('is forgotten when its folder was deleted, and keeps what was staged and on no branch', async () => {
    rig.git('side', 'checkout', '-q', '--detach');
    const made = rig.commit('side', 'new.txt', 'x\n');
    rig.write('side/staged.txt', 'staged\n');
    rig.git('side', 'add', '.');
    rmSync(rig.tree, { recursive: true });
    expect(await kinds()).toEqual(['gone', 'uncommitted', 'detached']);
    const { keptBranch } = await remove(true);
    expect(rig.git('repo', 'show', `${keptBranch}:staged.txt`)).toBe('staged\n');
    expect(rig.git('repo', 'merge-base', made, String(keptBranch)).trim()).toBe(made);
    expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it('is asked about when its folder was moved, which stays as it is', async () => {
    rig.write('side/loose.txt', 'loose\n');
    renameSync(rig.tree, rig.at('moved'));
    expect(await kinds()).toEqual(['gone']);
    expect(await remove(true)).toMatchObject({ state: 'removed', branch: 'side', keptBranch: null });
    expect(readFileSync(rig.at('moved/loose.txt'), 'utf8')).toBe('loose\n');
  });

  it('is not forgotten while it is locked, as one on a stick', async () => {
    rig.git('repo', 'worktree', 'lock', rig.tree);
    rmSync(rig.tree, { recursive: true });
    expect((await remove(true)).state).toBe('refused');
    expect(rig.git('repo', 'worktree', 'list')).toContain('side');
  });

  it('is put aside when only its link to the repository is gone', async () => {
    rig.write('side/loose.txt', 'loose\n');
    rmSync(rig.at('side/.git'));
    expect(await kinds()).toEqual(['gone']);
    const { keptFolder } = await remove(true);
    expect(readFileSync(path.join(keptFolder ?? '', 'loose.txt'), 'utf8')).toBe('loose\n');
    expect(existsSync(rig.tree)).toBe(false);
  });

  it('is never what a link in its place leads to', async () => {
    mkdirSync(rig.at('other'));
    rig.write('other/precious.txt', 'x\n');
    rmSync(rig.tree, { recursive: true });
    symlinkSync(rig.at('other'), rig.tree);
    await repositories.remove(repository, rig.at('other'), { ...plain, force: true });
    // It is moved at most, never looked into.
    const places = ['other', ...rig.list().filter((name) => name.startsWith('interrupted-'))];
    expect(places.filter((at) => existsSync(rig.at(at, 'precious.txt')))).not.toEqual([]);
  });
});

describe('a submodule', () => {
  it('shows its changes in every look, and a look runs nothing that it configures', async () => {
    rig.git('.', 'init', '-q', '-b', 'main', 'lib');
    rig.commit('lib', 'lib.txt', 'x\n');
    rig.git('side', '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', rig.at('lib'), 'lib');
    rig.git('side', 'commit', '-q', '-m', 'lib');
    const status = async () => repositories.status(repository, rig.tree);
    expect(await status()).toMatchObject({ submodules: [], text: { output: '' } });
    const trap = rig.write('trap', `#!/bin/sh\ntouch '${rig.at('sprung')}'\n`, 0o755);
    rig.git('side/lib', 'config', 'core.fsmonitor', trap);
    rig.write('side/lib/lib.txt', 'changed\n');
    expect(await status()).toMatchObject({
      submodules: ['lib'],
      text: { output: ' m lib' },
      changes: { unstaged: 0 },
    });
    const { worktrees } = await repositories.worktrees(repository);
    expect(worktrees.map(({ submodules }) => submodules)).toEqual([[], ['lib']]);
    expect((await repositories.review(repository, rig.tree, 10)).submodules).toEqual(['lib']);
    expect(existsSync(rig.at('sprung'))).toBe(false);
    // A merge says nothing of them, and takes nothing.
    expect(await repositories.merge(repository, rig.tree, { dryRun: false })).toMatchObject({
      state: 'merged',
    });
  });
});

describe('a full disk', () => {
  /** Removes in a process in which no file may grow beyond 1 MB: to a program the same as a disk without room. */
  async function removeWithoutRoom(): Promise<string> {
    const script = `trap '' XFSZ; ulimit -f 1000; exec "$@"`;
    const args = ['-c', script, 'sh', node24, WORKER, rig.root, rig.stateRoot, 'remove', rig.tree];
    return new Promise<string>((resolve) => {
      const child = spawn('bash', args, { env: rig.env, stdio: ['ignore', 'pipe', 'ignore'] });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.once('close', () => resolve(text));
    });
  }

  it('while ignored files are kept changes nothing', async () => {
    rig.write('repo/.git/info/exclude', 'data/\n');
    rig.write('side/data/large', randomBytes(1_500_000).toString('hex'));
    rig.write('side/README.md', 'changed\n');
    const before = rig.picture();
    expect(await removeWithoutRoom()).toContain('could not be written');
    expect(rig.picture()).toEqual(before);
    expect(rig.list('state/removed')).toEqual([]);
    expect(await remove(true)).toMatchObject({ state: 'removed', keptFiles: 1 });
  });

  it('while uncommitted work gets its branch changes nothing', async () => {
    rig.write('side/large', randomBytes(1_500_000).toString('hex'));
    const before = rig.picture();
    expect(await removeWithoutRoom()).toContain('cannot be written down');
    expect(rig.picture()).toEqual(before);
    const { keptBranch } = await remove(true);
    expect(rig.git('repo', 'cat-file', '-s', `${keptBranch}:large`).trim()).toBe('3000000');
  });
});
