import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INCLUDE_LIMITS } from '../../../src/adapters/git/create/include.ts';
import type { Repositories, Repository } from '../../../src/core/worktrees/repositories.ts';
import { freshRig } from './freshRig.ts';
import { GitRig, wish } from './rig.ts';

let rig: GitRig;
let repositories: Repositories;
let repository: Repository;

freshRig(
  () => new GitRig(),
  (world) => ({ rig, repositories, repository } = world),
);

describe('a new worktree', () => {
  it('has a place and a branch of its own, and the main status stays clean', async () => {
    const made = await repositories.createWorktree(repository, wish());
    expect(made.path).toMatch(/\/repo\/\.codex-master-worktrees\/agent-a-\d{8}T\d{12}Z$/);
    expect(made.branch).toMatch(/^codex-master\/a-\d{8}T\d{12}Z$/);
    expect(made).toMatchObject({ excluded: true, resumed: false, included: null });
    expect(rig.git('repo', 'status', '--short')).toBe('');
    expect(readFileSync(rig.at('repo/.gitignore'), 'utf8')).toBe('.env*\ncache/\n');
    expect(readFileSync(`${made.path}/README.md`, 'utf8')).toBe('one\n');
    const { worktrees } = await repositories.worktrees(repository);
    expect(worktrees[1]).toMatchObject({
      path: made.path,
      head: { branch: made.branch, commit: made.baseCommit },
      made: { agentId: 'a', branch: made.branch, baseCommit: made.baseCommit },
    });
    rig.git('repo', 'worktree', 'remove', made.path);
    expect((await repositories.worktrees(repository)).count).toBe(1);
  });

  it('begins where base_ref says, else at what the caller has checked out', async () => {
    rig.git('repo', 'worktree', 'add', '-q', rig.at('side'));
    rig.git('side', 'commit', '-q', '--allow-empty', '-m', 'second');
    const second = rig.git('side', 'rev-parse', 'HEAD').trim();
    const fromSide = await repositories.find(rig.at('side'));
    const made = await repositories.createWorktree(fromSide, wish());
    expect(made.baseCommit).toBe(second);
    // In the main working tree all the same.
    expect(made.path.startsWith(`${rig.root}/`)).toBe(true);
    for (const baseRef of ['side', second.slice(0, 9), 'main~0'])
      expect((await repositories.createWorktree(repository, wish({ baseRef }))).baseCommit).toHaveLength(40);
  });

  it.each(['--help', '-h', '--detach', 'nowhere', '', '  ', 'HEAD\n', 'HEAD:README.md', '../x', 'a..b'])(
    'refuses the base_ref %j and changes nothing',
    async (baseRef) => {
      await expect(repositories.createWorktree(repository, wish({ baseRef }))).rejects.toMatchObject({
        code: 'base_ref_invalid',
      });
      expectNothing();
    },
  );

  it.each([
    '-b',
    '--help',
    'refs/heads/x',
    'fix/sk-proj-xyzQRS0123456789xyzQRS0123456789',
    'a b',
    'a..b',
    'x.lock',
    '',
    '/',
    'a~1',
    'HEAD',
    'main',
    'x'.repeat(201),
    'a\nb',
  ])('refuses the branch %j and changes nothing', async (branch) => {
    await expect(repositories.createWorktree(repository, wish({ branch }))).rejects.toMatchObject({
      code: 'branch_invalid',
    });
    expectNothing();
  });

  it('goes where path says, with missing folders, spaces and signs that patterns have', async () => {
    for (const path of ['wt/eins', '-x', 'zwölf monkeys [1]', './a/../b', rig.at('repo/abs'), '#!*?']) {
      const made = await repositories.createWorktree(repository, wish({ path, branch: null }));
      expect(made.excluded, path).toBe(true);
      expect(lstatSync(`${made.path}/.git`).isFile()).toBe(true);
    }
    expect(rig.git('repo', 'status', '--short')).toBe('');
  });

  it('takes an absolute path that spells the repository through a link', async () => {
    symlinkSync(rig.root, rig.at('spelled'));
    const made = await repositories.createWorktree(repository, wish({ path: rig.at('spelled/wt') }));
    expect(made.path).toBe(rig.at('repo/wt'));
  });

  it('is refused at any other place, and nothing is changed', async () => {
    mkdirSync(rig.at('repo/there'));
    mkdirSync(rig.at('outside'));
    symlinkSync(rig.at('outside'), rig.at('repo/link'));
    symlinkSync('nowhere', rig.at('repo/broken'));
    rig.git('.', 'clone', '-q', 'repo', 'repo/nested');
    const paths = [
      ...['there', 'README.md', 'broken', 'link', 'link/x', 'README.md/x', 'nested/x', '.git/x', 'a/.GIT/x'],
      ...[
        '.',
        '..',
        '../x',
        'a/../../x',
        '/',
        rig.at('outside/x'),
        rig.root,
        '',
        ' ',
        'a\nb',
        'a\0b',
        'x'.repeat(300),
      ],
    ];
    for (const path of paths)
      await expect(repositories.createWorktree(repository, wish({ path })), path).rejects.toMatchObject({
        code: 'worktree_path_refused',
      });
    expectNothing();
    expect(existsSync(rig.at('outside/x'))).toBe(false);
  });

  it('takes back what it made when git refuses', async () => {
    rig.git('repo', 'branch', 'feature/x');
    // Git refuses: a branch stands where this one needs a folder.
    await expect(
      repositories.createWorktree(repository, wish({ path: 'p/q/wt', branch: 'feature/x/y' })),
    ).rejects.toMatchObject({ code: 'git_failed' });
    expect(existsSync(rig.at('repo/p'))).toBe(false);
    expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(await repositories.createWorktree(repository, wish({ path: 'p/q/wt' }))).toMatchObject({
      resumed: false,
    });
  });

  it('finds a name of its own although a branch is called codex-master', async () => {
    rig.git('repo', 'branch', 'codex-master');
    expect((await repositories.createWorktree(repository, wish())).branch).toMatch(/^codex-master-a-/);
  });

  it('is one each when many are made at once, by several fleets', async () => {
    const fleets = [rig.repositories(), rig.repositories()];
    const made = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => fleets[index % 2]?.createWorktree(repository, wish())),
    );
    expect(new Set(made.map((one) => one?.path)).size).toBe(6);
    const clash = await Promise.allSettled(
      fleets.map(async (one) => one.createWorktree(repository, wish({ path: 'same' }))),
    );
    expect(clash.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  function expectNothing(): void {
    expect(rig.git('repo', 'branch', '--list', '--format=%(refname:short)')).toBe('main\n');
    expect(rig.git('repo', 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(existsSync(rig.at('repo/.codex-master-worktrees'))).toBe(false);
    expect(existsSync(rig.at('repo/a'))).toBe(false);
    expect(readFileSync(rig.at('repo/.git/info/exclude'), 'utf8')).not.toContain('codex-master');
  }
});

describe('.worktreeinclude', () => {
  it('brings ignored files that it names, with their modes, and no others', async () => {
    rig.write(
      'repo/.worktreeinclude',
      '# what we need\n.env*\n!.env.prod\n/cache/**/*.bin\nREADME.md\nnew.txt\n',
    );
    rig.write('repo/.env', 'SECRET=1\n', 0o600);
    rig.write('repo/.env.prod', 'SECRET=2\n');
    rig.write('repo/new.txt', 'not ignored\n');
    const big = rig.write('repo/cache/deep/a b\nc.bin', 'x'.repeat(700_000), 0o755);
    rig.write('repo/cache/other.txt', '');
    rig.write('repo/README.md', 'changed, but tracked\n');
    const { path, included } = await repositories.createWorktree(repository, wish());
    expect(included).toEqual({ copied: 2, bytes: 700_009, skipped: [], skippedCount: 0 });
    expect(readFileSync(`${path}/.env`, 'utf8')).toBe('SECRET=1\n');
    expect(lstatSync(`${path}/.env`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${path}/cache/deep/a b\nc.bin`).equals(readFileSync(big))).toBe(true);
    expect(lstatSync(`${path}/cache/deep/a b\nc.bin`).mode & 0o777).toBe(0o755);
    expect(existsSync(`${path}/cache/other.txt`)).toBe(false);
    expect(existsSync(`${path}/new.txt`)).toBe(false);
    expect(readFileSync(`${path}/README.md`, 'utf8')).toBe('one\n');
  });

  it('follows no link out of the repository, writes through none, and overwrites nothing', async () => {
    rig.write('outside/secret', 'SECRET\n');
    // In the commit a folder of the new worktree is a link to the outside, and a file is there already.
    rig.write('repo/.env.tracked', 'tracked\n');
    symlinkSync(rig.at('outside'), rig.at('repo/cache-dir'));
    rig.git('repo', 'add', '-f', '.env.tracked', 'cache-dir');
    rig.git('repo', 'commit', '-q', '-m', 'links');
    rig.git('repo', 'rm', '-q', '--cached', '.env.tracked', 'cache-dir');
    rig.git('repo', 'commit', '-q', '-m', 'without');
    rig.write('repo/.gitignore', '.env*\ncache*\n');
    unlinkSync(rig.at('repo/cache-dir'));
    rig.write('repo/cache-dir/into', 'planted\n');
    symlinkSync(rig.at('outside/secret'), rig.at('repo/.env.link'));
    rig.write('repo/.worktreeinclude', '.env*\ncache-dir/\n');
    const made = await repositories.createWorktree(repository, wish({ baseRef: 'HEAD~1' }));
    expect(made.included).toEqual({
      copied: 0,
      bytes: 0,
      skipped: [
        { path: '.env.link', reason: 'link' },
        { path: '.env.tracked', reason: 'exists' },
        { path: 'cache-dir/into', reason: 'link' },
      ],
      skippedCount: 3,
    });
    expect(existsSync(rig.at('outside/into'))).toBe(false);
    expect(readFileSync(`${made.path}/.env.tracked`, 'utf8')).toBe('tracked\n');
  });

  it('says what it left out', async () => {
    rig.write('repo/.worktreeinclude', 'cache/\n');
    mkdirSync(rig.at('repo/cache'));
    for (let index = 0; index < 30; index += 1) symlinkSync('nowhere', rig.at(`repo/cache/${index}`));
    truncateSync(rig.write('repo/cache/huge', ''), INCLUDE_LIMITS.fileBytes + 1);
    const { included } = await repositories.createWorktree(repository, wish());
    expect(included).toMatchObject({ copied: 0, skippedCount: 31 });
    expect(included?.skipped).toHaveLength(INCLUDE_LIMITS.namedSkips);
  });

  it('is not read through a link', async () => {
    rig.write('patterns', '.env\n');
    rig.write('repo/.env', 'x\n');
    symlinkSync(rig.at('patterns'), rig.at('repo/.worktreeinclude'));
    const { path, included } = await repositories.createWorktree(repository, wish());
    expect(included?.skipped).toEqual([{ path: '.worktreeinclude', reason: 'not_a_file' }]);
    expect(existsSync(`${path}/.env`)).toBe(false);
  });
});
