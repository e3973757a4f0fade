import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitRig, wish } from './rig.ts';

let rig: GitRig;

beforeEach(() => {
  rig = new GitRig();
});

afterEach(() => rig.dispose());

describe('the repository around a directory', () => {
  it('is found from any folder in it, also through a link', async () => {
    mkdirSync(rig.at('repo/src/deep'), { recursive: true });
    symlinkSync(rig.at('repo/src'), rig.at('link'));
    const repository = { here: rig.root, root: rig.root, commonDir: rig.at('repo/.git') };
    for (const place of [rig.root, rig.at('repo/src/deep'), rig.at('link')])
      expect(await rig.repositories().find(place)).toEqual(repository);
  });

  it('is the one around the directory, wherever the environment points', async () => {
    rig.git('.', 'init', '-q', 'other');
    rig.env['GIT_DIR'] = rig.at('other/.git');
    rig.env['GIT_WORK_TREE'] = rig.at('other');
    expect((await rig.repositories().find(rig.root)).root).toBe(rig.root);
  });

  it('has its main working tree and the one of the caller', async () => {
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
    expect(await rig.repositories().find(rig.at('side'))).toEqual({
      here: rig.at('side'),
      root: rig.root,
      commonDir: rig.at('repo/.git'),
    });
  });

  it('is the submodule in a submodule, for its worktrees as well', async () => {
    rig.git('.', 'clone', '-q', 'repo', 'other');
    rig.git('repo', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', rig.at('other'), 'sub');
    const commonDir = rig.at('repo/.git/modules/sub');
    expect(await rig.repositories().find(rig.at('repo/sub'))).toEqual({
      here: rig.at('repo/sub'),
      root: rig.at('repo/sub'),
      commonDir,
    });
    rig.git('repo/sub', 'worktree', 'add', '-q', rig.at('side'));
    expect(await rig.repositories().find(rig.at('side'))).toEqual({
      here: rig.at('side'),
      root: rig.at('repo/sub'),
      commonDir,
    });
  });

  it('has only the worktree of the caller where all are worktrees of a bare one', async () => {
    rig.git('.', 'clone', '-q', '--bare', 'repo', 'project/.bare');
    rig.write('project/.git', 'gitdir: ./.bare\n');
    rig.git('project', 'worktree', 'add', '-q', 'main');
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.at('project/main'));
    expect(repository).toMatchObject({ here: rig.at('project/main'), root: rig.at('project/main') });
    expect((await repositories.worktrees(repository)).worktrees.map(({ head }) => head.kind)).toEqual([
      'bare',
      'branch',
    ]);
    expect((await repositories.createWorktree(repository, wish())).path).toContain(
      'project/main/.codex-master',
    );
    await expect(repositories.find(rig.at('project'))).rejects.toMatchObject({ code: 'not_a_repository' });
  });

  it('is refused where there is none', async () => {
    mkdirSync(rig.at('plain'));
    rig.git('.', 'clone', '-q', '--bare', 'repo', 'bare');
    for (const place of ['plain', 'bare', 'repo/.git', 'repo/.git/refs'])
      await expect(rig.repositories().find(rig.at(place))).rejects.toMatchObject({
        code: 'not_a_repository',
      });
    await expect(rig.repositories().find(rig.at('nowhere'))).rejects.toMatchObject({
      code: 'cwd_not_a_directory',
    });
  });

  it('is refused without git', async () => {
    rig.env['PATH'] = rig.at('nowhere');
    await expect(rig.repositories().find(rig.root)).rejects.toMatchObject({ code: 'git_missing' });
  });
});

