import { existsSync, readdirSync, rmSync, unlinkSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../../src/adapters/installation/doctor/programs.ts';
import { localRunner } from '../../../src/adapters/run.ts';
import { GitRig, wish } from './rig.ts';

/** A repository whose own configuration runs programs wherever git lets it. */

let rig: GitRig;

beforeEach(() => {
  rig = new GitRig();
});

afterEach(() => rig.dispose());

/** A program that leaves a mark and passes its input on. */
function trap(name: string): string {
  return rig.write(`traps/${name}`, `#!/bin/sh\ntouch '${rig.at(`mark-${name}`)}'\ncat\nexit 0\n`, 0o755);
}

function marks(): readonly string[] {
  return readdirSync(rig.folder).filter((name) => name.startsWith('mark-'));
}

function setTraps(): void {
  rig.write('repo/data.evil', 'data\n');
  rig.write('repo/.gitattributes', '*.evil filter=evil diff=evil\n');
  rig.git('repo', 'add', '.');
  rig.git('repo', 'commit', '-q', '-m', 'data');
  const config = (key: string, name: string): string => rig.git('repo', 'config', key, trap(name));
  config('filter.evil.clean', 'clean');
  config('filter.evil.smudge', 'smudge');
  rig.git('repo', 'config', 'filter.evil.required', 'true');
  config('filter.odd=na me.x.process', 'odd');
  config('diff.evil.textconv', 'textconv');
  config('diff.evil.command', 'driver');
  config('diff.external', 'external');
  config('core.fsmonitor', 'fsmonitor');
  config('core.pager', 'pager');
  config('pager.status', 'pager');
  config('core.editor', 'editor');
  config('core.sshCommand', 'ssh');
  config('core.alternateRefsCommand', 'refs');
  rig.git('repo', 'config', 'color.ui', 'always');
  rig.git('repo', 'config', 'remote.origin.url', `ext::${trap('fetch')}`);
  rig.git('repo', 'config', 'remote.origin.promisor', 'true');
  rig.git('repo', 'config', 'protocol.ext.allow', 'always');
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit'])
    rig.write(`repo/.git/hooks/${hook}`, `#!/bin/sh\ntouch '${rig.at(`mark-${hook}`)}'\n`, 0o755);
  // Looks changed, so that git has to read it through the filter.
  rig.write('repo/data.evil', 'DATA\n');
  utimesSync(rig.at('repo/data.evil'), 1, 1);
}

describe('a hostile repository', () => {
  it('runs nothing under a question of the doctor', async () => {
    setTraps();
    const git = await gitIn({ runner: localRunner, env: rig.env }, rig.root);
    expect(await git?.ask('status', '--porcelain')).toBe(' M data.evil\n');
    expect(await git?.ask('rev-parse', '--verify', 'no-such-commit')).toBeNull();
    expect(marks()).toEqual([]);
    expect(await gitIn({ runner: localRunner, env: { PATH: rig.at('nowhere') } }, rig.root)).toBeNull();
  });

  it('would run its programs under plain git', () => {
    setTraps();
    rig.git('repo', 'status');
    rig.git('repo', 'diff');
    expect(marks()).toEqual(expect.arrayContaining(['mark-clean', 'mark-fsmonitor', 'mark-driver']));
  });

  it('runs none of them when it is looked at', async () => {
    setTraps();
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    const status = await repositories.status(repository, rig.root);
    expect(status.text.output).toBe(' M data.evil');
    expect((await repositories.diffStat(repository, rig.root)).output).toContain('1 file changed');
    await repositories.worktrees(repository);
    await repositories.folderAt(repository, '.');
    const { checks } = await repositories.check(repository, { runDeclared: true }, {});
    expect(checks.map(({ program }) => program.ok)).toEqual([true, true, true]);
    expect(marks()).toEqual([]);
  });

  it('runs none of them when a worktree is made, and says which filters were not run', async () => {
    setTraps();
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    const { path, filtersNotRun } = await repositories.createWorktree(repository, wish());
    expect(existsSync(`${path}/data.evil`)).toBe(true);
    expect([...filtersNotRun].sort()).toEqual(['evil', 'odd=na me.x']);
    expect(marks()).toEqual([]);
  });

  it("runs its hooks and filters when the fleet file's owner trusts it, and only on a change", async () => {
    setTraps();
    rig.git('repo', 'config', '--unset', 'core.fsmonitor');
    rig.declare({ trusted: true });
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    await repositories.status(repository, rig.root);
    expect(marks()).toEqual(['mark-clean']);
    const { filtersNotRun } = await repositories.createWorktree(repository, wish());
    expect(filtersNotRun).toEqual([]);
    expect(marks()).toEqual(expect.arrayContaining(['mark-post-checkout', 'mark-smudge']));
  });

  it('cannot replace a filter of the owner (git-lfs, say), nor keep it from running', async () => {
    rig.write(
      'gitconfig',
      `[filter "lfs"]\n\tclean = ${rig.write('own', '#!/bin/sh\ntouch "$HOME/mark-own"\ncat\n', 0o755)}\n`,
    );
    rig.write('repo/.gitattributes', '*.big filter=lfs\n');
    rig.write('repo/a.big', 'x\n');
    rig.git('repo', '-c', 'user.name=T', '-c', 'user.email=t@example.org', 'add', '.');
    rig.git('repo', 'config', 'filter.lfs.clean', trap('clean'));
    rig.write('repo/a.big', 'y\n');
    utimesSync(rig.at('repo/a.big'), 1, 1);
    const repositories = rig.repositories();
    await repositories.status(await repositories.find(rig.root), rig.root);
    expect(marks()).toEqual(['mark-own']);
  });

  it('fetches nothing that is missing by a program of its own', async () => {
    const blob = rig.git('repo', 'rev-parse', 'HEAD:README.md').trim();
    rig.git('repo', 'config', 'remote.origin.url', `ext::${trap('fetch')}`);
    rig.git('repo', 'config', 'remote.origin.promisor', 'true');
    rig.git('repo', 'config', 'protocol.ext.allow', 'always');
    rig.git('repo', 'config', 'extensions.partialClone', 'origin');
    rig.git('repo', 'rm', '-q', '--cached', 'README.md');
    unlinkSync(rig.at(`repo/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`));
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    await repositories.check(repository, { runDeclared: false }, {});
    await expect(repositories.createWorktree(repository, wish())).rejects.toMatchObject({
      code: 'git_failed',
    });
    expect(marks()).toEqual([]);
    // What git could not fill is taken back as a whole.
    expect(rig.git('repo', 'branch', '--list', 'codex-master/*')).toBe('');
    expect(existsSync(rig.at('repo/.codex-master-worktrees'))).toBe(false);
  });

  it('cannot pretend that the home of its person is its working tree', async () => {
    rig.write('home/secret-name.txt', '');
    rig.git('.', 'clone', '-q', 'repo', 'home/evil');
    rig.git('home/evil', 'config', 'core.worktree', rig.at('home'));
    await expect(rig.repositories().find(rig.at('home/evil'))).rejects.toMatchObject({
      code: 'not_a_repository',
    });
  });

  it('does not run what a submodule or a bare repository among its files configures', async () => {
    rig.git('.', 'clone', '-q', 'repo', 'other');
    rig.git('repo', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', rig.at('other'), 'sub');
    rig.write('repo/.git/modules/sub/info/attributes', '* filter=evil\n');
    rig.git('repo/sub', 'config', 'filter.evil.clean', trap('clean'));
    rig.git('repo/sub', 'config', 'core.fsmonitor', trap('fsmonitor'));
    rig.write('repo/sub/README.md', 'TWO\n');
    utimesSync(rig.at('repo/sub/README.md'), 1, 1);
    rig.git('.', 'init', '-q', '--bare', 'repo/hidden');
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    await repositories.status(repository, rig.root);
    await repositories.diffStat(repository, rig.root);
    await repositories.check(repository, { runDeclared: false }, {});
    await repositories.createWorktree(repository, wish());
    await expect(repositories.find(rig.at('repo/hidden'))).rejects.toMatchObject({
      code: 'not_a_repository',
    });
    expect(marks()).toEqual([]);
  });

  it('does not run what a submodule configures when the worktree around it is reviewed, committed or removed', async () => {
    rig.git('.', 'clone', '-q', 'repo', 'other');
    rig.git('repo', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', rig.at('other'), 'sub');
    rig.git('repo', 'commit', '-q', '-m', 'sub');
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    const { path: tree } = await repositories.createWorktree(repository, wish());
    const at = tree.slice(rig.folder.length + 1);
    rig.git('.', 'clone', '-q', 'other', `${at}/sub`);
    rig.write(`${at}/sub/.git/info/attributes`, '* filter=evil\n');
    rig.git(`${at}/sub`, 'config', 'filter.evil.clean', trap('clean'));
    rig.write(`${at}/mine.txt`, 'mine\n');
    const touch = (): void => {
      rig.write(`${at}/sub/README.md`, 'TWO\n');
      utimesSync(rig.at(`${at}/sub/README.md`), 1, 1);
    };
    touch();
    expect(rig.git(at, 'status', '--short')).toContain('m sub');
    expect(marks()).toEqual(['mark-clean']);
    unlinkSync(rig.at('mark-clean'));
    touch();
    const { files } = await repositories.review(repository, tree, 100);
    expect(files.map(({ path }) => path)).toEqual(['mine.txt']);
    touch();
    await repositories.commitAll(repository, tree, 'hers');
    await repositories.remove(repository, tree, {
      force: true,
      dryRun: true,
      deleteMergedBranch: false,
      agentsBelow: () => [],
    });
    expect(marks()).toEqual([]);
  });

  it('notes what a submodule stands at all the same, and that one is gone', async () => {
    rig.git('.', 'clone', '-q', 'repo', 'other');
    for (const name of ['sub', 'gone'])
      rig.git('repo', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', rig.at('other'), name);
    rig.git('repo', 'commit', '-q', '-m', 'subs');
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    const { path: tree } = await repositories.createWorktree(repository, wish());
    const at = tree.slice(rig.folder.length + 1);
    rig.git('.', 'clone', '-q', 'other', `${at}/sub`);
    rig.git(`${at}/sub`, 'commit', '-q', '--allow-empty', '-m', 'further');
    rmSync(rig.at(`${at}/gone`), { recursive: true });
    const { files } = await repositories.review(repository, tree, 100);
    expect(files.map(({ path, kind }) => [path, kind])).toEqual([
      ['gone', 'deleted'],
      ['sub', 'changed'],
    ]);
    await repositories.commitAll(repository, tree, 'hers');
    expect(rig.git(at, 'status', '--short')).toBe('');
    expect(rig.git(at, 'rev-parse', 'HEAD:sub')).toBe(rig.git(`${at}/sub`, 'rev-parse', 'HEAD'));
  });

  it('does not run what it names for signatures, neither at a commit nor where a rebase writes its list', async () => {
    const repositories = rig.repositories();
    const repository = await repositories.find(rig.root);
    const { path: tree } = await repositories.createWorktree(repository, wish());
    const at = tree.slice(rig.folder.length + 1);
    const signer =
      `#!/bin/sh\ntouch '${rig.at('mark-gpg')}'\nprintf '\\n[GNUPG:] SIG_CREATED x\\n' >&2\n` +
      `printf -- '-----BEGIN PGP SIGNATURE-----\\nx\\n-----END PGP SIGNATURE-----\\n'\n`;
    rig.git('repo', 'config', 'gpg.program', rig.write('signer', signer, 0o755));
    rig.git('repo', 'config', 'rebase.instructionFormat', '%G? %s');
    rig.write(`${at}/mine.txt`, 'mine\n');
    rig.git(at, 'add', '.');
    rig.git(at, 'commit', '-q', '-S', '-m', 'signed');
    expect(marks()).toEqual(['mark-gpg']);
    unlinkSync(rig.at('mark-gpg'));
    rig.git('repo', 'commit', '-q', '--allow-empty', '-m', 'further');
    rig.git('repo', 'config', 'commit.gpgSign', 'true');
    const { state } = await repositories.rebase(repository, tree, { dryRun: false, agentsBelow: () => [] });
    expect(state).toBe('rebased');
    expect(marks()).toEqual([]);
  });
});