describe('the status of a working tree', () => {
  it('counts changes by kind, in a repository without a commit as well', async () => {
    rig.git('.', 'init', '-q', '-b', 'trunk', 'empty');
    rig.write('empty/staged file', 'x\n');
    rig.git('empty', 'add', '.');
    rig.write('empty/-x', '');
    rig.write('empty/zwölf\nlines', '');
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.at('empty'));
    const { head, changes, text } = await repositories.status(repository, repository.here);
    expect(head).toEqual({ kind: 'branch', branch: 'trunk', commit: null });
    expect(changes).toEqual({ staged: 1, unstaged: 0, untracked: 2, conflicted: 0 });
    expect(text.output).toBe('A  "staged file"\n?? -x\n?? "zwölf\\nlines"');
    await expect(repositories.createWorktree(repository, wish())).rejects.toMatchObject({
      code: 'base_ref_invalid',
    });
    const { checks } = await repositories.check(repository, { runDeclared: false }, {});
    expect(checks.every(({ program }) => program.ok)).toBe(true);
  });

  it('is of the folder that is named, in this worktree or another, and of no other folder', async () => {
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
    mkdirSync(rig.at('repo/src'));
    mkdirSync(rig.at('foreign'));
    rig.git('.', 'clone', '-q', 'repo', 'repo/nested');
    symlinkSync(rig.at('side'), rig.at('repo/link'));
    symlinkSync('/', rig.at('repo/out'));
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    expect(await repositories.folderAt(repository, 'src')).toBe(rig.at('repo/src'));
    expect(await repositories.folderAt(repository, '../side')).toBe(rig.at('side'));
    expect(await repositories.folderAt(repository, rig.at('side'))).toBe(rig.at('side'));
    for (const path of [
      'README.md',
      'nowhere',
      '..',
      '/',
      'link',
      'out',
      'out/etc',
      '../foreign',
      'nested',
      '.git',
      '-x',
      'a\0b',
    ])
      await expect(repositories.folderAt(repository, path), path).rejects.toMatchObject({
        code: 'worktree_not_found',
      });
  });

  it('says of a worktree whose folder is gone who can forget it', async () => {
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
    rmSync(rig.at('side'), { recursive: true });
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    for (const path of ['../side', rig.at('side')])
      await expect(repositories.folderAt(repository, path)).rejects.toMatchObject({
        code: 'worktree_not_found',
        message: expect.stringContaining('Only the panel forgets it') as unknown,
      });
  });

  it('lists worktrees that are ahead, dirty, detached, locked or gone', async () => {
    for (const name of ['ahead', 'dirty', 'locked', 'gone'])
      rig.git('repo', 'worktree', 'add', '-q', rig.at(name));
    rig.git('repo', 'worktree', 'add', '-q', '--detach', rig.at('zwölf\nlines'));
    rig.git('ahead', 'commit', '-q', '--allow-empty', '-m', 'more');
    rig.write('dirty/new', '');
    rig.git('repo', 'worktree', 'lock', '--reason', 'on a\nstick', rig.at('locked'));
    rmSync(rig.at('gone'), { recursive: true });
    const repositories = rig.repositories();
    const { worktrees, count } = await repositories.worktrees(await repositories.find(rig.root));
    expect(count).toBe(6);
    const named = Object.fromEntries(worktrees.map((one) => [one.path.slice(rig.folder.length + 1), one]));
    expect(named['repo']).toMatchObject({ isMain: true, againstMain: null });
    expect(named['ahead']).toMatchObject({ againstMain: { ahead: 1, behind: 0 } });
    expect(named['dirty']).toMatchObject({ changes: { untracked: 1 } });
    expect(named['zwölf\nlines']).toMatchObject({ head: { kind: 'detached' }, changes: { untracked: 0 } });
    expect(named['locked']?.locked).toContain('on a');
    expect(named['gone']).toMatchObject({ changes: null, prunable: expect.any(String) as unknown });
  });
});

describe('where a folder comes from', () => {
  it('is told of the worktrees that we made, and of folders in them, alone', async () => {
    const repositories = rig.repositories();
    const { path: tree } = await repositories.createWorktree(await repositories.find(rig.root), wish());
    mkdirSync(`${tree}/src`);
    const origin = { tree, root: rig.root, trusted: false };
    expect(await repositories.origin(tree)).toEqual(origin);
    expect(await repositories.origin(`${tree}/src`)).toEqual(origin);
    rig.declared.push({ path: rig.root, checks: [], setup: null, trusted: true });
    expect(await repositories.origin(tree)).toEqual({ ...origin, trusted: true });
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
    rig.git('.', 'init', '-q', `${tree}/src/nested`);
    for (const place of [rig.root, rig.at('side'), rig.folder, `${tree}/src/nested`])
      expect(await repositories.origin(place)).toBeNull();
  });
});
